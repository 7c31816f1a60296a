from odoo import models


class MemberLevel(models.Model):
    _inherit = "member.level"

    def _get_ladder(self):
        """Return the levels a member of this level can have, lowest first."""
        return self.search([], order="growth_threshold")

    def _get_benefit_words(self):
        """Return what this level gives, as a list of words for the member.

        The shop's own words count; without any they follow from the settings.
        """
        self.ensure_one()
        if self.benefit:
            return [self.benefit]
        return [self.env._("Points × %s", f"{self.points_multiplier:g}")]
