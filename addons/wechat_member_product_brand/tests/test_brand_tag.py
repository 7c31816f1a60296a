from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.wechat_member.tests.target_common import TargetCommon


@tagged("post_install", "-at_install")
class TestBrandTag(TargetCommon):
    """Proves R200."""

    def test_who_buys_a_brand_carries_its_tag(self):
        brand = self.env["product.brand"].create({"name": "Spruce"})
        self.gown.product_brand_id = brand
        for member, product in ((0, self.gown), (1, self.nuts)):
            self._buy(self.people[member], 20, product)
            self._buy(self.people[member], 10, product)
        self.env["member.tag"].action_suggest()
        tag = self.env["member.tag"].search([("brand_ids", "=", brand.id)])
        self.assertEqual((tag.kind, tag.name), ("brand", "Likes the brand Spruce"))
        self.assertEqual(tag.line_ids.partner_id, self.people[0])
        segment = self._segment(tag_ids=tag.ids)
        self.assertEqual(self._members(segment), self.people[0])

    def test_a_tag_of_no_brand_is_refused(self):
        with self.assertRaises(ValidationError):
            self.env["member.tag"].create({"name": "None", "kind": "brand"})
