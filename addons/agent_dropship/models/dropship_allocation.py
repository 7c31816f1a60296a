from odoo import api, fields, models


class DropshipAllocation(models.Model):
    """So many pieces of an order line from one warehouse of one agent."""

    _name = "dropship.allocation"
    _description = "Allocation"
    _order = "decision_id desc, rank, id"

    decision_id = fields.Many2one(
        "routing.decision", required=True, readonly=True, index=True, ondelete="cascade"
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", required=True, readonly=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="decision_id.order_id", store=True, index=True)
    company_id = fields.Many2one(
        related="decision_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="product_id.currency_id")
    product_id = fields.Many2one(
        related="sale_line_id.product_id", store=True, precompute=True
    )
    product_code = fields.Char(related="product_id.default_code", string="SKU")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, readonly=True)
    agent_id = fields.Many2one("res.partner", required=True, readonly=True, index=True)
    contract_id = fields.Many2one("brand.contract", readonly=True)
    quantity = fields.Float(
        digits=(16, 0), readonly=True, help="In the unit of the product."
    )
    supply_price = fields.Monetary(readonly=True, help="Paid to the agent per piece.")
    distance_km = fields.Float("Distance (km)", digits=(8, 0), readonly=True)
    rank = fields.Integer(readonly=True, help="1 is the nearest warehouse.")
    reason = fields.Char(compute="_compute_reason")
    state = fields.Selection(
        [("active", "Valid"), ("cancelled", "Cancelled")],
        default="active",
        required=True,
        readonly=True,
    )
    refused = fields.Boolean(readonly=True, help="The agent would not ship it.")
    cancel_reason = fields.Char(readonly=True)

    @api.depends("decision_id.candidates", "warehouse_id", "cancel_reason")
    @api.depends_context("lang")
    def _compute_reason(self):
        for allocation in self:
            if allocation.refused:
                allocation.reason = self.env._(
                    "Refused: %(reason)s", reason=allocation.cancel_reason
                )
                continue
            row = allocation.decision_id._get_candidate(allocation.warehouse_id)
            allocation.reason = row and allocation.decision_id._get_row_words(row)

    def action_open_decision(self):
        """Open why this warehouse was chosen, and the others were not."""
        self.ensure_one()
        return self.decision_id._get_action()
