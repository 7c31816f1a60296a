from odoo import fields, models


class SettlementTakeBack(models.TransientModel):
    """Why a compensation or a penalty is taken back."""

    _name = "settlement.take.back"
    _description = "Take Back"

    entry_id = fields.Many2one("share.entry", "Line", required=True, readonly=True)
    currency_id = fields.Many2one(related="entry_id.currency_id", related_sudo=False)
    partner_id = fields.Many2one(related="entry_id.partner_id", related_sudo=False)
    kind = fields.Selection(related="entry_id.kind", related_sudo=False)
    amount = fields.Monetary(compute="_compute_amount")
    reason = fields.Char(required=True)

    def _compute_amount(self):
        for wizard in self:
            entry = wizard.entry_id
            alike = entry.search(
                [
                    ("sale_line_id", "in", entry.order_id.order_line.ids),
                    ("reference", "=", entry.reference),
                    ("kind", "=", entry.kind),
                    ("role", "=", entry.role),
                    ("reversal_of_id", "=", False),
                ]
            )
            wizard.amount = sum(alike.mapped("amount"))

    def action_take_back(self):
        """Take it back, and keep the reason."""
        self.ensure_one()
        self.entry_id._take_back(self.reason)
        return {"type": "ir.actions.act_window_close"}
