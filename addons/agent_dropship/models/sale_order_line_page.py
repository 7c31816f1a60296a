from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_page_goods(self):
        """Return what the consumer's page tells of a line."""
        return self.product_id._get_page_goods(self.product_uom_qty)
