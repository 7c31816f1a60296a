import re

from odoo import api, fields, models
from odoo.exceptions import UserError

NUMBER = re.compile(r"[0-9A-Za-z-]{4,40}")


class MemberPhysicalCard(models.Model):
    """A plastic card that was printed before anybody had it.

    Its number is in a list of the printer; scanned once together with a member, it is
    his. Members also have the number the system gave them: both find them.
    """

    _name = "member.physical.card"
    _description = "Physical Card"
    _inherit = ["mail.thread"]
    _order = "number, id"
    _rec_name = "number"

    number = fields.Char(required=True, index=True)
    batch = fields.Char(help="The delivery of the printer, e.g. 2024 spring.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    bound_at = fields.Datetime(string="Bound on", readonly=True)
    bound_by_id = fields.Many2one("res.users", string="Bound by", readonly=True)
    active = fields.Boolean(
        default=True, help="A card that was lost is put into the archive."
    )

    _number_unique = models.UniqueIndex(
        "(company_id, number)", "This card is in the list already."
    )

    @api.constrains("number")
    def _check_number(self):
        for card in self:
            if not NUMBER.fullmatch(card.number):
                raise UserError(
                    self.env._(
                        "%s is no card number: 4 to 40 letters, digits or hyphens.",
                        card.number,
                    )
                )

    @api.model
    def _add(self, numbers, company, batch=False, owners=None):
        """Put numbers into the list that are not there yet; return the new cards.

        :param owners: {number: member} of cards that are somebody's already
        """
        numbers = list(dict.fromkeys(numbers))
        there = self.with_context(active_test=False).search(
            [("company_id", "=", company.id), ("number", "in", numbers)]
        )
        missing = set(numbers) - set(there.mapped("number"))
        return self.with_context(tracking_disable=True).create(
            [
                {
                    "number": number,
                    "company_id": company.id,
                    "batch": batch,
                    **(self._prepare_owner_vals(owners[number]) if owners else {}),
                }
                for number in numbers
                if number in missing
            ]
        )

    @api.model
    def _find(self, number, company):
        return self.search(
            [("company_id", "=", company.id), ("number", "=", number)], limit=1
        )

    def _bind_to(self, member):
        """Make this card the member's; again for the same member changes nothing.

        :raise UserError: it is somebody else's, or of another merchant
        """
        self.ensure_one()
        if self.partner_id == member:
            return
        if self.partner_id:
            raise UserError(
                self.env._("Card %s belongs to another member.", self.number)
            )
        if member.member_company_id != self.company_id or not member.is_member:
            raise UserError(
                self.env._("Card %s is for members of its own shop.", self.number)
            )
        self.write(self._prepare_owner_vals(member))

    @api.model
    def _prepare_owner_vals(self, member):
        return {
            "partner_id": member.id,
            "bound_at": fields.Datetime.now(),
            "bound_by_id": self.env.uid,
        }

    def action_unbind(self):
        """Take the card back, e.g. when it was bound to the wrong member."""
        self.write({"partner_id": False, "bound_at": False, "bound_by_id": False})
