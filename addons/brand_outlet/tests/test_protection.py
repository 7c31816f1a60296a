from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PartyCommon


class ProtectionCommon(PartyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guard = cls.env["outlet.guard"]
        cls.beijing, cls.shanghai, cls.hebei, cls.jiangsu = (
            cls.env.ref(f"base.state_cn_{code}") for code in ("BJ", "SH", "HE", "JS")
        )
        cities = cls.env["outlet.city"]
        cls.suzhou = cities._find(cls.jiangsu, "苏州市")
        cls.baoding = cities._find(cls.hebei, "保定市")
        cls.village = cls._make_spot("Village group", "group", cls.baoding)
        cls.mall = cls._make_spot("Mall counter", "counter", state=cls.beijing)

    @classmethod
    def _make_spot(cls, name, place_type, city=None, state=None, **values):
        if state and not city:
            city = cls.env["outlet.city"]._find(state, state.name)
        return cls.env["outlet.place"].create(
            {
                "name": name,
                "owner_id": cls.agent.id,
                "place_type": place_type,
                "state_id": city.state_id.id,
                "city_id": city.id,
                **values,
            }
        )

    @classmethod
    def _make_rule(cls, effect="deny", brand=None, **values):
        terms = cls.env["outlet.protection.term"].search([])
        for name in ("tier", "place_type", "grade", "kind"):
            codes = values.pop(name, ())
            values[f"{name}_ids"] = [
                Command.set(
                    terms.filtered(
                        lambda term, name=name, codes=codes: (
                            term.dimension == name and term.code in codes
                        )
                    ).ids
                )
            ]
        for name in ("state", "city"):
            values[f"{name}_ids"] = (
                [Command.set(values.pop(name).ids)] if (name in values) else []
            )
        return cls.env["outlet.protection.rule"].create(
            {"brand_id": (brand or cls.brand).id, "effect": effect, **values}
        )

    def _verdict(self, place=None, state=None, city=None, offer=None):
        offer = offer or self.offer
        return self.guard._judge(offer, place, state, city)[offer.id]


@tagged("post_install", "-at_install")
class TestProtection(ProtectionCommon):
    def test_without_rules_goods_may_be_sold_everywhere(self):
        self.assertTrue(self._verdict(self.village).allowed)
        self.assertTrue(self._verdict(self.mall, self.shanghai).allowed)

    def test_rule_refuses_by_region_tier_type_and_grade(self):
        for conditions in (
            {"state": self.beijing},
            {"tier": ["1"]},
            {"place_type": ["counter"]},
            {"grade": ["a"]},
        ):
            self.mall.grade = "a"
            with self.subTest(conditions):
                rule = self._make_rule(**conditions)
                verdict = self._verdict(self.mall)
                self.assertEqual((verdict.code, verdict.rule), ("rule", rule))
                self.assertTrue(self._verdict(self.village).allowed)
                rule.unlink()

    def test_all_conditions_of_a_rule_must_hold(self):
        self._make_rule(tier=["1"], place_type=["counter"])
        self.assertFalse(self._verdict(self.mall).allowed)
        group = self._make_spot("Group in the capital", "group", state=self.beijing)
        self.assertTrue(self._verdict(group).allowed)

    def test_new_first_tier_is_a_tier_of_its_own(self):
        self._make_rule(tier=["1n"])
        suzhou = self._make_spot("Group of Suzhou", "group", self.suzhou)
        self.assertFalse(self._verdict(suzhou).allowed)
        self.assertTrue(self._verdict(self.mall).allowed)

    def test_the_rule_with_most_conditions_wins(self):
        self._make_rule(state=self.beijing)
        allow = self._make_rule("allow", state=self.beijing, place_type=["counter"])
        verdict = self._verdict(self.mall)
        self.assertTrue(verdict.allowed)
        self._make_rule(state=self.beijing, place_type=["counter"], grade=["c"])
        self.assertFalse(self._verdict(self.mall).allowed)
        self.assertEqual(allow.specificity, 2)

    def test_a_city_is_narrower_than_its_province(self):
        self._make_rule(state=self.jiangsu)
        self._make_rule("allow", city=self.suzhou)
        suzhou = self._make_spot("Group of Suzhou", "group", self.suzhou)
        self.assertTrue(self._verdict(suzhou).allowed)

    def test_among_equal_rules_a_refusal_wins(self):
        self._make_rule("allow", state=self.beijing)
        self._make_rule("deny", place_type=["counter"])
        self.assertFalse(self._verdict(self.mall).allowed)

    def test_a_rule_without_conditions_is_the_default_of_the_brand(self):
        self._make_rule()
        self._make_rule("allow", state=self.hebei)
        self.assertTrue(self._verdict(self.village).allowed)
        self.assertFalse(self._verdict(self.mall).allowed)
        self.assertTrue(self._verdict(self.mall, offer=self.other_offer).allowed)

    def test_place_and_delivery_must_both_be_free(self):
        """A place of an allowed region does not sell into an excluded one."""
        self._make_rule(state=self.beijing)
        verdict = self._verdict(self.village, self.beijing, "北京市")
        self.assertFalse(verdict.allowed)
        words = self.guard._explain(verdict)
        self.assertIn("is not sold to", words)
        self.assertIn(self.beijing.name, words)
        self.assertTrue(self._verdict(self.village, self.hebei).allowed)
        self.assertFalse(self._verdict(self.mall, self.hebei).allowed)

    def test_the_city_of_the_address_is_found_by_its_name(self):
        self._make_rule(city=self.suzhou)
        self.assertFalse(self._verdict(self.village, self.jiangsu, "苏州").allowed)
        self.assertTrue(self._verdict(self.village, self.jiangsu, "南京市").allowed)

    def test_a_rule_may_name_one_agent_or_a_kind_of_goods(self):
        """Proves R232."""
        other = self._make_offer(self._make_contract(self.brand, self.other_agent))
        rule = self._make_rule(agent_id=self.agent.id)
        self.assertFalse(self._verdict(self.mall).allowed)
        self.assertTrue(self._verdict(self.mall, offer=other).allowed)
        rule.unlink()
        self._make_rule(kind=["overstock"])
        other.kind = "new"
        self.assertFalse(self._verdict(self.mall).allowed)
        self.assertTrue(self._verdict(self.mall, offer=other).allowed)

    def test_a_rule_holds_on_its_days_only(self):
        self._make_rule(date_start="2017-01-01", date_end="2017-12-31")
        self.assertTrue(self._verdict(self.mall).allowed)
        self._make_rule(date_start="2017-01-01")
        self.assertFalse(self._verdict(self.mall).allowed)

    def test_the_words_of_the_rule_are_what_sellers_read(self):
        self._make_rule(state=self.beijing, note="Please choose another style.")
        words = self.guard._explain(self._verdict(self.mall))
        self.assertEqual(words, "Please choose another style.")

    def test_polite_words_name_no_rule_and_no_brand(self):
        self._make_rule(tier=["1"])
        words = self.guard._explain(self._verdict(self.mall)).lower()
        for term in ("rule", "tier", "agent", self.brand.name.lower()):
            self.assertNotIn(term, words)

    def test_contract_region_and_state_of_the_offer_count(self):
        contract = self._make_contract(
            self.brand,
            self.other_agent,
            region_mode="except",
            region_ids=[Command.set(self.shanghai.ids)],
        )
        offer = self._make_offer(contract)
        verdict = self._verdict(self.mall, self.shanghai, offer=offer)
        self.assertEqual(verdict.code, "contract_region")
        offer.action_suspend()
        self.assertEqual(self._verdict(self.mall, offer=offer).code, "state")

    def test_shown_and_judged_are_the_same(self):
        new = self._make_offer(style=self._make_style(self.brand, "SP5"), kind="new")
        early = self._make_offer(
            style=self._make_style(self.brand, "SP6"), date_from="2099-01-01"
        )
        self._make_rule(kind=["overstock"])
        self._make_rule("allow", state=self.hebei, kind=["own_make", "overstock"])
        self._make_rule(place_type=["counter"], brand=self.other_brand)
        offers = self.offer | self.other_offer | new | early
        for place in (self.village, self.mall):
            domain = self.guard._open_offers_domain(place)
            judged = self.guard._judge(offers, place)
            self.assertEqual(
                offers.filtered_domain(domain).ids,
                [offer.id for offer in offers if judged[offer.id].allowed],
            )
            self.assertFalse(judged[early.id].allowed)
            self.assertTrue(judged[new.id].allowed)

    def test_many_offers_are_judged_with_the_queries_of_few(self):
        self._make_rule(state=self.beijing)
        styles = [self._make_style(self.brand, f"Q{number}") for number in range(30)]
        offers = self.offer.union(*(self._make_offer(style=style) for style in styles))

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.guard._judge(some, self.mall, self.shanghai)
            return self.cr.sql_log_count - before

        queries(offers)
        self.assertEqual(queries(offers), queries(offers[:2]))

    def test_brand_staff_keep_the_rules_of_their_own_brand(self):
        own = self._make_rule()
        foreign = self._make_rule(brand=self.other_brand)
        rules = own.with_user(self.brand_user)
        self.assertEqual(rules.search([]), own)
        rules.note = "Not here, please."
        created = rules.create({"brand_id": self.brand.id, "effect": "allow"})
        created.unlink()
        for act in (
            lambda: foreign.with_user(self.brand_user).read(["note"]),
            lambda: foreign.with_user(self.brand_user).write({"effect": "allow"}),
            lambda: foreign.with_user(self.brand_user).unlink(),
            lambda: rules.create({"brand_id": self.other_brand.id}),
        ):
            with self.assertRaises(AccessError):
                act()
        with self.assertRaisesRegex(UserError, "stays with its brand"):
            rules.brand_id = self.other_brand

    def test_agents_read_no_rules(self):
        rule = self._make_rule().with_user(self.agent_user)
        with self.assertRaises(AccessError):
            rule.search([])

    def test_agent_of_a_rule_has_a_contract_for_the_brand(self):
        with self.assertRaisesRegex(ValidationError, "no contract"):
            self._make_rule(agent_id=self.other_agent.id)

    def test_rule_reads_as_a_sentence(self):
        self.env["res.lang"]._activate_lang("en_US")
        rule = self._make_rule(tier=["1", "1n"], place_type=["counter"])
        self.assertEqual(
            rule.with_context(lang="en_US").display_name,
            "Spruce: goods of any kind must not be sold in Tier 1 and New first-tier "
            "cities at Mall counter",
        )
