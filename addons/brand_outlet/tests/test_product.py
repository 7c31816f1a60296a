from psycopg2.errors import UniqueViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OutletCommon


@tagged("post_install", "-at_install")
class TestProduct(OutletCommon):
    def test_sku_is_unique_whatever_its_case_and_width(self):
        self.style.product_variant_id.default_code = "SP001-1"
        product = self.other_style.product_variant_id
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            with self.env.cr.savepoint():
                product.default_code = "ｓｐ001－1"

    def test_archived_article_frees_its_sku(self):
        self.style.product_variant_id.default_code = "SP001-1"
        self.style.action_archive()
        self.other_style.product_variant_id.default_code = "SP001-1"
        found = self.env["product.product"]._find_by_sku(["sp001-1"])
        self.assertEqual(found, {"SP001-1": self.other_style.product_variant_id})

    def test_goods_without_a_brand_may_share_a_code(self):
        first, second = self.env["product.product"].create(
            [{"name": "Box", "default_code": "X"}, {"name": "Bag", "default_code": "X"}]
        )
        self.env.flush_all()
        self.assertFalse(first.sku_key or second.sku_key)

    def test_style_code_is_unique_within_its_brand_only(self):
        self._make_style(self.other_brand, "SP001")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            with self.env.cr.savepoint():
                self._make_style(self.brand, "sp001")

    def test_styles_of_a_brand_may_have_no_code_yet(self):
        styles = self._make_style(self.brand, False) | self._make_style(self.brand, "")
        self.env.flush_all()
        self.assertFalse(any(styles.mapped("style_key")))

    def test_tag_price_is_locked_while_an_offer_is_published(self):
        offer = self._make_offer()
        with self.assertRaisesRegex(ValidationError, "Suspend the offer"):
            self.style.list_price = 900
        self.style.list_price = 1000.0
        offer.action_suspend()
        self.style.list_price = 900
        self.assertEqual(offer.suggested_price, 360.0)

    def test_tag_price_is_locked_from_the_variant_too(self):
        self._make_offer()
        with self.assertRaises(ValidationError):
            self.style.product_variant_id.lst_price = 1

    def test_retail_tax_is_included_in_the_tag_price(self):
        tax = self.env.company._get_retail_sale_tax()
        if self.env.company.account_sale_tax_id:
            self.assertTrue(tax.price_include)
            self.assertEqual(tax, self.env.company._get_retail_sale_tax())
        else:
            self.assertFalse(tax)
