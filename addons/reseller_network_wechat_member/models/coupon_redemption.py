from odoo import models


class CouponRedemption(models.Model):
    """What is redeemed credits whose link it was claimed by."""

    _inherit = "coupon.redemption"

    def write(self, vals):
        before = {row: row.state == "consumed" for row in self}
        result = super().write(vals)
        if "state" in vals:
            credits = self.env["promoter.credit"]
            redeemed = self.filtered(
                lambda row: row.state == "consumed" and not before[row]
            )
            returned = self.filtered(
                lambda row: row.state != "consumed" and before[row]
            )
            # cashiers have no right on credits, redeeming is their only effect
            credits.sudo()._credit(redeemed)
            credits.sudo()._take_back(returned)
        return result
