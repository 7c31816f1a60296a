"""Coupons that the shop gives to members it chose."""

from odoo import fields, models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    issue_ids = fields.One2many("member.issue", "program_id", string="Issues")

    def _is_issuable(self):
        self.ensure_one()
        return self.program_type in self.env["loyalty.card"]._coupon_types()

    def _refuse_issue(self, pieces=1):
        """Return in words why ``pieces`` coupons cannot be issued now, or nothing."""
        self.ensure_one()
        if not self.active:
            return self.env._("This coupon is no longer given out.")
        company = self.company_id or self.env.company
        if self.date_to and self.date_to < company._get_local_today():
            return self.env._("The time of this coupon has ended.")
        return ""

    def _get_unit_cost(self, ticket):
        """Return what one redeemed coupon costs on a receipt of ``ticket`` (money).

        The minimum of its rule counts where the usual receipt is smaller: the coupon
        is only redeemed from there on.
        """
        self.ensure_one()
        reward = self.reward_ids.sorted("required_points")[:1]
        minimum = max(self.rule_ids.mapped("minimum_amount"), default=0.0)
        basket = max(ticket, minimum)
        if reward.reward_type == "product":
            product = reward.reward_product_ids[:1]
            return reward.reward_product_qty * product.list_price
        if reward.reward_type != "discount":
            return 0.0
        if reward.discount_mode == "percent":
            cost = basket * reward.discount / 100
        elif reward.discount_mode == "per_point":
            cost = reward.discount * reward.required_points
        else:
            cost = reward.discount
        limit = reward.discount_max_amount
        return min(cost, limit) if limit else cost
