"""The best coupon of the member on sales orders, from whatever door they come."""

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_amount

from ..tools.best_coupon import Found, Line, Option, Rule, find_best
from .loyalty_card_entry import MONEY_TYPES

# Goods that somebody has to want or to choose are not put on an order by themselves.
NOT_BY_ITSELF = ("product", "exchange", "gift_card")
# A change of these may make another coupon the best one.
WATCHED = {"order_line", "partner_id", "pricelist_id"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    auto_coupon_ids = fields.Many2many(
        "loyalty.card",
        "sale_order_auto_coupon_rel",
        string="Best Coupons",
        copy=False,
        readonly=True,
        help="Put on the order by itself.",
    )
    removed_coupon_ids = fields.Many2many(
        "loyalty.card",
        "sale_order_removed_coupon_rel",
        string="Coupons Left Off",
        copy=False,
        help="Somebody took these off: they stay off this order.",
    )
    coupon_reason = fields.Char(
        readonly=True,
        copy=False,
        help="Why this coupon: what it saved, and what the next best would have.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._choose_best_coupons()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if WATCHED & vals.keys():
            self._choose_best_coupons()
        return result

    def _update_programs_and_rewards(self):
        if self.env.context.get("choosing_coupons"):
            return super()._update_programs_and_rewards()
        order = self.with_context(choosing_coupons=True)
        result = super(SaleOrder, order)._update_programs_and_rewards()
        # What the core took off because its terms are not met may come back.
        order.auto_coupon_ids &= order.order_line.coupon_id
        self._choose_best_coupons()
        return result

    def action_confirm(self):
        # what the customer saw is not changed behind his back: an order with a coupon
        # keeps it, or is told that it is gone
        self.filtered(
            lambda order: not order.order_line.coupon_id and not order._is_being_paid()
        )._choose_best_coupons()
        order = self.with_context(choosing_coupons=True)
        return super(SaleOrder, order).action_confirm()

    def _is_being_paid(self):
        """Return whether the customer has paid what he saw, or is about to."""
        # whoever confirms need not read payments
        states = self.sudo().transaction_ids.mapped("state")
        return bool({"pending", "authorized", "done"} & set(states))

    def action_remove_coupons(self):
        """Take the coupons that came by themselves off these orders, for good.

        The next best coupon comes with the next change of the order.
        """
        self.check_access("write")
        for order in self:
            cards = order.auto_coupon_ids
            order.removed_coupon_ids += cards
            order.with_context(choosing_coupons=True)._drop_coupons(cards)
            order.coupon_reason = False

    # ---------------------------------------------------------------------- choice
    def _choose_best_coupons(self):
        """Put the coupons on these orders that save their members most."""
        if self.env.context.get("choosing_coupons"):
            return
        for order in self.with_context(choosing_coupons=True):
            if order._may_choose_coupons():
                order._choose_best_coupon()

    def _may_choose_coupons(self):
        self.ensure_one()
        return bool(
            self.state in ("draft", "sent")
            and self.partner_id.is_member
            and self.company_id.coupon_auto_apply
        )

    def _choose_best_coupon(self):
        best, other = self._find_best_coupons()
        wanted = self.env["loyalty.card"].browse(o.card for o in best.sequence)
        dropped = self.auto_coupon_ids - wanted
        if dropped:
            self._drop_coupons(dropped)
        for card in wanted:
            if card not in self.auto_coupon_ids and not self._put_coupon(card):
                # Refused by the terms of the core: the next best one is tried.
                self.removed_coupon_ids += card
                return self._choose_best_coupon()
        if wanted and self.order_line.filtered("is_reward_line"):
            self._update_programs_and_rewards()
        self.coupon_reason = self._say_coupon_reason(best, other)
        return None

    def _drop_coupons(self, cards):
        self.auto_coupon_ids -= cards
        self.applied_coupon_ids -= cards
        lines = self.order_line.filtered(lambda line: line.coupon_id in cards)
        self.write({"order_line": [Command.delete(line.id) for line in lines]})

    def _put_coupon(self, card):
        # The member's own coupon, whoever writes the order.
        answer = self.sudo()._try_apply_code(card.code)
        reward = not answer.get("error") and answer.get(card)
        if not reward:
            self.applied_coupon_ids -= card
            return False
        reward = reward.filtered(lambda r: r.reward_type == "discount")[:1]
        self.sudo()._apply_program_reward(reward, card)
        self.auto_coupon_ids += card
        return card in self.order_line.coupon_id

    # ---------------------------------------------------------------------- basket
    def _find_best_coupons(self):
        lines = self._prepare_coupon_basket()
        if not lines:
            return Found(), Found()
        # The core lets one discount on the whole order stand.
        given = self.order_line.filtered(
            lambda line: line.coupon_id not in self.auto_coupon_ids
        )
        has_global = any(given.reward_id.mapped("is_global_discount"))
        options = [
            option
            for card in self._get_choosable_coupons()
            for option in self._get_options(card)
            if not (option.is_global and has_global)
        ]
        return find_best(options, lines)

    def _prepare_coupon_basket(self):
        """Return the goods with what is due for them after promotions."""
        goods = self._get_coupon_goods()
        rewards = self.order_line.filtered(
            lambda line: (
                line.is_reward_line
                and line.coupon_id not in self.auto_coupon_ids
                and line.reward_id.program_id.program_type not in MONEY_TYPES
            )
        )
        totals = {line: self._get_weighed_total(line) for line in goods}
        full = sum(totals.values())
        due = full + sum(rewards.mapped("price_total"))
        if full <= 0 or due <= 0:
            return []
        return [
            Line(line.product_id.id, line.product_uom_qty, totals[line] * due / full)
            for line in goods
        ]

    def _get_weighed_total(self, line):
        """Return what coupons are weighed on for a line of goods."""
        return line.price_total

    def _get_coupon_goods(self):
        """Return the lines coupons may be taken off."""
        return (
            self.order_line.filtered(
                lambda line: (
                    not line.display_type
                    and not line.is_reward_line
                    and line.product_uom_qty > 0
                    and line.price_total > 0
                )
            )
            - self._get_no_effect_on_threshold_lines()
        )

    def _get_choosable_coupons(self):
        chosen = self.applied_coupon_ids.filtered(lambda card: card._is_coupon())
        chosen -= self.auto_coupon_ids
        only_combining = any(not card.program_id.may_combine for card in chosen)
        # The member's own coupons, whoever writes the order.
        cards = (
            self.env["loyalty.card"]
            .sudo()
            .search(
                [
                    *self.partner_id._live_cards_domain(),
                    ("id", "not in", (self.removed_coupon_ids | chosen).ids),
                    ("program_id.coupon_kind", "not in", NOT_BY_ITSELF),
                    ("program_id", "any", self._get_program_domain()),
                ],
                order="expiration_date, id",
            )
        )
        reserved = cards._reserved_points(self._get_redemption_key())
        return cards.filtered(
            lambda card: (
                card._is_coupon()
                and not (
                    card.program_id.applies_on == "future" and card.order_id == self
                )
                and (card.program_id.may_combine or not only_combining)
                and card.points - reserved[card] > 0
            )
        )

    def _get_options(self, card):
        program = card.program_id
        rules = tuple(self._make_coupon_rule(rule) for rule in program.rule_ids)
        for reward in program.reward_ids:
            if reward.reward_type != "discount" or reward.required_points > card.points:
                continue
            points = card.points if reward.discount_mode == "per_point" else 1
            per_goods = reward.discount_applicability != "order"
            percent = reward.discount_mode == "percent"
            yield Option(
                card=card.id,
                kind="percent" if percent else "amount",
                value=reward.discount * points,
                may_combine=program.may_combine,
                paid=card.paid_amount,
                expires=fields.Date.to_string(card.expiration_date) or "",
                is_global=reward.is_global_discount,
                most=reward.discount_max_amount,
                applies=reward.discount_applicability,
                products=self._get_reward_goods(reward) if per_goods else None,
                rules=rules,
            )

    def _get_reward_goods(self, reward):
        domain = reward._get_discount_product_domain()
        return frozenset(self.order_line.product_id.filtered_domain(domain).ids)

    def _make_coupon_rule(self, rule):
        products = None
        if rule._names_goods():
            products = frozenset(
                self.order_line.product_id.filtered_domain(
                    rule._get_valid_product_domain()
                ).ids
            )
        minimum = rule.minimum_amount
        if rule.minimum_amount_tax_mode == "excl" and self.amount_untaxed:
            minimum *= self.amount_total / self.amount_untaxed
        return Rule(minimum, rule.minimum_qty, products)

    def _say_coupon_reason(self, best, other):
        if not best.sequence:
            return False
        words = {"coupon": self._name_coupons(best), "saved": self._say_saved(best)}
        # two pieces of one coupon are no choice
        if not other.sequence or self._name_coupons(other) == words["coupon"]:
            return self.env._("%(coupon)s saves %(saved)s", **words)
        return self.env._(
            "%(coupon)s saves %(saved)s, the most; %(next)s would save %(less)s",
            next=self._name_coupons(other),
            less=self._say_saved(other),
            **words,
        )

    def _name_coupons(self, found):
        cards = self.env["loyalty.card"].sudo().browse(o.card for o in found.sequence)
        return " + ".join(cards.program_id.mapped("name"))

    def _say_saved(self, found):
        return format_amount(self.env, found.saved, self.currency_id)
