from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    settlement_statement_ids = fields.One2many(
        "settlement.statement", "bill_id", "Settlement Statements"
    )

    def button_cancel(self):
        """A statement whose bill is cancelled can be billed again."""
        result = super().button_cancel()
        cancelled = self.filtered(lambda move: move.state == "cancel")
        cancelled.settlement_statement_ids._reopen_billing()
        return result
