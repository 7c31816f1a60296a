"""How a claim goes from one side to the other."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# what the steps write, after their checks, and what follows from it
STEPS = {
    *("name", "company_id", "funder_id", "date_to", "line_ids", "line_count"),
    *("amount", "sent_on", "agreed_on", "agreed_by", "dispute_ids", "state"),
    *("move_id", "payment_state"),
}


class CampaignClaim(models.Model):
    """What both sides agree on is written by the steps, never by hand.

    An operator who asks nobody invoices the draft. Once a claim was sent it is agreed
    first: by the funder, or by the accountant who heard it from him.
    """

    _inherit = "campaign.claim"

    def write(self, vals):
        """:raise UserError: something that only the steps write"""
        if not self.env.su and vals.keys() & STEPS:
            self.check_access("write")
            raise UserError(self.env._("Use the buttons: each step is checked."))
        return super().write(vals)

    def action_send(self):
        """Show the claim to its funder: from now on its lines are fixed."""
        self.check_access("write")
        self._take()
        self._check_state("draft")
        if not all(self.mapped("line_ids")):
            raise UserError(self.env._("There is nothing to claim."))
        self._write_step({"sent_on": fields.Datetime.now()})
        # who sent it hears what the funder says
        self.message_subscribe(self.env.user.partner_id.ids)

    def action_agree(self):
        """Agree as the funder, or note that he agreed by telephone or on paper.

        :raise UserError: it does not wait for him, or a line is disputed
        """
        self._check_side()
        self._take()
        self._check_answered()
        self._check_state("sent")
        self._write_step(
            {"agreed_on": fields.Datetime.now(), "agreed_by": self.env.uid}
        )

    def _check_side(self):
        """:raise AccessError: neither the accountant nor the funder asks"""
        self.check_access("write")

    def _check_answered(self):
        if disputed := self.filtered(lambda claim: claim.state == "disputed"):
            raise UserError(
                self.env._(
                    "Lines of %(names)s are disputed: answer them first.",
                    names=", ".join(disputed.mapped("name")),
                )
            )

    def _check_state(self, *states):
        if wrong := self.filtered(lambda claim: claim.state not in states):
            raise UserError(
                self.env._(
                    "This is not possible for %(names)s in its present state.",
                    names=", ".join(wrong.mapped("name")),
                )
            )

    def _take(self):
        """Keep everybody else from these until this transaction ends.

        Transactions do not see each other: who comes second is refused by the database,
        starts over and sees what the first one did.
        """
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE campaign_claim SET write_date = write_date WHERE id IN"
                " (SELECT id FROM campaign_claim WHERE id IN %s ORDER BY id)",
                tuple(self.ids),
            )
        )

    def _write_step(self, vals):
        """Write what a step has checked."""
        # a funder only reads, and nobody writes a step by hand
        self.sudo().write(vals)
