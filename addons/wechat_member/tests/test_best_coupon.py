import random
from itertools import permutations

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import BaseCase, tagged

from ..tools.best_coupon import Line, Option, Rule, find_best
from .common import MemberCommon


def _pay(sequence, lines):
    """Return what the sequence saves, None where a shop would refuse it."""
    due = [line.total for line in lines]
    if len({o.card for o in sequence}) < len(sequence):
        return None
    if sum(not o.may_combine for o in sequence) > 1:
        return None
    if sum(o.is_global for o in sequence) > 1:
        return None
    for option in sequence:
        for rule in option.rules:
            goods = [
                x for x in lines if not rule.products or x.product in rule.products
            ]
            if not goods or sum(x.qty for x in goods) < rule.minimum_qty:
                return None
            amount = min(sum(x.total for x in goods), sum(due))
            if amount < rule.minimum - 0.004:
                return None
        wanted = [
            i
            for i, line in enumerate(lines)
            if option.applies == "order"
            or not option.products
            or line.product in option.products
        ]
        share = {i: due[i] for i in wanted}
        if option.applies == "cheapest" and wanted:
            i = sorted(wanted, key=lambda k: lines[k].total / lines[k].qty)[0]
            share = {i: due[i] / lines[i].qty}
        base = sum(share.values())
        off = base * option.value / 100 if option.kind == "percent" else option.value
        off = min(off, base, option.most or off)
        if off < 0.005 or off < option.paid - 0.005:
            return None
        for i, part in share.items():
            due[i] -= off * part / base
    return sum(line.total for line in lines) - sum(due)


@tagged("post_install", "-at_install")
class TestBestCouponSearch(BaseCase):
    def _make_option(self, rng, card):
        kind = rng.choice(["percent", "amount"])
        applies = rng.choice(["order", "specific", "cheapest"])
        goods = frozenset(rng.sample(range(1, 5), 2))
        has_minimum = rng.random() < 0.5
        return Option(
            card=card,
            kind=kind,
            value=rng.randint(5, 90),
            may_combine=rng.random() < 0.5,
            paid=rng.choice([0, 0, 0, 25]),
            is_global=kind == "percent" and applies == "order",
            most=rng.choice([0, 0, 20]),
            applies=applies,
            products=None if applies == "order" else goods,
            rules=(
                Rule(
                    minimum=rng.randint(0, 300) if has_minimum else 0,
                    minimum_qty=0 if has_minimum else rng.randint(0, 3),
                    products=rng.choice([None, None, goods]),
                ),
            ),
        )

    def test_best_coupon_is_never_worse_than_an_exhaustive_search(self):
        rng = random.Random(20261123)
        used = 0
        for _run in range(1500):
            lines = [
                Line(
                    product,
                    qty := rng.randint(1, 3),
                    qty * rng.randint(500, 30000) / 100,
                )
                for product in range(1, rng.randint(2, 5))
            ]
            options = [self._make_option(rng, card) for card in range(1, 6)]
            best, _next = find_best(options, lines)
            most = max(
                _pay(sequence, lines) or 0
                for length in range(4)
                for sequence in permutations(options, length)
            )
            self.assertGreaterEqual(_pay(best.sequence, lines), most - 0.01)
            used += bool(best.sequence)
        self.assertGreater(used, 500)


@tagged("post_install", "-at_install")
class TestBestCouponOnOrders(MemberCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.coupon_auto_apply = True
        cls.fifty = cls._make_card(cls.coupon_program)
        cls.tenth = cls._make_card(
            cls._make_coupon_program("Tenth", discount_mode="percent", discount=10)
        )

    @classmethod
    def _make_coupon_program(cls, name, rule=None, **reward):
        return cls._make_program(
            name,
            "coupons",
            applies_on="current",
            trigger="with_code",
            rule={"minimum_qty": 0, **(rule or {})},
            reward={"required_points": 1, "description": name, **reward},
        )

    def _make_sale(self, pieces=1, partner=None):
        return self.env["sale.order"].create(
            {
                "partner_id": (partner or self.member).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.shirt.id,
                            "product_uom_qty": pieces,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )

    def test_order_of_a_member_gets_the_coupon_that_saves_most_and_says_why(self):
        """Proves R187."""
        order = self._make_sale()
        self.assertEqual(order.amount_total, 350)
        self.assertEqual(order.auto_coupon_ids, self.fifty)
        self.assertIn("50 off 300", order.coupon_reason)
        self.assertIn("Tenth", order.coupon_reason)
        order.action_confirm()
        self.assertEqual(self.fifty.points, 0)
        self.assertEqual(self.tenth.points, 1)

    def test_two_pieces_of_one_coupon_are_no_choice_to_explain(self):
        self.tenth.points = 0
        self._make_card(self.coupon_program)
        order = self._make_sale()
        self.assertEqual(order.coupon_reason.count("50 off 300"), 1)

    def test_change_of_the_basket_changes_the_coupon(self):
        order = self._make_sale()
        goods = order.order_line.filtered(lambda line: not line.is_reward_line)
        order.write({"order_line": [Command.update(goods.id, {"product_uom_qty": 2})]})
        self.assertEqual(order.auto_coupon_ids, self.tenth)
        self.assertEqual(order.amount_total, 720)
        order.write({"order_line": [Command.update(goods.id, {"product_uom_qty": 1})]})
        self.assertEqual(order.auto_coupon_ids, self.fifty)
        self.assertEqual(order.amount_total, 350)

    def test_coupon_taken_off_stays_off_and_the_next_best_comes(self):
        order = self._make_sale()
        order.order_line.filtered(lambda line: line.coupon_id == self.fifty).unlink()
        order._update_programs_and_rewards()
        self.assertEqual(order.auto_coupon_ids, self.tenth)
        self.assertEqual(order.amount_total, 360)
        order.action_remove_coupons()
        self.assertEqual(order.amount_total, 400)
        order.action_confirm()
        self.assertEqual(order.amount_total, 400)
        self.assertEqual((self.fifty | self.tenth).mapped("points"), [1, 1])

    def test_coupon_that_was_paid_for_is_not_burnt_below_its_worth(self):
        self.tenth.points = 0
        self.fifty.paid_amount = 60
        self.assertFalse(self._make_sale().auto_coupon_ids)
        self.fifty.paid_amount = 40
        self.assertEqual(self._make_sale().auto_coupon_ids, self.fifty)

    def test_coupons_combine_only_where_their_programs_say_so(self):
        self.tenth.points = 0
        goods = self._make_card(
            self._make_coupon_program(
                "Tenth of shirts",
                discount_mode="percent",
                discount=10,
                discount_applicability="specific",
                discount_product_ids=[Command.set(self.shirt.ids)],
            )
        )
        self.assertEqual(self._make_sale().amount_total, 350)
        goods.program_id.may_combine = True
        order = self._make_sale()
        self.assertEqual(order.auto_coupon_ids, self.fifty | goods)
        self.assertEqual(order.amount_total, 310)

    def test_exchange_is_left_to_the_member(self):
        (self.fifty | self.tenth).points = 0
        program = self._make_program(
            "Shirt",
            "coupons",
            applies_on="current",
            trigger="with_code",
            rule={"minimum_qty": 0},
            reward={
                "reward_type": "product",
                "reward_product_id": self.shirt.id,
                "required_points": 1,
            },
        )
        self.assertEqual(program.coupon_kind, "exchange")
        self._make_card(program)
        self.assertFalse(self._make_sale().auto_coupon_ids)

    def test_customer_who_is_no_member_and_shop_that_wants_none_get_none(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.assertFalse(self._make_sale(partner=stranger).auto_coupon_ids)
        self.company.coupon_auto_apply = False
        self.assertFalse(self._make_sale().auto_coupon_ids)

    def test_coupon_at_a_till_is_not_put_on_an_order(self):
        self._hold(self.fifty, "till-first")
        self.assertEqual(self._make_sale().auto_coupon_ids, self.tenth)


@tagged("post_install", "-at_install")
class TestHonestCoupon(MemberCommon):
    def test_text_of_a_coupon_is_made_of_its_rule(self):
        """Proves R189."""
        program = self.coupon_program
        symbol = program.currency_id.symbol
        self.assertEqual(program.coupon_kind, "amount")
        self.assertEqual(program._honest_text(), f"{symbol}50 off from {symbol}300")
        program.reward_ids.write(
            {"discount_mode": "percent", "discount": 20, "discount_max_amount": 30}
        )
        self.assertEqual(program.coupon_kind, "percent")
        self.assertEqual(
            program._honest_text(), f"20% off, at most {symbol}30 from {symbol}300"
        )
        card = self._make_card(program)
        text = program._honest_text()
        self.assertEqual(card._prepare_panel_coupons()[0]["worth"], text)
        self.assertEqual(card._prepare_page_coupon()["worth"], text)

    def test_voucher_that_calls_itself_money_is_refused(self):
        """Proves R189."""
        for name in ("50元现金红包", "新人红包", "Cash 50"):
            with self.assertRaises(ValidationError):
                self.coupon_program.name = name

    def test_coupon_for_members_has_one_condition(self):
        """Proves R190."""
        self.coupon_program.rule_ids.product_ids = self.shirt
        with self.assertRaises(ValidationError):
            self.coupon_program.is_claimable = True
        self.coupon_program.rule_ids.minimum_amount = 0
        self.coupon_program.is_claimable = True
        with self.assertRaises(ValidationError):
            self.coupon_program.rule_ids.minimum_amount = 300


@tagged("post_install", "-at_install")
class TestLevelPriceOrCoupon(MemberCommon):
    """A member of a level with a tenth off, and coupons of his own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.coupon_auto_apply = True
        cls.level = cls.env["member.level"].search(
            [], order="growth_threshold", limit=1
        )
        cls.level.discount = 10
        cls.member.member_level_id = cls.level
        cls.fifty = cls._make_card(cls.coupon_program)

    def _order(self, price, qty=1):
        self.shirt.list_price = price
        return self.env["sale.order"].create(
            {
                "partner_id": self.member.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.shirt.id,
                            "product_uom_qty": qty,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )

    def test_member_pays_the_better_of_level_price_and_coupon(self):
        """Proves R187."""
        # fifty off 400 beats a tenth; of 600 the tenth is more
        self.assertEqual(self._order(400).amount_total, 350)
        dear = self._order(600)
        self.assertEqual(dear.amount_total, 540)
        self.assertFalse(dear.auto_coupon_ids)
        self.assertIn("price of the level", dear.coupon_reason)
        # a change of the order may turn it
        dear.order_line.filtered(lambda x: not x.is_reward_line).product_uom_qty = 1
        self.assertEqual(dear.amount_total, 540)

    def test_worth_of_a_coupon_is_judged_on_the_full_price(self):
        # 320 reaches the 300 of the coupon, its level price of 288 would not
        order = self._order(320)
        self.assertEqual(order.amount_total, 270)
        self.assertEqual(order.auto_coupon_ids, self.fifty)

    def test_coupon_taken_off_brings_the_level_price_back(self):
        order = self._order(400)
        order.action_remove_coupons()
        order._choose_best_coupons()
        self.assertEqual(order.amount_total, 360)

    def test_company_may_let_both_add_up(self):
        self.company.level_discount_stacks = True
        self.assertEqual(self._order(400).amount_total, 310)

    def test_member_never_pays_more_than_the_better_of_the_two(self):
        rng = random.Random(7)
        self._make_card(
            self._make_program(
                "Share",
                "coupons",
                applies_on="current",
                trigger="with_code",
                rule={"minimum_qty": 0, "minimum_amount": 0},
                reward={
                    "discount_mode": "percent",
                    "discount": 12,
                    "discount_max_amount": 40,
                    "required_points": 1,
                },
            )
        )
        for _run in range(25):
            price = rng.randint(2000, 90000) / 100
            self.level.discount = rng.choice([2, 5, 8, 12, 15])
            fifty = 50 if price >= 300 else 0
            most = max(price * self.level.discount / 100, fifty, min(price * 0.12, 40))
            with self.subTest(price=price, discount=self.level.discount):
                paid = self._order(price).amount_total
                self.assertLessEqual(paid, price - most + 0.011)
                self.assertAlmostEqual(paid, price - most, 1)
