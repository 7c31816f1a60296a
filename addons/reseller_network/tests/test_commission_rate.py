from datetime import timedelta

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestCommissionRate(PortalCommon):
    """What an affiliate earns, by tier, category, brand and offer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env.company._get_local_today()
        categories = cls.env["product.category"]
        cls.clothes = categories.create({"name": "服装"})
        cls.coats = categories.create({"name": "风衣", "parent_id": cls.clothes.id})
        cls.style.categ_id = cls.coats
        cls.silver = cls.env.ref("reseller_network.grade_silver")

    def _set(self, rate, **vals):
        return self.env["commission.rate"].create(
            {"rate": rate, "date_start": self.today, **vals}
        )

    def _rate(self, contract=None):
        contract = self._as(self.link_user) if contract is None else contract
        return contract._commission_rates(self.style)[self.style.id]

    def _sell(self, quantity=1, price=400.0):
        return self._order(
            self.in_beijing,
            [(self.small, quantity, price)],
            place_id=self.link_place.id,
        )

    def test_the_tiers_give_20_25_and_30_per_cent(self):
        """Proves R53."""
        for tier, rate in ((self.regular, 20), (self.silver, 25), (self.gold, 30)):
            self.link.grade_id = tier
            self.assertEqual(self._rate(), rate)

    def test_a_category_beats_the_tier(self):
        """Proves R56."""
        self.assertEqual(self._rate(), 30)
        self._set(6, categ_id=self.clothes.id)
        self.assertEqual(self._rate(), 6)
        order = self._sell()
        self._deliver(order)
        [entry] = order.order_line.share_entry_ids.filtered(
            lambda one: one.kind == "commission"
        )
        self.assertEqual(entry.amount, 24)

    def test_the_nearest_goods_win(self):
        """Offer, brand in a category, brand, deeper category. Proves R53,
        R218."""
        rates = [
            self._set(6, categ_id=self.clothes.id),
            self._set(8, categ_id=self.coats.id),
            self._set(12, brand_id=self.brand.id),
            self._set(14, brand_id=self.brand.id, categ_id=self.clothes.id),
            self._set(33, offer_id=self.offers[0].id),
        ]
        for rate in reversed(rates):
            self.assertEqual(self._rate(), rate.rate)
            rate.unlink()
        self.assertEqual(self._rate(), 30)

    def test_a_rate_for_the_own_tier_beats_that_for_all(self):
        """Proves R53."""
        self._set(12, brand_id=self.brand.id)
        self._set(15, brand_id=self.brand.id, grade_id=self.gold.id)
        self._set(18, brand_id=self.brand.id, grade_id=self.silver.id)
        self.assertEqual(self._rate(), 15)
        self.link.grade_id = self.silver
        self.assertEqual(self._rate(), 18)

    def test_the_rate_of_the_day_holds(self):
        week = timedelta(days=7)
        self._set(5, brand_id=self.brand.id, date_start=self.today - week)
        self._set(7, brand_id=self.brand.id)
        self._set(9, brand_id=self.brand.id, date_start=self.today + week)
        ended = {"date_start": self.today - 2 * week, "date_end": self.today - week}
        self._set(11, brand_id=self.brand.id, categ_id=self.coats.id, **ended)
        self.assertEqual(self._rate(), 7)

    def test_an_offer_he_may_not_sell_gives_him_no_rate(self):
        self._set(33, offer_id=self.offers[0].id)
        self.offers[0].action_end()
        self.assertEqual(self._rate(), 30)

    def test_commission_is_rounded_to_the_fen_and_parts_add_up(self):
        """Proves R53."""
        self._set(7.77, brand_id=self.brand.id)
        order = self._sell(quantity=5, price=333.33)
        self._deliver(order)
        entries = order.order_line.share_entry_ids.filtered(
            lambda one: one.kind == "commission"
        )
        rounded = self.link.currency_id.round
        whole = rounded(5 * 333.33 * 7.77 / 100)
        self.assertEqual(rounded(sum(entries.mapped("amount"))), whole)
        for entry in entries:
            self.assertEqual(entry.amount, rounded(entry.amount))

    def test_what_is_shown_is_what_is_frozen(self):
        """Portal, order and ledger tell one rate. Proves R53."""
        self._set(12.5, brand_id=self.brand.id)
        page = self._get(f"/my/outlet/article/{self.style.id}", login="t_link").text
        self.assertIn("12.5%", page)
        order = self._sell()
        self.assertEqual(order.order_line.commission_rate, 12.5)
        self.env["commission.rate"].search([]).rate = 1
        self._deliver(order)
        self.assertEqual(order.reseller_amount, 50)

    def test_a_shopkeeper_has_a_margin_and_no_commission(self):
        self._set(12.5, brand_id=self.brand.id)
        order = self._order(
            self.in_beijing, [(self.small, 1, 400.0)], place_id=self.place.id
        )
        self.assertEqual(order.order_line.commission_rate, 0)

    @mute_logger("odoo.sql_db")
    def test_rates_without_goods_twice_or_out_of_range_are_refused(self):
        refused = [
            (CheckViolation, {"rate": 10}),
            (CheckViolation, {"rate": 101, "brand_id": self.brand.id}),
            (
                CheckViolation,
                {
                    "rate": 1,
                    "brand_id": self.brand.id,
                    "offer_id": self.offers[0].id,
                },
            ),
            (UniqueViolation, {"rate": 9, "categ_id": self.coats.id}),
        ]
        self._set(8, categ_id=self.coats.id)
        for error, vals in refused:
            with self.assertRaises(error), self.cr.savepoint():
                self._set(**vals).flush_recordset()

    def test_only_the_operator_sees_rates_and_reviews(self):
        agent = new_test_user(
            self.env,
            "t_rate_agent",
            groups="brand_outlet.group_agent",
            party_id=self.tj.agent_id.id,
        )
        operator = new_test_user(
            self.env, "t_rate_operator", groups="brand_outlet.group_operator"
        )
        rate = self._set(8, categ_id=self.coats.id)
        self.assertEqual(rate.with_user(operator).rate, 8)
        for user in (agent, self.link_user, self.user):
            for model in ("commission.rate", "reseller.tier.change"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([]).read()
        for model in ("reseller.tier.change",):
            self.assertFalse(self.env[model].with_user(operator).has_access("create"))
            self.assertFalse(self.env[model].with_user(operator).has_access("write"))
