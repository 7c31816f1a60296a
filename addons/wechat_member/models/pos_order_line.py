from odoo import models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _get_reward_cost(self, reward):
        """Return the points that these lines of one reward cost.

        The till tells the cost; one that tells less than the reward is worth is not
        believed.
        """
        told = sum(self.mapped("points_cost"))
        if reward.discount_mode == "per_point" and reward.discount:
            worth = -sum(self.mapped("price_subtotal_incl")) / reward.discount
            currency = self.order_id.currency_id
            return worth if currency.compare_amounts(worth, told) > 0 else told
        return max(told, reward.required_points)
