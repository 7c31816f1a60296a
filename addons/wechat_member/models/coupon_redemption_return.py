from odoo import models


class CouponRedemption(models.Model):
    _inherit = "coupon.redemption"

    def _give_back_with(self, reference, order):
        """Put a redeemed coupon back on its card, once."""
        self.ensure_one()
        self.card_id._post_entry("return", self.points, reference, order=order)
        self._close("returned")
