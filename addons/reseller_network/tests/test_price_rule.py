from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestPriceRule(ResellerCommon):
    """Tag 1,000, take price 260."""

    def _rule(self, kind="markup", value=50, rounding="yuan", **target):
        return self.contract._set_price_rule(
            {"kind": kind, "value": value, "rounding": rounding, **target}
        )

    def _card(self, style=None):
        [card] = self._as(self.user)._article_cards(style or self.style)
        return card

    def test_three_ways_of_a_rule_give_the_same_price_in_whole_yuan(self):
        """As a price, on the take price, of the tag. Proves R49."""
        self.contract._set_own_price(self.style, "price", 390)
        by_hand = self._card()["price"]
        self.contract.price_ids.unlink()
        self._rule("markup", 49.9)
        on_take = self._card()["price"]
        self._rule("ratio", 38.96)
        of_tag = self._card()["price"]
        self.assertEqual([by_hand, on_take, of_tag], [390, 390, 390])

    def test_the_margin_follows_the_price_by_rule(self):
        self._rule("ratio", 40)
        card = self._card()
        self.assertEqual((card["earning"], card["rate"]), (140, 35))
        self.assertTrue(card["is_own"])

    def test_a_price_set_by_hand_goes_before_the_rule(self):
        self._rule("ratio", 40)
        self.contract._set_own_price(self.style, "price", 444)
        self.assertEqual(self._card()["price"], 444)

    def test_endings_are_the_nearest(self):
        for rounding, price in (("fen", 379.6), ("yuan", 380), ("nine", 379.9)):
            self._rule("markup", 46, rounding)
            self.assertEqual(self._card()["price"], price)
        self._rule("markup", 46, "tens")
        self.assertEqual(self._card()["price"], 379)

    def test_the_closest_rule_holds(self):
        goods = self.env["product.category"].create({"name": "服装"})
        coats = self.env["product.category"].create(
            {"name": "风衣", "parent_id": goods.id}
        )
        self.style.categ_id = coats
        steps = [
            ({}, 30),
            ({"brand_id": self.brand.id}, 31),
            ({"categ_id": goods.id}, 32),
            ({"categ_id": coats.id}, 33),
            ({"categ_id": goods.id, "brand_id": self.brand.id}, 34),
        ]
        for target, ratio in steps:
            self._rule("ratio", ratio, **target)
            self.assertEqual(self._card()["price"], 10 * ratio)

    def test_a_rule_for_another_brand_leaves_the_suggested_price(self):
        suggested = self._card()["price"]
        brand = self.env["product.brand"].create({"name": "别的牌子"})
        self._rule("ratio", 77, brand_id=brand.id)
        self.assertEqual(self._card()["price"], suggested)
        self.assertFalse(self._card()["is_own"])

    def test_a_rule_stays_between_floor_and_tag(self):
        self._rule("markup", 900)
        self.assertEqual(self._card()["price"], 1000)
        self.offers.contract_id._write_terms({"floor_ratio": 50})
        self._rule("markup", 10)
        self.assertEqual(self._card()["price"], 500)
        self.assertFalse(self._card()["attention"])

    def test_the_place_asks_the_price_by_rule(self):
        self._rule("ratio", 45)
        self.assertEqual(self.place._get_place_prices(self.style)[self.style.id], 450)

    def test_the_same_rule_again_changes_it(self):
        self.assertEqual(self._rule(value=40), self._rule(value=60))
        self.assertEqual(self.contract.price_rule_count, 1)

    def test_wrong_values_are_refused_in_words(self):
        for kind, value in (("markup", -1), ("ratio", 0), ("ratio", 120)):
            with self.assertRaisesRegex(ValidationError, "lies between 0 and"):
                self._rule(kind, value)
        with self.assertRaisesRegex(ValidationError, "fixed"):
            self.link._set_price_rule(
                {"kind": "markup", "value": 50, "rounding": "yuan"}
            )

    def test_who_is_not_verified_learns_no_take_price_by_a_rule(self):
        self.contract._set_price_rule(
            {"kind": "ratio", "value": 40, "rounding": "yuan"}
        )
        self.contract.is_verified = False
        contract = self._as(self.user)
        with self.assertRaisesRegex(UserError, "Get verified"):
            contract._set_price_rule({"kind": "markup", "value": 0, "rounding": "fen"})
        self.assertIsNone(contract._price_example())
