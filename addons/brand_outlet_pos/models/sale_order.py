from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _close_pickups(self):
        """Lock the reservations that were paid and handed over at a till."""
        done = self.filtered(
            lambda order: (
                order.is_pickup
                and order.state == "sale"
                and not order.locked
                and all(
                    line.qty_delivered >= line.product_uom_qty
                    for line in order.order_line
                )
            )
        )
        done.action_lock()
