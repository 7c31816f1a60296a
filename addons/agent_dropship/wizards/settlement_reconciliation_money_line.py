from odoo import fields, models


class SettlementReconciliationMoney(models.TransientModel):
    _name = "settlement.reconciliation.money"
    _description = "Money beside the Shares"
    _order = "sequence, id"

    reconciliation_id = fields.Many2one(
        "settlement.reconciliation", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="reconciliation_id.currency_id")
    sequence = fields.Integer()
    name = fields.Char("Kind", required=True)
    source = fields.Char(required=True, help="What the button opens.")
    opening = fields.Monetary(help="Before the first day.")
    received = fields.Monetary("Came In")
    used = fields.Monetary("Went Out")
    closing = fields.Monetary(help="Opening and what came in, less what went out.")
    books_amount = fields.Monetary(
        "Compared With", help="The same amount, told by somebody else."
    )
    difference = fields.Monetary()

    def action_view_lines(self):
        """Open the very lines of this row."""
        self.ensure_one()
        return self._get_lines_action()

    def _get_lines_action(self):
        """Return the action for this source; who adds one extends this."""
        return {"type": "ir.actions.act_window_close"}
