from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from .loyalty_card_entry import CAUSE

# Cards that only ever lose points when spent: these are debited in the transaction
# that saves the order. On the others the same order may earn what it spends, which
# only the till knows and tells after the sale.
DEBITED_WITH_ORDER = ("coupons", "next_order_coupons", "ewallet")


class PosOrder(models.Model):
    _inherit = "pos.order"

    # receipts written since members were looked at last
    _member_touched_idx = models.Index("(write_date)")

    @api.model
    def _types_debited_with_order(self):
        """Return the program types whose cards are debited when the order is saved."""
        return DEBITED_WITH_ORDER

    def _process_saved_order(self, draft):
        paid = not draft and self.state != "cancel"
        if paid:
            self._redeem_cards()
        result = super()._process_saved_order(draft)
        if paid:
            self._grow_member()
        return result

    def _redeem_cards(self):
        """Consume every card this order spends, in the transaction that saves it.

        :raise UserError: a card was spent elsewhere; the till gets the order back
            as unpaid, with the reason in words.
        """
        self.ensure_one()
        costs = self._get_card_costs()
        rows = self.env["coupon.redemption"]
        refused = costs and rows._take(
            costs, self.uuid, self.config_id, self.partner_id
        )
        if refused:
            raise UserError("\n".join(refused.values()))
        rows._consume(self)

    def _get_card_costs(self):
        """Return {card: points} of what this order must find on the cards."""
        spending = self.lines.filtered(
            lambda line: (
                line.is_reward_line
                and line.coupon_id
                and not line.refunded_orderline_id
                and line.coupon_id.program_id.program_type
                in self._types_debited_with_order()
            )
        )
        costs = {}
        for (card, reward), lines in spending.grouped(
            lambda line: (line.coupon_id, line.reward_id)
        ).items():
            costs[card] = costs.get(card, 0.0) + lines._get_reward_cost(reward)
        return costs

    def _get_card_discount(self, card):
        """Return what ``card`` took off this order, taxes included."""
        lines = self.lines.filtered(
            lambda line: line.is_reward_line and line.coupon_id == card
        )
        return -sum(lines.mapped("price_subtotal_incl"))

    # --------------------------------------------------------- the core's second call
    def confirm_coupon_programs(self, coupon_data):
        """Let the core write its points and history after the sale.

        What was debited with the order is left out, whatever the till says of it, and
        no card that was spent may end below zero.

        :raise UserError: the till spends more than a card holds.
        """
        # Cashiers have no write access to redemptions, this is their only effect.
        rows_sudo = self.env["coupon.redemption"].sudo()._unsettled(self)
        coupon_data = {
            int(card_id): dict(vals) for card_id, vals in coupon_data.items()
        }
        known = [card_id for card_id in coupon_data if card_id > 0]
        self.env["loyalty.card"].browse(known).exists()._queue_for_points()
        debited = {row.card_id.id: row.debited for row in rows_sudo if row.debited}
        for row in rows_sudo.filtered("debited"):
            if vals := coupon_data.get(row.card_id.id):
                earned = vals["points"] + row.debited
                vals["points"] = min(earned, self._get_top_up(row.card_id))
        cause = {"order": self.with_env(self.env(context={}))}
        order = self.with_context(debited_points=debited, **{CAUSE: cause})
        result = super(PosOrder, order).confirm_coupon_programs(coupon_data)
        self._check_cards_not_overdrawn()
        rows_sudo.settled = True
        return result

    def _get_top_up(self, card):
        """Return the points this order may add to a card that it also spends."""
        rules = card.program_id.rule_ids.filtered(
            lambda rule: rule.reward_point_mode == "money"
        )
        if card._is_coupon():
            return 0.0
        return sum(
            rule.reward_point_amount * line.price_subtotal_incl
            for rule in rules
            for line in self.lines
            if line.product_id in rule.product_ids and not line.is_reward_line
        )

    def add_loyalty_history_lines(self, coupon_data, coupon_updates):
        # The history shows what the order did to the card, its debit included.
        debited = self.env.context.get("debited_points", {})
        for vals in coupon_data:
            if spent := debited.get(int(vals["card_id"])):
                change = vals["won"] - vals["spent"] - spent
                vals |= {"won": max(change, 0), "spent": max(-change, 0)}
        return super().add_loyalty_history_lines(coupon_data, coupon_updates)

    def _check_cards_not_overdrawn(self):
        spent = self.lines.filtered("is_reward_line").coupon_id
        for card in spent:
            if float_compare(card.points, 0, 2) < 0:
                raise UserError(
                    self.env._(
                        "%(program)s: the card does not hold the points of this order.",
                        program=card.program_id.name,
                    )
                )

    # ---------------------------------------------------------------- giving back
    def action_pos_order_cancel(self):
        result = super().action_pos_order_cancel()
        self.filtered(lambda order: order.state == "cancel")._release_cards()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_release_cards(self):
        self._release_cards()

    def _release_cards(self):
        # Cancelling an order frees its coupons; cashiers have no other write access.
        self.env["coupon.redemption"].sudo().search(
            [("order_uuid", "in", self.mapped("uuid")), ("state", "=", "taken")]
        )._close("released")
