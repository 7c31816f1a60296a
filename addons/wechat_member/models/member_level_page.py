from odoo import models


class MemberLevel(models.Model):
    _inherit = "member.level"

    def _get_ladder(self):
        """Return the levels a member of this level can have, lowest first."""
        return self.search([], order="growth_threshold")

    def _get_benefit_words(self):
        """Return what this level gives, as a list of words for the member."""
        self.ensure_one()
        words = [self.benefit] if self.benefit else []
        if self.points_multiplier > 1:
            words.append(self.env._("Points × %s", f"{self.points_multiplier:g}"))
        return words
