from math import copysign

from odoo import models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _get_returned_value(self):
        """Return what the goods these lines take back were sold for.

        Goods by quantity, because the till writes the amount of a return with either
        sign; what coupons and cards took off by amount, as a part of it may come back.
        """
        rewards = self.filtered("refunded_orderline_id.is_reward_line")
        return sum(
            abs(line.qty / sold.qty) * sold.price_subtotal_incl
            for line in self - rewards
            if (sold := line.refunded_orderline_id) and sold.qty
        ) - sum(abs(line.price_subtotal_incl) for line in rewards)

    def _get_signed_total(self):
        """Return what the customer owes for these lines, negative what he gets.

        The till writes the amounts of a return with either sign; quantity and price
        of a line tell which one is meant.
        """
        return sum(
            copysign(line.price_subtotal_incl, line.qty * line.price_unit)
            for line in self
        )

    def _get_live_returns(self):
        # Returns count whoever made them, at whichever outlet.
        return self.sudo().refund_orderline_ids.filtered(
            lambda line: line.order_id.state not in ("draft", "cancel")
        )

    def _get_returned_quantity(self):
        return -sum(self._get_live_returns().mapped("qty"))

    def _get_returned_excess(self):
        """Return what came back of a reward beyond what it took off."""
        back = sum(abs(line.price_subtotal_incl) for line in self._get_live_returns())
        return self.order_id.currency_id.round(back + self.price_subtotal_incl)

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

    def _prepare_receipt_line(self):
        """Describe a line of goods to the customer, in words."""
        self.ensure_one()
        order = self.order_id
        return {
            "name": self.full_product_name or self.product_id.display_name,
            "quantity": f"{self.qty:g}",
            "price": order._format_receipt(self.price_unit),
            "amount": order._format_receipt(self.price_subtotal_incl),
        }
