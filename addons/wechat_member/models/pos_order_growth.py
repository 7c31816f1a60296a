"""What a sale at the till gives a member, and what a return takes back."""

from odoo import models
from odoo.tools import float_round

from .loyalty_card_entry import MONEY_TYPES


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _grow_member(self):
        """Let the member grow by the goods of this order; returns take back."""
        self.ensure_one()
        member = self.partner_id
        if member.is_member and member.member_company_id == self.company_id:
            rule = self.env["member.growth.rule"]._get_rule(self.company_id, "spend")
            grown = rule._get_growth(self._get_goods_total())
            member._add_growth(grown, "earn", f"pos.order,{self.id}", order=self)
        for sale in self.lines.refunded_orderline_id.order_id:
            sale._take_back_returned(self)

    def _get_goods_lines(self):
        """Lines sold here: no returns, no top-ups, nothing paid by stored value."""
        money = self.env["loyalty.program"]._get_advance_products(self.company_id)
        return self.lines.filtered(
            lambda line: (
                not line.refunded_orderline_id
                and line.product_id not in money
                and line.reward_id.program_id.program_type not in MONEY_TYPES
            )
        )

    def _get_goods_total(self):
        return sum(self._get_goods_lines().mapped("price_subtotal_incl"))

    def _take_back_returned(self, refund):
        """Take back what the goods returned by ``refund`` had given for this sale."""
        goods = self._get_goods_lines()
        total = sum(goods.mapped("price_subtotal_incl"))
        if total <= 0:
            return
        # The member's right to a correct card does not depend on who takes it back.
        returned = goods.sudo().refund_orderline_ids.filtered(
            lambda line: line.order_id.state not in ("draft", "cancel")
        )
        these = returned.filtered(lambda line: line.order_id == refund)
        shares = [
            min(1.0, max(0.0, part._get_returned_value() / total))
            for part in (returned - these, returned)
        ]
        reference = f"pos.order,{refund.id},{self.id}"
        self._take_growth_back(total, shares, reference)
        for card, earned in self._get_points_earned().items():
            was, left = (float_round(earned * (1 - share), 2) for share in shares)
            card._take_back(was - left, reference, order=self)
        for line in these.refunded_orderline_id.filtered("is_reward_line"):
            self._give_points_back(line, these)

    def _give_points_back(self, line, returned):
        """Give back the points of a reward whose line is returned as well."""
        card = line.coupon_id
        if not card or not card._is_points() or not line.qty:
            return
        part = returned.filtered(lambda back: back.refunded_orderline_id == line)
        taken = abs(line.price_subtotal_incl)
        back = abs(sum(part.mapped("price_subtotal_incl")))
        share = min(1.0, back / taken if taken else 1.0)
        reference = f"pos.order.line,{part[:1].id}"
        card._take_back(-line.points_cost * share, reference, order=self)

    def _take_growth_back(self, total, shares, reference):
        member = self.partner_id._get_live_member()
        rule = self.env["member.growth.rule"]._get_rule(self.company_id, "spend")
        if member.is_member and rule:
            was, left = (rule._get_growth(total * (1 - share)) for share in shares)
            member._add_growth(left - was, "return", reference, order=self)

    def _get_points_earned(self):
        """Return {points card: points this sale has earned}, what it spent set off."""
        # Cashiers take goods back and do not read the ledger.
        entries_sudo = self.env["member.entry"].sudo()
        moved = entries_sudo._read_group(
            [
                ("order_model", "=", self._name),
                ("order_id", "=", self.id),
                ("asset", "=", "points"),
                ("kind", "in", ("earn", "spend")),
                ("card_id", "!=", False),
            ],
            ["card_id"],
            ["amount:sum"],
        )
        spent = {}
        for line in self.lines.filtered("is_reward_line"):
            spent[line.coupon_id] = spent.get(line.coupon_id, 0.0) + line.points_cost
        return {card: amount + spent.get(card, 0.0) for card, amount in moved}
