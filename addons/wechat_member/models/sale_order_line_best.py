from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def unlink(self):
        """A coupon that somebody takes off an order stays off it."""
        if not self.env.context.get("choosing_coupons"):
            for order in self.order_id:
                removed = order.auto_coupon_ids & (self & order.order_line).coupon_id
                if removed:
                    order.removed_coupon_ids += removed
                    order.auto_coupon_ids -= removed
        return super().unlink()
