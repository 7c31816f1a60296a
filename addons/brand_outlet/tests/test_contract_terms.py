from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import PartyCommon


@tagged("post_install", "-at_install")
class TestContractTerms(PartyCommon):
    def _new_version(self, date_start, **values):
        self.contract.action_new_version()
        version = self.contract.next_ids.filtered(lambda one: one.state == "draft")
        version.write({"date_start": date_start, **values})
        version.action_activate()
        return version

    def test_deduction_of_the_platform_is_agreed_in_the_contract(self):
        """Proves R52."""
        self.assertEqual(self.contract.operator_ratio, 0)
        contract = self._make_contract(
            self.other_brand, self.agent, operator_ratio=25, suggested_ratio=60
        )
        self.assertEqual(contract.operator_ratio, 25)
        with self.assertRaisesRegex(UserError, "New version"):
            contract.operator_ratio = 20
        for ratio in (-1, 101):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self._make_contract(
                    self.brand, self.other_agent, False, operator_ratio=ratio
                )

    @freeze_time("2018-03-01")
    def test_rates_of_every_day_stay_known(self):
        """Proves R57."""
        version = self._new_version("2018-04-01", supply_ratio=22, operator_ratio=5)
        with freeze_time("2018-04-20"):
            self.env["brand.contract"]._cron_roll_versions()
            version.action_end()
        for day, rates in (
            (date(2017, 12, 31), (0, 0)),
            (date(2018, 1, 1), (25, 0)),
            (date(2018, 3, 31), (25, 0)),
            (date(2018, 4, 1), (22, 5)),
            (date(2018, 4, 20), (22, 5)),
            (date(2018, 4, 21), (0, 0)),
        ):
            terms = self.env["brand.contract"]._get_terms(self.brand, self.agent, day)
            self.assertEqual((terms.supply_ratio, terms.operator_ratio), rates, day)
        action = version.action_view_rates()
        listed = self.env["brand.contract"].search(action["domain"])
        self.assertEqual(listed, self.contract | version)

    @freeze_time("2018-03-01")
    def test_an_agent_is_authorised_in_four_actions(self):
        """Open, choose the agent, choose the region, activate."""
        action = self.other_brand.with_user(self.operator).action_authorise_agent()
        model = self.env["brand.contract"].with_user(self.operator)
        with Form(model.with_context(**action["context"])) as form:
            self.assertEqual(form.date_end, date(2019, 2, 28))
            form.agent_id = self.agent
            form.region_mode = "only"
            form.region_ids.add(self.env.ref("base.state_cn_ZJ"))
        form.record.action_activate()
        self.assertEqual(form.record.phase, "valid")
        self.assertTrue(form.record.certificate_number)
        self.assertEqual(form.record.user_id, self.operator)

    @freeze_time("2018-03-01")
    def test_a_draft_never_counts_as_terms(self):
        self.contract.action_new_version()
        terms = self.env["brand.contract"]._get_terms(
            self.brand, self.agent, date(2019, 1, 1)
        )
        self.assertEqual(terms, self.contract)

    def test_terms_differ_per_pair_and_are_found_at_once(self):
        """Proves R3."""
        third = self.env["product.brand"].create({"name": "North Star"})
        second = self._make_contract(self.other_brand, self.agent, supply_ratio=30)
        last = self._make_contract(
            third, self.agent, supply_ratio=20, settlement_days=60
        )
        brands = self.brand | self.other_brand | third
        terms = self.env["brand.contract"]._find_terms(brands, self.agent)
        ratios = {brand: one.supply_ratio for (brand, _agent), one in terms.items()}
        self.assertEqual(
            ratios, {self.brand: 25.0, self.other_brand: 30.0, third: 20.0}
        )
        self.assertEqual(self.agent.agent_brand_ids, brands)
        self.assertEqual(last.settlement_days, 60)
        self.assertEqual(second.settlement_days, 30)

    def test_supply_and_suggested_price_follow_the_contract_unless_agreed(self):
        """Proves R45. Proves R46."""
        with Form(self.env["brand.contract"]) as form:
            form.brand_id = self.brand
            form.agent_id = self.other_agent
        contract = form.record
        contract.action_activate()
        offer = self._make_offer(contract, publish=False)
        self.assertEqual(self.style.list_price, 1000)
        self.assertEqual((offer.supply_price, offer.suggested_price), (250, 400))
        offer.write({"supply_ratio": 22.5, "suggested_ratio": 55})
        self.assertEqual((offer.supply_price, offer.suggested_price), (225, 550))
        self.assertEqual((contract.supply_ratio, contract.suggested_ratio), (25, 40))

    def test_a_seller_may_ask_another_price_than_the_suggested_one(self):
        """Proves R46."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Buyer"}).id,
                "place_id": self.place.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.style.product_variant_id.id,
                            "price_unit": price,
                            "wanted_offer_id": self.offer.id,
                        }
                    )
                    for price in (380, 399, 900)
                ],
            }
        )
        order.action_confirm()
        self.assertEqual(order.order_line.mapped("price_unit"), [380, 399, 900])

    @freeze_time("2018-03-01")
    def test_own_suggested_price_survives_a_new_version(self):
        own = self._make_offer(
            style=self._make_style(self.brand, "SP002"), suggested_ratio=55
        )
        version = self._new_version("2018-03-02", suggested_ratio=45)
        with freeze_time("2018-03-02"):
            self.env["brand.contract"]._cron_roll_versions()
        self.assertEqual(self.offer.contract_id, version)
        self.assertEqual(self.offer.suggested_ratio, 45)
        self.assertEqual(own.suggested_ratio, 55)

    def test_return_terms_are_agreed_and_frozen(self):
        self.assertEqual(
            (self.contract.return_policy, self.contract.return_days), ("returnable", 7)
        )
        firm = self._make_contract(
            self.brand, self.other_agent, return_policy="firm", return_days=0
        )
        for contract in (self.contract, firm):
            with self.assertRaisesRegex(UserError, "New version"):
                contract.return_days = 30
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            self._make_contract(self.other_brand, self.agent, False, return_days=0)

    def test_some_cities_of_a_province(self):
        suzhou, nanjing = (
            self.env["outlet.city"]._find(self.env.ref("base.state_cn_JS"), name)
            for name in ("苏州市", "南京市")
        )
        jiangsu, zhejiang = suzhou.state_id, self.env.ref("base.state_cn_ZJ")
        regions = {"region_ids": (jiangsu | zhejiang).ids, "city_ids": suzhou.ids}
        only = self._make_contract(
            self.other_brand, self.agent, region_mode="only", **regions
        )
        excluded = self._make_contract(
            self.brand, self.other_agent, region_mode="except", **regions
        )
        beijing = self.env.ref("base.state_cn_BJ")
        for state, city, inside in (
            (jiangsu, suzhou, True),
            (jiangsu, nanjing, False),
            (zhejiang, None, True),
            (beijing, None, False),
        ):
            self.assertEqual(only._covers(state, city), inside, (state, city))
            self.assertEqual(excluded._covers(state, city), not inside, (state, city))
        # Nobody knows whether it is the one city: the brand is protected.
        self.assertFalse(only._covers(jiangsu) or excluded._covers(jiangsu))
        address = self.env["res.partner"].new({"state_id": jiangsu.id, "city": "苏州"})
        self.assertTrue(only._covers_address(address))
        self.assertFalse(excluded._covers_address(address))

    def test_a_city_without_its_province_is_refused(self):
        suzhou = self.env["outlet.city"]._find(self.env.ref("base.state_cn_JS"), "苏州")
        with self.assertRaisesRegex(ValidationError, "choose the province too"):
            self._make_contract(
                self.other_brand,
                self.agent,
                region_mode="only",
                region_ids=self.env.ref("base.state_cn_ZJ").ids,
                city_ids=suzhou.ids,
            )

    def test_both_sides_read_their_contract_and_comment_on_it(self):
        for user in (self.brand_user, self.agent_user):
            contract = self.contract.with_user(user)
            self.assertEqual(contract.read(["supply_ratio"])[0]["supply_ratio"], 25)
            contract.message_post(body="Agreed", subtype_xmlid="mail.mt_comment")
            with self.assertRaises(AccessError):
                contract.write({"signed_paper": b"eA=="})
            with self.assertRaises(AccessError):
                self.other_contract.with_user(user).read(["supply_ratio"])
            rates = contract.action_view_rates()["domain"]
            self.assertEqual(contract.search(rates), contract)
