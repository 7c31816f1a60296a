from datetime import timedelta

from odoo import fields, models


class StockMove(models.Model):
    """What a refusal says about the stock of the warehouse."""

    _inherit = "stock.move"

    def _apply_refusal(self, reason, closed_until=None):
        """Let the stock follow the reason: nothing left of it, or nobody there."""
        warehouses = self.location_id.warehouse_id
        if reason.stock_effect == "zero_sku":
            for location, moves in self.grouped("location_id").items():
                location.warehouse_id._empty_shelf(moves.product_id, reason.name)
        elif reason.stock_effect == "close_warehouse":
            tomorrow = fields.Date.context_today(self) + timedelta(days=1)
            warehouses._close_until(closed_until or tomorrow)
