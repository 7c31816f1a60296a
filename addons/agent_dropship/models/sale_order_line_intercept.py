from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _shrink_to_shipped(self):
        """Let these lines ask for no more than what has left the warehouse."""
        for line in self:
            if line.product_uom_qty > line.qty_delivered:
                line.write(
                    {
                        "product_uom_qty": line.qty_delivered,
                        "price_unit": line.price_unit,
                        "discount": line.discount,
                    }
                )
        gone = self.filtered(lambda line: not line.product_uom_qty)
        gone._cancel_allocations()
        gone._unpin()
