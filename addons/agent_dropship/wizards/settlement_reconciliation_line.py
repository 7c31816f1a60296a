from odoo import fields, models


class SettlementReconciliationLine(models.TransientModel):
    _name = "settlement.reconciliation.line"
    _description = "Order Line That Differs"

    reconciliation_id = fields.Many2one(
        "settlement.reconciliation", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="reconciliation_id.currency_id")
    sale_line_id = fields.Many2one("sale.order.line", required=True, ondelete="cascade")
    order_id = fields.Many2one(related="sale_line_id.order_id")
    product_id = fields.Many2one(related="sale_line_id.product_id")
    quantity = fields.Float("Pieces", digits="Product Unit")
    paid = fields.Monetary()
    shared = fields.Monetary("Owed to All Parties")
    difference = fields.Monetary()

    def action_view_order(self):
        """Open the order of this line."""
        self.ensure_one()
        return self.order_id.get_formview_action()

    def action_view_entries(self):
        """Open all shares of this order line."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.share_entry_action"
        )
        domain = [("sale_line_id", "=", self.sale_line_id.id)]
        return action | {"domain": domain, "context": {}}
