"""What an order gives a member, and what cancelling or returning it takes back."""

from odoo import models
from odoo.tools import float_round

from .loyalty_card_entry import CAUSE, MONEY_TYPES


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_confirm(self):
        self.order_line.coupon_id._queue_for_points()
        opening = self.filtered(lambda order: order.state != "sale")
        result = super(SaleOrder, self._with_cause()).action_confirm()
        for order in opening.filtered(lambda order: order.state == "sale"):
            order._settle_growth("earn")
        return result

    def _action_cancel(self):
        cancelled = self.filtered(lambda order: order.state == "sale")
        result = super(SaleOrder, self._with_cause(kind="cancel"))._action_cancel()
        for order in cancelled:
            order._settle_growth("cancel")
        return result

    def _with_cause(self, **cause):
        """Tell the ledger of points which order moves them."""
        order = self.with_env(self.env(context={})) if len(self) == 1 else None
        return self.with_context(**{CAUSE: {"order": order, **cause}})

    def _get_point_changes(self):
        # A return has already taken back its part of what a cancel takes back.
        changes = super()._get_point_changes()
        if self.env.context.get(CAUSE, {}).get("kind") != "cancel":
            return changes
        for order in self:
            share = order._get_returned_share()
            for card, earned in order._get_points_earned().items():
                changes[card] -= float_round(earned * share, 2)
            for card in order.order_line.coupon_id.filtered(lambda c: c._is_coupon()):
                if card in changes:
                    changes[card] += order._get_given_back(card)
        live = dict.fromkeys((card._get_live_card() for card in changes), 0.0)
        for card, change in changes.items():
            live[card._get_live_card()] += change
        return live

    # ------------------------------------------------------------------------ growth
    def _settle_growth(self, kind):
        """Bring the growth from this order to what its goods are worth now."""
        self.ensure_one()
        member = self.partner_id._get_live_member()
        if not member.is_member or member.member_company_id != self.company_id:
            return
        # Who sells need not be allowed to read the ledger.
        entries_sudo = self.env["member.entry"].sudo()
        grown = entries_sudo.search(
            [
                ("order_model", "=", self._name),
                ("order_id", "=", self.id),
                ("asset", "=", "growth"),
                ("reference", "=like", f"sale.order,{self.id},%"),
            ]
        )
        rule = self.env["member.growth.rule"]._get_rule(self.company_id, "spend")
        due = 0
        if self.state == "sale":
            kept = self._get_goods_total() * (1 - self._get_returned_share())
            due = rule._get_growth(kept)
        reference = f"sale.order,{self.id},{len(grown)}"
        change = due - sum(grown.mapped("amount"))
        member._add_growth(change, kind, reference, order=self)

    def _get_bought_lines(self):
        money = self.env["loyalty.program"]._get_advance_products(self.company_id)
        return self.order_line.filtered(
            lambda line: (
                line.product_id not in money
                and line.reward_id.program_id.program_type not in MONEY_TYPES
            )
        )

    def _get_goods_total(self):
        return sum(self._get_bought_lines().mapped("price_total"))

    # ----------------------------------------------------------------------- returns
    def _get_returned_share(self, without=None):
        """Return the part (0 to 1) of the goods that came back.

        :param without: a record that brought goods back and is left out
        """
        self.ensure_one()
        total = sum(self._get_bought_lines().mapped("price_total"))
        returned = self._get_returned_total(without)
        return min(1.0, returned / total) if total > 0 else 0.0

    def _get_returned_total(self, without=None):
        """Return the value of the goods for which credit notes are posted."""
        # Who credits goods need not be allowed to read all invoices of the order.
        credits = (
            self._get_bought_lines()
            .sudo()
            .invoice_lines.filtered(
                lambda line: (
                    line.move_id.move_type == "out_refund"
                    and line.parent_state == "posted"
                )
            )
        )
        return sum(credits.mapped("price_total"))

    def _get_points_earned(self):
        """Return {points card: points this order gives}."""
        # The core keeps these rows for itself; only sums leave.
        return {
            row.coupon_id: row.points
            for row in self.sudo().coupon_point_ids
            if row.coupon_id._is_points()
        }

    def _settle_returns(self, shares, reference=False):
        """Take back (or give again) after goods came back.

        :param shares: {order: part returned before the change}
        :param reference: key of the cause, which counts once
        """
        for order in self.filtered(lambda order: order.state == "sale"):
            was, now = shares[order], order._get_returned_share()
            if was == now:
                continue
            order._settle_growth("return")
            for card, earned in order._get_points_earned().items():
                before, left = (
                    float_round(earned * (1 - share), 2) for share in (was, now)
                )
                card._take_back(before - left, reference, order=order)
