from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _on_delivered(self):
        """Book the shares of the money in the transaction of the delivery."""
        result = super()._on_delivered()
        self.env["sale.order.line"]._create_share_entries(self.move_ids)
        return result

    def _action_done(self):
        """Goods that come back from a consumer take their shares back with them."""
        result = super()._action_done()
        returned = self.move_ids.filtered(
            lambda move: move.location_id.usage == "customer"
        )
        self.env["sale.order.line"]._create_share_entries(returned)
        return result
