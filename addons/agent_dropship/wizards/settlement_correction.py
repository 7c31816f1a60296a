from odoo import api, fields, models
from odoo.exceptions import UserError


class SettlementCorrection(models.TransientModel):
    """Puts a line right that both sides agreed on already: on the next statement."""

    _name = "settlement.correction"
    _description = "Correction of a Line"

    entry_id = fields.Many2one("share.entry", "Line", required=True, readonly=True)
    currency_id = fields.Many2one(related="entry_id.currency_id", related_sudo=False)
    standing_amount = fields.Monetary("Stands as", compute="_compute_standing_amount")
    amount = fields.Monetary("Should Be", required=True)
    reason = fields.Char(required=True)

    @api.depends("entry_id")
    def _compute_standing_amount(self):
        for wizard in self:
            wizard.entry_id.check_access("read")
            # with what was put right before, also on lines of other statements
            wizard.standing_amount = wizard.entry_id.sudo()._get_standing_amount()

    def action_correct(self):
        """Book the difference; the next statement of the party has it.

        :raise UserError: the statement is not agreed yet, or nothing would change
        """
        self.ensure_one()
        self.check_access("write")
        self.entry_id.check_access("read")
        if self.entry_id.statement_id.state not in ("agreed", "billed"):
            raise UserError(
                self.env._("This statement is not agreed yet: dispute the line there.")
            )
        difference = self.currency_id.round(self.amount - self.standing_amount)
        if self.currency_id.is_zero(difference):
            raise UserError(self.env._("This is what the line stands as."))
        # the ledger is written by the system, never by a user
        self.entry_id.sudo()._book_correction(
            difference, f"line/{self.entry_id.id}/{self.id} · {self.reason}"
        )
        return {"type": "ir.actions.act_window_close"}
