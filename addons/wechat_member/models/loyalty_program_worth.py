from odoo import models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _prepare_worth(self):
        """Return what a coupon of this program is worth, as short as it is printed."""
        self.ensure_one()
        reward = self.reward_ids[:1]
        big, small = self.env._("Gift"), ""
        if reward.reward_type == "discount":
            if reward.discount_mode == "percent":
                # in Chinese 10 % off is nine tenths of the price
                tenths = f"{(100 - reward.discount) / 10:g}"
                percent = f"{reward.discount:g}"
                big = self.env._("%(percent)s%%", percent=percent, tenths=tenths)
                small = self.env._("off")
            else:
                big = f"{reward.discount:g}"
                small = reward.currency_id.symbol or ""
        elif reward.reward_type == "shipping":
            big = self.env._("Free shipping")
        return {"big": big, "small": small, "kind": reward.discount_mode or "product"}
