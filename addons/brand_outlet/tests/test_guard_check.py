from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .test_protection import ProtectionCommon


@tagged("post_install", "-at_install")
class TestGuardCheck(ProtectionCommon):
    """The dialog: why can this not be sold here?"""

    def _check(self, user=None, **values):
        check = self.env["outlet.guard.check"].with_user(user or self.operator)
        return check.create({"offer_id": self.offer.id, **values})

    def test_verdict_and_the_rule_that_decided_are_told(self):
        deny = self._make_rule(state=self.beijing)
        allow = self._make_rule("allow", tier=["1"])
        check = self._check(place_id=self.mall.id)
        self.assertFalse(check.is_allowed)
        self.assertIn("not sold at this place", check.verdict)
        self.assertIn(deny.sentence, check.rules_html)
        self.assertIn(allow.sentence, check.rules_html)
        self.assertIn("among equals a refusal decides", check.rules_html)

    def test_each_rule_says_why_it_did_not_win(self):
        self._make_rule(state=self.beijing, place_type=["counter"])
        for values, why in (
            ({"state": self.beijing}, "names more conditions"),
            ({"state": self.hebei}, "other regions"),
            ({"tier": ["4"]}, "cities of other tiers"),
            ({"place_type": ["group"]}, "other types of places"),
            ({"grade": ["a"]}, "places of other grades"),
            ({"kind": ["new"]}, "other kinds of goods"),
            ({"date_end": "2017-01-01"}, "does not hold today"),
        ):
            with self.subTest(why):
                rule = self._make_rule("allow", **values)
                check = self._check(place_id=self.mall.id)
                self.assertIn(why, check.rules_html)
                rule.unlink()

    def test_the_delivery_is_weighed_beside_the_place(self):
        self._make_rule(state=self.beijing)
        capital = self.env["outlet.city"]._find(self.beijing, "北京市")
        check = self._check(place_id=self.village.id)
        self.assertTrue(check.is_allowed)
        check.delivery_city_id = capital
        self.assertFalse(check.is_allowed)
        self.assertIn("Delivered to: 北京市", check.rules_html)

    def test_a_place_may_be_only_thought_of(self):
        self._make_rule(place_type=["counter"], city=self.suzhou)
        with Form(self.env["outlet.guard.check"].with_user(self.brand_user)) as form:
            form.offer_id = self.offer
            form.place_type = "counter"
            form.city_id = self.suzhou
            self.assertFalse(form.is_allowed)
            form.city_id = self.baoding
            self.assertTrue(form.is_allowed)

    def test_the_map_names_the_cities_where_it_must_not_be_sold(self):
        self._make_rule(city=self.suzhou)
        check = self._check()
        self.assertIn(self.suzhou.name, check.map_html)
        self.assertIn("江苏", check.map_html)

    def test_prices_tell_where_they_come_from(self):
        self.contract._write_terms({"floor_ratio": 30})
        prices = self._check().prices_html
        for words in ("¥1,000", "¥250", "¥400", "¥300", self.contract.display_name):
            self.assertIn(words, prices)

    def test_an_agent_reads_the_verdict_but_no_rule(self):
        rule = self._make_rule(agent_id=self.agent.id)
        check = self._check(self.agent_user, place_id=self.place.id)
        self.assertFalse(check.is_allowed)
        self.assertFalse(check.rules_html)
        self.assertFalse(check.map_html)
        self.assertNotIn(rule.sentence, check.verdict)

    def test_nobody_asks_about_the_goods_of_others(self):
        for values in (
            {"offer_id": self.other_offer.id},
            {"place_id": self.other_place.id},
        ):
            with self.assertRaises(AccessError):
                check = self._check(self.agent_user, **values)
                check.read(["verdict"])

    def test_it_opens_from_offer_place_and_order_line(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Li Lei"}).id,
                "place_id": self.village.id,
                "order_line": [
                    Command.create({"product_id": self.style.product_variant_id.id})
                ],
            }
        )
        for record, name in (
            (self.offer, "offer_id"),
            (self.village, "place_id"),
            (order.order_line, "offer_id"),
        ):
            action = record.with_user(self.operator).action_open_guard()
            self.assertEqual(action["res_model"], "outlet.guard.check")
            self.assertTrue(action["context"][f"default_{name}"])
