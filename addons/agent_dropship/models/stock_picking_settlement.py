from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _on_delivered(self):
        """Book the shares of the money in the transaction of the delivery."""
        super()._on_delivered()
        self.env["sale.order.line"]._create_share_entries(self.move_ids)
