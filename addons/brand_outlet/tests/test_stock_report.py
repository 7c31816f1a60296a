from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from .test_sale_report import ReportCommon


class StockCommon(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.shirt = cls._make_sized_style(cls.brand, "SP100", "S M L XL".split())
        cls.shirt_offer = cls._make_offer(cls.contract, cls.shirt)
        # An offer needs goods to be published; here each test counts its own.
        agents = cls.agent | cls.other_agent
        cls.env["stock.quant"].search([("owner_id", "in", agents.ids)]).unlink()

    @classmethod
    def _make_sized_style(cls, brand, code, sizes, tag_price=500.0):
        size = cls.env.ref("brand_outlet.attribute_size")
        values = cls.env["product.attribute.value"]
        for name in sizes:
            found = values.search([("attribute_id", "=", size.id), ("name", "=", name)])
            values |= found or values.create({"attribute_id": size.id, "name": name})
        style = cls._make_style(brand, code, tag_price)
        style.attribute_line_ids = [
            Command.create(
                {"attribute_id": size.id, "value_ids": [Command.set(values.ids)]}
            )
        ]
        cls.env["product.product"].create(
            [
                {
                    "product_tmpl_id": style.id,
                    "product_template_attribute_value_ids": [Command.set(value.ids)],
                }
                for value in style.attribute_line_ids.product_template_value_ids
            ]
        )
        return style

    @classmethod
    def _get_article(cls, style, size):
        return style.product_variant_ids.filtered(
            lambda article: article.product_template_attribute_value_ids.name == size
        )

    @classmethod
    def _stock(cls, article, pieces, agent=None, days=0, location=None):
        cls.env["stock.quant"]._update_available_quantity(
            article,
            location or cls.warehouse.lot_stock_id,
            pieces,
            owner_id=agent or cls.agent,
            in_date=Datetime.now() - timedelta(days=days),
        )


@tagged("post_install", "-at_install")
class TestStockReport(StockCommon):
    def _groups(self, groupby, measures, domain=(), user=None):
        self.env.flush_all()
        report = self.env["outlet.stock.report"].with_user(user or self.operator)
        domain = [("product_tmpl_id", "=", self.shirt.id), *domain]
        return report._read_group(domain, groupby, measures)

    def test_stock_is_told_by_age_brand_season_and_value(self):
        """Proves R120."""
        self.shirt.season = "2017AW"
        small, large = (self._get_article(self.shirt, size) for size in "SL")
        self._stock(small, 10, days=10)
        self._stock(large, 4, days=100)
        self._stock(large, 3, agent=self.other_agent, days=200)
        groups = self._groups(
            ["age", "agent_id", "brand_id", "season"],
            ["pieces:sum", "amount_tag:sum", "amount_supply:sum"],
            [("kind", "=", "stock")],
        )
        supply = self.shirt_offer.supply_price
        about = (self.brand, "2017AW")
        self.assertEqual(
            groups,
            [
                ("0", self.agent, *about, 10, 5000, 10 * supply),
                ("3", self.agent, *about, 4, 2000, 4 * supply),
                ("4", self.other_agent, *about, 3, 1500, False),
            ],
        )

    def test_turnover_days_compare_the_stock_with_what_sold_lately(self):
        """Proves R256."""
        self.env.company.outlet_turnover_days = 30
        self.place.warehouse_id = self.warehouse
        small = self._get_article(self.shirt, "S")
        self._stock(small, 60)
        self._sell(self.shirt_offer, self.place, 15)
        self._sell(self.shirt_offer, self.place, 15)
        self._sell(
            self.shirt_offer, self.place, 99, date=Datetime.now() - timedelta(days=40)
        )
        for groupby in (["brand_id"], ["agent_id"], ["place_id"]):
            [(_key, pieces, sold, days)] = self._groups(
                groupby, ["pieces:sum", "sold_pieces:sum", "turnover_days:avg"]
            )
            self.assertEqual((pieces, sold, days), (60, 30, 60), groupby)

    def test_turnover_is_told_by_place_and_brand(self):
        """Proves R256."""
        self.place.warehouse_id = self.warehouse
        self._stock(self._get_article(self.shirt, "S"), 30)
        self._sell(self.shirt_offer, self.place, 10)
        self._sell(self.shirt_offer, self.other_place, 5)
        measures = ["pieces:sum", "sold_pieces:sum", "turnover_days:avg"]
        groups = self._groups(["place_id", "brand_id"], measures)
        self.assertIn((self.place, self.brand, 30, 10, 90), groups)

    def test_brand_sees_its_goods_without_supply_price_and_warehouse(self):
        self._stock(self._get_article(self.shirt, "S"), 10)
        [(pieces,)] = self._groups([], ["pieces:sum"], user=self.brand_user)
        self.assertEqual(pieces, 10)
        for name in ("amount_supply", "warehouse_id"):
            with self.assertRaises(AccessError):
                self._groups([], [f"{name}:max"], user=self.brand_user)

    def test_agent_sees_only_what_he_owns(self):
        self._stock(self._get_article(self.shirt, "S"), 10)
        self._stock(self._get_article(self.shirt, "S"), 7, agent=self.other_agent)
        [(pieces,)] = self._groups([], ["pieces:sum"], user=self.agent_user)
        self.assertEqual(pieces, 10)


@tagged("post_install", "-at_install")
class TestSizeRun(StockCommon):
    def _run(self, offer=None, user=None):
        self.env.flush_all()
        run = self.env["outlet.size.run"].with_user(user or self.operator)
        return run.browse((offer or self.shirt_offer).id)

    def _state(self):
        self.env["outlet.size.run"].invalidate_model()
        return self._run().size_state

    def _move(self, size, pieces):
        self._stock(self._get_article(self.shirt, size), pieces)

    def test_moving_one_piece_changes_the_state_at_once(self):
        self.assertEqual(self._state(), "gone")
        self._move("S", 1)
        self.assertEqual(self._state(), "last")
        self._move("L", 1)
        self.assertEqual(self._state(), "broken")
        self._move("M", 1)
        self.assertEqual(self._state(), "full")
        self._move("M", -1)
        self.assertEqual(self._state(), "broken")
        run = self._run()
        self.assertEqual((run.left_sizes, run.missing_sizes), ("S L", "M XL"))
        self.assertEqual((run.sizes_made, run.sizes_left), (4, 2))

    def test_a_promised_piece_is_no_size_in_stock(self):
        self._move("M", 1)
        self._move("L", 1)
        self.assertEqual(self._state(), "full")
        self.env["stock.quant"]._update_reserved_quantity(
            self._get_article(self.shirt, "M"),
            self.warehouse.lot_stock_id,
            1,
            owner_id=self.agent,
            strict=True,
        )
        self.assertEqual(self._state(), "last")

    def test_sizes_stand_in_the_order_people_wear_them(self):
        rank = self.env["product.attribute.value"]._get_size_rank
        sizes = ["3XL", "38", "XXL", "S", "XS", "L", "XL", "M", "2XL"]
        letters = sorted((s for s in sizes if s != "38"), key=rank)
        self.assertEqual(letters, ["XS", "S", "M", "L", "XL", "XXL", "2XL", "3XL"])
        self.assertLess(rank("36"), rank("38.5"))
        self.assertEqual(rank("均码"), 0)

    def test_a_style_without_sizes_is_whole_or_gone(self):
        self.assertEqual(self._run(self.offer).size_state, "gone")
        self._stock(self.style.product_variant_id, 2)
        self.env["outlet.size.run"].invalidate_model()
        self.assertEqual(self._run(self.offer).size_state, "full")

    def test_offers_are_found_by_their_run(self):
        self._move("S", 1)
        self._move("L", 1)
        offers = self.env["outlet.offer"].with_user(self.agent_user)
        found = offers.search([("size_state", "in", ("broken", "last"))])
        self.assertEqual(found, self.shirt_offer)
        self.assertEqual(found.missing_sizes, "M XL")

    def test_other_parties_see_no_run_of_a_stranger(self):
        runs = self.env["outlet.size.run"]
        self.assertNotIn(
            self.other_offer.id, runs.with_user(self.agent_user).search([]).ids
        )
        self.assertNotIn(
            self.other_offer.id, runs.with_user(self.brand_user).search([]).ids
        )

    def test_an_offer_that_never_sold_is_proposed_for_withdrawal(self):
        self._move("M", 1)
        self.env.flush_all()
        self.shirt_offer._write_life(
            {"date_published": Datetime.now() - timedelta(days=100)}
        )
        self.env.flush_all()
        run = self._run()
        self.assertTrue(run.never_sold)
        self.assertEqual(run.advice, "withdraw")
        self._sell(self.shirt_offer, self.place)
        self.env["outlet.size.run"].invalidate_model()
        self.assertFalse(self._run().never_sold)
        self.assertFalse(self._run().advice)

    def test_an_old_broken_run_is_proposed_for_a_lower_price(self):
        self.env.company.outlet_markdown_days = 60
        for size in "SL":
            self._stock(self._get_article(self.shirt, size), 1, days=61)
        self._sell(self.shirt_offer, self.place)
        self.assertEqual(self._run().advice, "markdown")
        self._stock(self._get_article(self.shirt, "M"), 1, days=61)
        self.env["outlet.size.run"].invalidate_model()
        self.assertFalse(self._run().advice)
