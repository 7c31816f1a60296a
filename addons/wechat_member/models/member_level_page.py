from odoo import models


class MemberLevel(models.Model):
    _inherit = "member.level"

    def _get_ladder(self):
        """Return the levels a member of this level can have, lowest first."""
        # Levels are no secret; a page without a user asks for them, too.
        return self.sudo().search(
            [("company_id", "=", self.company_id.id)], order="growth_threshold"
        )

    def _get_benefit_words(self):
        """Return what this level gives, as a list of words for the member.

        The shop's own words tell of the points; the rest follows from the settings.
        """
        self.ensure_one()
        # Prices and coupons of a level are on show, also on pages without a user.
        level = self.sudo()
        words = [
            level.benefit or self.env._("Points × %s", f"{level.points_multiplier:g}")
        ]
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
