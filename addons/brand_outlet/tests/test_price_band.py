from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .test_protection import ProtectionCommon


@tagged("post_install", "-at_install")
class TestPriceBand(ProtectionCommon):
    def _band(self, record=None, place=None):
        record = record or self.style
        return self.guard._get_band(record, place)[record.id]

    def test_band_reaches_from_the_floor_to_the_tag(self):
        self.contract._write_terms({"floor_ratio": 30})
        band = self._band()
        self.assertEqual((band.floor, band.ceiling), (300, 1000))
        self.assertEqual(band.sources["floor"], self.contract)

    def test_without_a_floor_any_price_up_to_the_tag_is_good(self):
        self.assertEqual(self._band()[:2], (0, 1000))

    def test_the_highest_floor_of_those_who_offer_it_holds(self):
        other = self._make_contract(self.brand, self.other_agent, floor_ratio=35)
        self.contract._write_terms({"floor_ratio": 30})
        self.assertEqual(self._band().floor, 300)
        offer = self._make_offer(other)
        self.assertEqual(self._band().floor, 350)
        self.assertEqual(self._band(self.offer).floor, 300)
        offer.action_suspend()
        self.assertEqual(self._band().floor, 300)

    def test_goods_nobody_offers_yet_have_the_highest_floor_of_the_brand(self):
        style = self._make_style(self.brand, "SP77")
        self._make_contract(self.brand, self.other_agent, floor_ratio=35)
        self.assertEqual(self._band(style).floor, 350)

    def test_every_case_has_its_verdict(self):
        self.contract._write_terms({"floor_ratio": 30})
        for price, problem in (
            (299.99, "below ¥300"),
            (300, ""),
            (450, ""),
            (1000, ""),
            (1000.01, "above the tag price ¥1,000"),
        ):
            with self.subTest(price):
                if not problem:
                    self.guard._check_price(self.style, price)
                    continue
                with self.assertRaisesRegex(ValidationError, problem):
                    self.guard._check_price(self.style, price)

    def test_a_variant_that_costs_extra_has_its_own_tag_price(self):
        style = self._make_style(self.brand, "SP78")
        attribute = self.env["product.attribute"].create({"name": "Size"})
        values = self.env["product.attribute.value"].create(
            [
                {"name": "M", "attribute_id": attribute.id},
                {
                    "name": "5XL",
                    "attribute_id": attribute.id,
                    "default_extra_price": 200,
                },
            ]
        )
        self.env["product.template.attribute.line"].create(
            {
                "product_tmpl_id": style.id,
                "attribute_id": attribute.id,
                "value_ids": values.ids,
            }
        )
        small, large = style.product_variant_ids
        self.contract._write_terms({"floor_ratio": 30})
        bands = self.guard._get_band(style.product_variant_ids)
        self.assertEqual(bands[small.id][:2], (300, 1000))
        self.assertEqual(bands[large.id][:2], (360, 1200))

    def test_overstock_merchant_buys_at_the_supply_price(self):
        self.contract._write_terms({"floor_ratio": 30})
        merchant = self._make_spot("Merchant", "clearing", self.baoding)
        self.assertEqual(self._band(self.offer, merchant)[:2], (250, 250))
        self.guard._check_price(self.offer, 250, merchant)
        for price in (249, 251):
            with self.assertRaisesRegex(ValidationError, "supply price"):
                self.guard._check_price(self.offer, price, merchant)

    def test_bands_of_many_styles_are_read_with_the_queries_of_few(self):
        styles = self.env["product.template"].union(
            *(self._make_style(self.brand, f"B{number}") for number in range(20))
        )
        for style in styles[:10]:
            self._make_offer(style=style)

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.guard._get_band(some)
            return self.cr.sql_log_count - before

        queries(styles)
        self.assertLessEqual(queries(styles), queries(styles[8:12]))
