"""An order redeems in the same ledger as the tills: one wins, the other is told."""

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import ValidationError

# A payment that nobody finished frees its coupons after this time.
PAYMENT_TIME = timedelta(hours=24)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_redemption_key(self):
        self.ensure_one()
        return f"order,{self.id}"

    def _get_card_costs(self):
        """Return {card: points} that the rewards of this order take off cards."""
        self.ensure_one()
        costs = {}
        for line in self.order_line.filtered(lambda line: line.points_cost > 0):
            card = line.coupon_id
            # What an order earns for itself is no card of anybody yet.
            if card and not self._is_own_card(card):
                costs[card] = costs.get(card, 0.0) + line.points_cost
        for row in self.sudo().coupon_point_ids:
            if (
                row.coupon_id in costs
                and row.coupon_id.program_id.applies_on != "future"
            ):
                costs[row.coupon_id] -= row.points
        return {card: points for card, points in costs.items() if points > 0}

    def _is_own_card(self, card):
        """Return whether the core made this card for this order alone."""
        return card.order_id == self and card.program_id.applies_on == "current"

    def _get_card_discount(self, card):
        """Return what ``card`` took off this order, taxes included."""
        lines = self.order_line.filtered(lambda line: line.coupon_id == card)
        gifts = lines.filtered(lambda line: line.reward_id.reward_type == "product")
        given = sum(line.product_id.lst_price * line.product_uom_qty for line in gifts)
        return given - sum((lines - gifts).mapped("price_total"))

    # --------------------------------------------------------------- reserve, confirm
    def _hold_cards_for_payment(self):
        """Take what these orders spend before the customer pays for them.

        :raise ValidationError: a card is in use elsewhere, in words.
        """
        for order in self.filtered(lambda order: order.state in ("draft", "sent")):
            order._take_or_raise(hold=PAYMENT_TIME)

    def _take_or_raise(self, hold=False):
        refused = self.env["coupon.redemption"]._take_for_sale(self, hold=hold)
        if refused:
            raise ValidationError("\n".join(refused.values()))

    def action_confirm(self):
        opening = self.filtered(lambda order: order.state in ("draft", "sent"))
        for order in opening:
            order._take_or_raise()
        result = super().action_confirm()
        for order in opening.filtered(lambda order: order.state == "sale"):
            self.env["coupon.redemption"]._consume_sale(order)
        return result

    def _try_apply_code(self, code):
        answer = super()._try_apply_code(code)
        if answer.get("error") and (words := self._get_taken_words(code)):
            return {"error": words}
        return answer

    def _get_taken_words(self, code):
        """Return who has the coupon ``code``, where and since when, or nothing."""
        # Whoever holds a code is told where it was used; nothing else of the card.
        rows_sudo = self.env["coupon.redemption"].sudo()
        card_sudo = self.env["loyalty.card"].sudo().search([("code", "=", code)])
        domain = [("card_id", "in", card_sudo.ids)]
        rows_sudo = rows_sudo.search(domain).filtered(
            lambda row: row.state in ("taken", "consumed") and row.sale_order_id != self
        )
        return rows_sudo[:1]._in_words() if rows_sudo else ""

    # --------------------------------------------------------------------------- back
    def _action_cancel(self):
        result = super()._action_cancel()
        cancelled = self.filtered(lambda order: order.state == "cancel")
        self.env["coupon.redemption"]._drop_sale(cancelled)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_drop_redemptions(self):
        self.env["coupon.redemption"]._drop_sale(self)
