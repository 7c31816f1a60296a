"""What a level gives, in words: the same for members, cashiers and merchants."""

from odoo import models


class MemberLevel(models.Model):
    _inherit = "member.level"

    def _get_benefits(self):
        """Return what this level gives, as a list of short sentences."""
        self.ensure_one()
        # Prices and coupons of a level are on show, also on pages without a user.
        level = self.sudo()
        words = [level.benefit] if level.benefit else []
        if level.points_multiplier != 1 and not level.benefit:
            times = f"{level.points_multiplier:g}"
            words.append(self.env._("%s times the points", times))
        if level.discount:
            words.append(self.env._("%s%% off everything", f"{level.discount:g}"))
        elif level.pricelist_id:
            words.append(self.env._("Member prices"))
        if level.birthday_points:
            points = f"{level.birthday_points:g}"
            words.append(self.env._("%s points on your birthday", points))
        if level.birthday_program_id:
            coupon = level.birthday_program_id.name
            words.append(self.env._("On your birthday: %s", coupon))
        return words
