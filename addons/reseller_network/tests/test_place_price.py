from odoo.tests import tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestPlacePrice(ResellerCommon):
    def test_page_of_a_place_asks_the_shopkeepers_own_price(self):
        template = self.small.product_tmpl_id
        place = self.place.with_context(lang=None)
        suggested = place._get_place_prices(template)[template.id]
        self.contract._set_own_price(template, "price", suggested + 11)
        self.assertEqual(
            place._get_place_prices(template), {template.id: suggested + 11}
        )
        other = self.other_place._get_place_prices(template)
        self.assertEqual(other, {template.id: suggested})
