"""What comes back with goods: money as far as it was money, the rest as it was."""

from odoo import models
from odoo.exceptions import UserError

from .loyalty_card_entry import MONEY_TYPES


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _process_saved_order(self, draft):
        if not draft and self.state != "cancel" and self.lines.refunded_orderline_id:
            self._check_money_back()
        return super()._process_saved_order(draft)

    # --- no more money than was paid --------------------------------------------------

    def _check_money_back(self):
        """Refuse to pay out what was paid with coupons, points or cards.

        Goods, what they were exchanged for, and all their returns belong together: over
        all of them nobody gets out more money than he put in.

        :raise UserError: in words for the cashier
        """
        chain = self._get_return_chain()
        rewards = chain.lines.filtered("is_reward_line")
        if not rewards:
            return
        if any(line._get_returned_excess() > 0 for line in rewards):
            raise UserError(
                self.env._("More is taken back than coupons and cards had paid.")
            )
        left = chain._get_money_left()
        if self.currency_id.compare_amounts(left, 0) < 0:
            raise UserError(
                self.env._(
                    "%(amount)s of this return was not paid with money. Take back "
                    "what coupons, points and stored value paid, too.",
                    amount=self.currency_id.format(-left),
                )
            )

    def _get_return_chain(self):
        """Return the orders that are tied to this one by goods brought back."""
        # A cashier takes goods back that another outlet sold; sums are compared only.
        chain = found = self.sudo()
        while found:
            lines = found.lines
            tied = (
                lines.refunded_orderline_id.order_id
                | lines.refund_orderline_ids.order_id
            )
            found = tied.filtered(lambda order: order.state != "cancel") - chain
            chain |= found
        return chain.filtered(lambda order: order == self or order.state != "draft")

    def _get_money_left(self):
        """Return the money that these orders brought in and did not pay out."""
        topping = self.env["loyalty.program"]._get_money_products(self.company_id[:1])
        topped = self.lines.filtered(
            lambda line: line.product_id in topping and not line.is_reward_line
        )
        from_cards = -self.lines.filtered(
            lambda line: (
                line.is_reward_line
                and line.reward_id.program_id.program_type in MONEY_TYPES
            )
        )._get_signed_total()
        put_back = topped.filtered(
            lambda line: line.order_id.lines.refunded_orderline_id
        )
        restored = min(put_back._get_signed_total(), from_cards)
        bought = topped._get_signed_total() - restored
        return sum(self.mapped("amount_total")) - bought

    # --- where it came from -----------------------------------------------------------

    def _take_back_returned(self, refund):
        result = super()._take_back_returned(refund)
        self._give_money_back(refund)
        self._give_coupons_back(refund)
        return result

    def _give_points_back(self, line, returned):
        # its own rule says whether a coupon comes back
        if line.coupon_id and line.coupon_id._is_coupon():
            return None
        return super()._give_points_back(line, returned)

    def _give_money_back(self, refund):
        """Put back on cards what they had paid of the goods that came back."""
        # A cashier may take back what another outlet sold.
        for back in refund.sudo().lines:
            sold = back.refunded_orderline_id
            card = sold.coupon_id
            if sold.order_id == self and card.program_id.program_type in MONEY_TYPES:
                amount = abs(back.price_subtotal_incl)
                reference = f"pos.order.line,{back.id}"
                card._post_entry("return", amount, reference, order=refund)

    def _give_coupons_back(self, refund):
        """Give coupons of this sale back as far as the rule of their program says."""
        # The member's right to his coupon does not depend on who takes goods back.
        rows_sudo = self.env["coupon.redemption"].sudo()
        rows_sudo = rows_sudo.search(
            [("pos_order_id", "=", self.id), ("state", "=", "consumed")]
        ).filtered(lambda row: row.card_id._is_coupon())
        share = self._get_quantity_back()
        for row in rows_sudo:
            if row.program_id._gives_back(row.card_id, share):
                row._give_back_with(f"pos.order,{self.id}", refund)

    def _get_quantity_back(self):
        """Return which part (0 to 1) of the pieces sold here was brought back."""
        goods = self.lines.filtered(
            lambda line: not line.is_reward_line and line.qty > 0
        )
        sold = sum(goods.mapped("qty"))
        back = sum(line._get_returned_quantity() for line in goods)
        return min(1.0, back / sold) if sold else 0.0
