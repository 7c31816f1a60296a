from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tests import tagged

from .test_stock_report import StockCommon


class DeskCommon(StockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place.city_tier = "4"
        cls.other_place.city_tier = "1"
        cls._sell(cls.offer, cls.place, 2, 399.99)
        cls._sell(cls.offer, cls.other_place, 1, 250.0)
        cls._sell(cls.shirt_offer, cls.other_place, 3, 120.5)
        cls._sell(cls.other_offer, cls.other_place, 5, 500.0)
        before = Datetime.now() - timedelta(days=31)
        cls._sell(cls.offer, cls.place, 4, 400.0, date=before)
        for size in "SL":
            cls._stock(cls._get_article(cls.shirt, size), 7, days=100)
        cls._stock(
            cls.other_style.product_variant_id, 9, agent=cls.other_agent, days=10
        )
        cls.env.flush_all()

    def _desk(self, user, period="30", role=None):
        return self.env["outlet.desk"].with_user(user).get_desk(period, role)

    def _cards(self, user, period="30"):
        return {card["key"]: card for card in self._desk(user, period)["cards"]}

    def _of_records(self, user, card):
        """Return the figure that the records of a drill-down make."""
        action = card["action"]
        model = self.env[action["res_model"]].with_user(user)
        return model._read_group(action["domain"], [], [card["measure"]])[0][0] or 0


@tagged("post_install", "-at_install")
class TestDesk(DeskCommon):
    def test_every_figure_equals_the_records_behind_it(self):
        """Proves R213."""
        for user in (self.operator, self.brand_user, self.agent_user):
            for period in ("today", "7", "30", "90"):
                for card in self._desk(user, period)["cards"]:
                    self.assertAlmostEqual(
                        card["value"] or 0,
                        self._of_records(user, card),
                        places=6,
                        msg=f"{user.login} {period} {card['key']}",
                    )

    def test_every_list_of_the_desk_equals_the_records_behind_it(self):
        for user in (self.operator, self.brand_user, self.agent_user):
            desk = self._desk(user)
            for todo in desk["todos"]:
                model = self.env[todo["action"]["res_model"]].with_user(user)
                found = model.search_count(todo["action"]["domain"])
                self.assertEqual(todo["count"], found, todo["key"])
            report = self.env["outlet.sale.report"].with_user(user)
            for tab in desk["where"]:
                for row in tab["rows"]:
                    domain = row["action"]["domain"]
                    pieces = report._read_group(domain, [], ["pieces:sum"])[0][0]
                    self.assertEqual(row["value"], pieces, (tab["key"], row["label"]))
            tables = {table["key"]: table["rows"] for table in desk["tables"]}
            for key in {"best", "brands", "prices"} & set(tables):
                self.assertTrue(tables[key])
                for row in tables[key]:
                    domain = row["action"]["domain"]
                    pieces = report._read_group(domain, [], ["pieces:sum"])[0][0]
                    self.assertEqual(row["values"][0], pieces, row["label"])
            stock = self.env["outlet.stock.report"].with_user(user)
            for row in desk["bars"][1]["rows"]:
                domain = row["action"]["domain"]
                value = stock._read_group(domain, [], ["amount_tag:sum"])[0][0]
                self.assertEqual(row["value"], value)

    def test_the_operator_reads_what_was_paid(self):
        cards = self._cards(self.operator)
        report = self.env["outlet.sale.report"]
        domain = cards["sales"]["action"]["domain"]
        lines = self.env["sale.order.line"].browse(report.search(domain).ids)
        self.assertAlmostEqual(
            cards["sales"]["value"], sum(lines.mapped("price_total"))
        )

    def test_the_brand_reads_its_goods_and_its_reach(self):
        """Proves R26 and R27."""
        self.env.company.outlet_low_tier_target = 60
        cards = self._cards(self.brand_user)
        self.assertEqual(cards["pieces"]["value"], 6)
        self.assertAlmostEqual(cards["sales"]["value"], 1411.48)
        self.assertEqual(cards["places"]["value"], 2)
        self.assertAlmostEqual(cards["low_tier"]["value"], 100 * 2 / 6)
        tiers = self._desk(self.brand_user)["bars"][0]["rows"]
        self.assertEqual([row["kind"] for row in tiers[:2]], ["own", "target"])
        self.assertEqual(tiers[1]["value"], 60)
        self.assertEqual(sorted(row["value"] for row in tiers[2:]), [42.0, 50.0, 58.0])

    def test_the_agent_reads_his_revenue_and_his_stock(self):
        cards = self._cards(self.agent_user)
        revenue = 3 * self.offer.supply_price + 3 * self.shirt_offer.supply_price
        self.assertAlmostEqual(cards["revenue"]["value"], revenue)
        self.assertEqual(cards["stock"]["value"], 14)
        self.assertEqual(cards["turnover"]["value"], 14 * 30 / 6)

    def test_a_figure_is_compared_with_the_same_span_before(self):
        cards = self._cards(self.brand_user)
        self.assertEqual(cards["pieces"]["delta"], 50.0)
        self.assertIsNone(self._cards(self.brand_user, "7")["pieces"]["delta"])

    def test_no_desk_names_a_consumer_or_another_party(self):
        """Proves R37."""
        for user in (self.brand_user, self.agent_user):
            text = repr(self._desk(user))
            for name in ("Consumer Wang", "Hibiscus", "Foshan"):
                self.assertNotIn(name, text)

    def test_nobody_opens_another_role_s_desk(self):
        with self.assertRaises(AccessError):
            self._desk(self.brand_user, role="operator")
        with self.assertRaises(AccessError):
            self._desk(self.agent_user, role="brand")
        self.assertEqual(self._desk(self.agent_user)["roles"], ["agent"])

    def test_an_unknown_period_is_the_usual_one(self):
        self.assertEqual(
            self._desk(self.operator, "abc")["cards"][0]["value"],
            self._desk(self.operator, "30")["cards"][0]["value"],
        )

    def test_an_empty_desk_tells_the_next_step(self):
        self.env["sale.order"].search([("state", "=", "sale")])._action_cancel()
        self.env.flush_all()
        for user in (self.operator, self.brand_user, self.agent_user):
            desk = self._desk(user)
            self.assertFalse(any(desk["trend"]["pieces"]))
            self.assertTrue(self.env.ref(desk["start"]["action"]))

    def test_every_role_exports_its_rows_and_no_more(self):
        for user in (self.operator, self.brand_user, self.agent_user):
            self.assertTrue(user.has_group("base.group_allow_export"))
        report = self.env["outlet.sale.report"].with_user(self.brand_user)
        names = ["product_id/default_code", "place_name", "pieces", "amount_paid"]
        rows = report.search([]).export_data(names)["datas"]
        self.assertEqual(len(rows), 4)
        with self.assertRaises(AccessError):
            report.search([]).export_data(["partner_id/name"])
