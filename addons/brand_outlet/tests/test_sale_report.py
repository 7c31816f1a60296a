from odoo.exceptions import AccessError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from .common import PartyCommon


class ReportCommon(PartyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consumer = cls.env["res.partner"].create({"name": "Consumer Wang"})
        cls.report = cls.env["outlet.sale.report"]

    @classmethod
    def _sell(cls, offer, place, pieces=1, price=400.0, date=None, **values):
        """Return a confirmed order line of the offer's first article."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.consumer.id,
                "place_id": place.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": offer.product_tmpl_id.product_variant_id.id,
                            "product_uom_qty": pieces,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                            "wanted_offer_id": offer.id,
                            **values,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        order.date_order = date or Datetime.now()
        cls.env.flush_all()
        return order.order_line

    def _total(self, spec, domain=(), user=None):
        report = self.report.with_user(user) if user else self.report
        return report._read_group(list(domain), [], [spec])[0][0]


@tagged("post_install", "-at_install")
class TestSaleReport(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.counter = cls._sell(cls.offer, cls.place, 2, 399.99)
        cls.group = cls._sell(cls.offer, cls.other_place, 1, 250.0)
        cls.foreign = cls._sell(cls.other_offer, cls.other_place, 5, 500.0)
        cls.lines = cls.counter | cls.group | cls.foreign

    def test_person_product_and_place_add_up_to_all_sales(self):
        domain = [("id", "in", self.lines.ids)]
        groups = self.report._read_group(
            domain,
            ["partner_id", "product_id", "place_id"],
            ["amount_paid:sum", "pieces:sum"],
        )
        self.assertEqual(len(groups), 3)
        self.assertAlmostEqual(
            sum(group[3] for group in groups), sum(self.lines.mapped("price_total"))
        )
        self.assertEqual(sum(group[4] for group in groups), 8)
        self.assertTrue(all(group[2] for group in groups))

    def test_average_price_weighs_pieces_and_lowest_price_is_the_lowest(self):
        domain = [("id", "in", (self.counter | self.group).ids)]
        self.assertAlmostEqual(
            self._total("price:avg", domain), (2 * 399.99 + 250) / 3, places=4
        )
        self.assertEqual(self._total("lowest_price:min", domain), 250)

    def test_a_brand_sees_its_goods_and_no_person(self):
        """Proves R37."""
        report = self.report.with_user(self.brand_user)
        rows = report.search([])
        self.assertEqual(rows.ids, (self.group | self.counter).ids)
        groups = report._read_group(
            [],
            ["place_id", "state_id"],
            ["pieces:sum", "lowest_price:min", "price:avg"],
        )
        self.assertEqual(
            {(group[0].id, group[2], group[3]) for group in groups},
            {(self.place.id, 2.0, 399.99), (self.other_place.id, 1.0, 250.0)},
        )
        self.assertFalse(
            {"partner_id", "order_id", "reseller_id", "amount_supply"}
            & set(report.fields_get())
        )
        for person in ("partner_id", "order_id", "reseller_id", "amount_supply"):
            with self.assertRaises(AccessError):
                rows.read([person])
            with self.assertRaises(AccessError):
                report.search([(person, "!=", False)])

    def test_an_agent_sees_what_he_is_paid_and_not_what_the_consumer_paid(self):
        report = self.report.with_user(self.agent_user)
        self.assertEqual(report.search([]).ids, (self.group | self.counter).ids)
        self.assertEqual(
            self._total("amount_supply:sum", user=self.agent_user),
            3 * self.offer.supply_price,
        )
        for name in ("amount_paid", "price", "lowest_price", "partner_id"):
            for measure in ("max", "avg"):
                with self.assertRaises(AccessError):
                    report._read_group([], [], [f"{name}:{measure}"])

    def test_quotations_and_orders_without_a_place_are_no_sales(self):
        self.counter.order_id.copy()
        self.assertEqual(
            self.report.search_count([("brand_id", "=", self.brand.id)]), 2
        )


@tagged("post_install", "-at_install")
class TestMargin(ReportCommon):
    def test_an_agent_compares_revenue_and_margin_of_his_brands(self):
        """Proves R3."""
        third = self.env["product.brand"].create(
            {"name": "Larch", "partner_id": self.other_company.id}
        )
        terms = {self.other_brand: (30.0, 20.0), third: (20.0, 18.0)}
        self.contract._write_terms({"purchase_ratio": 10.0})
        offers = {self.brand: self.offer}
        for brand, (supply, purchase) in terms.items():
            contract = self._make_contract(
                brand, self.agent, supply_ratio=supply, purchase_ratio=purchase
            )
            style = self._make_style(brand, f"{brand.name}-9")
            offers[brand] = self._make_offer(contract, style)
        for pieces, offer in enumerate(offers.values(), start=1):
            self._sell(offer, self.place, pieces)
        groups = self.report.with_user(self.agent_user)._read_group(
            [], ["brand_id"], ["amount_supply:sum", "margin:sum"], order="brand_id"
        )
        self.assertEqual(
            {group[0].id: group[1:] for group in groups},
            {
                self.brand.id: (250.0, 150.0),
                self.other_brand.id: (600.0, 200.0),
                third.id: (600.0, 60.0),
            },
        )

    def test_no_margin_is_told_where_the_price_of_the_brand_is_unknown(self):
        self._sell(self.offer, self.place)
        self.assertFalse(self._total("margin:sum", user=self.agent_user))


@tagged("post_install", "-at_install")
class TestChannels(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.door = cls._make_place("Overstock door", cls.other_agent)
        cls.door.place_type = "clearing"

    def test_own_places_and_clearing_share_the_sales_of_each_month(self):
        """Proves R118."""
        for month, own, cleared in (("2017-09", 1, 9), ("2017-10", 6, 4)):
            date = Datetime.to_datetime(f"{month}-10 04:00:00")
            self._sell(self.offer, self.place, own, 400.0, date)
            self._sell(self.offer, self.door, cleared, 250.0, date)
        measures = ("own_share", "clearing_share", "own_paid_share")
        shares = self._shares(self.brand_user, measures)
        self.assertEqual(shares[0][1:3], (10, 90))
        self.assertEqual(shares[1][1:3], (60, 40))
        self.assertAlmostEqual(shares[0][3], 100 * 400 / 2650)
        self.assertAlmostEqual(shares[1][3], 100 * 2400 / 3400)
        measures = ("own_share", "own_supply_share", "clearing_supply_share")
        self.assertEqual(self._shares(self.agent_user, measures)[1][1:], (60, 60, 40))

    def _shares(self, user, measures):
        return self.report.with_user(user)._read_group(
            [("date", "<", "2018-01-01")],
            ["date:month"],
            [f"{measure}:avg" for measure in measures],
        )

    def test_a_share_of_a_hidden_amount_is_hidden(self):
        for user, measure in (
            (self.agent_user, "own_paid_share"),
            (self.brand_user, "own_supply_share"),
        ):
            with self.assertRaises(AccessError):
                self._shares(user, [measure])

    def test_the_share_of_lower_tiers_is_told_over_time(self):
        """Proves R26."""
        self.place.city_tier, self.other_place.city_tier = "4", "1"
        date = Datetime.to_datetime("2017-10-10 04:00:00")
        self._sell(self.offer, self.place, 3, 400.0, date)
        self._sell(self.offer, self.other_place, 1, 400.0, date)
        [(_month, share)] = self._shares(self.brand_user, ["low_tier_share"])
        self.assertEqual(share, 75)
