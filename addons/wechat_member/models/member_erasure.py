from odoo import api, fields, models
from odoo.exceptions import UserError


class MemberErasure(models.Model):
    """A member asks to be forgotten; somebody of the shop sees to it."""

    _name = "member.erasure"
    _description = "Request to Erase"
    _order = "state, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_member', '=', True)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    asked_at = fields.Datetime(
        string="Asked on", required=True, readonly=True, default=fields.Datetime.now
    )
    state = fields.Selection(
        [("asked", "Asked"), ("done", "Erased"), ("withdrawn", "Withdrawn")],
        required=True,
        readonly=True,
        default="asked",
    )
    done_at = fields.Datetime(string="Erased on", readonly=True)
    done_by_id = fields.Many2one("res.users", string="Erased by", readonly=True)
    obstacle = fields.Char(compute="_compute_obstacle")

    _asked_once = models.UniqueIndex(
        "(partner_id) WHERE state = 'asked'", "This member has asked already."
    )

    @api.depends("partner_id", "state")
    def _compute_obstacle(self):
        for request in self:
            asked = request.state == "asked" and request.partner_id
            request.obstacle = asked and asked._find_erase_obstacle()

    def action_erase(self):
        """Erase what is personal; entries and documents stay, without a name.

        :raise UserError: money is left on the cards, or it was done already
        """
        self.check_access("write")
        for request in self:
            if request.state != "asked":
                raise UserError(self.env._("This request is closed."))
            # Parts of what is erased are hidden from everybody.
            request.partner_id.sudo()._erase_member()
            request.write(
                {
                    "state": "done",
                    "done_at": fields.Datetime.now(),
                    "done_by_id": self.env.uid,
                }
            )

    def action_withdraw(self):
        """Close the request: the member thinks otherwise."""
        self.filtered(lambda request: request.state == "asked").state = "withdrawn"
