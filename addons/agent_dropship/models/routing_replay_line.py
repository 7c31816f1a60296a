from odoo import api, fields, models


class RoutingReplayLine(models.Model):
    """An order that would have been shipped from elsewhere."""

    _name = "routing.replay.line"
    _description = "Order Changed by a Replay"
    _order = "saved desc, id"

    replay_id = fields.Many2one(
        "routing.replay", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="replay_id.company_id", store=True)
    currency_id = fields.Many2one(related="replay_id.currency_id")
    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    from_ids = fields.Many2many(
        "stock.warehouse", "routing_replay_line_from_rel", string="Then From"
    )
    to_ids = fields.Many2many(
        "stock.warehouse", "routing_replay_line_to_rel", string="Now From"
    )
    parcels_before = fields.Integer("Parcels Then")
    parcels_after = fields.Integer("Parcels Now")
    km_before = fields.Float("km Then", digits=(16, 0))
    km_after = fields.Float("km Now", digits=(16, 0))
    freight_before = fields.Monetary("Freight Then")
    freight_after = fields.Monetary("Freight Now")
    saved = fields.Monetary(
        "Freight Saved", compute="_compute_saved", store=True, aggregator="sum"
    )

    @api.depends("freight_before", "freight_after")
    def _compute_saved(self):
        for line in self:
            line.saved = line.freight_before - line.freight_after
