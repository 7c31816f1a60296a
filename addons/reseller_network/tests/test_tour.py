from odoo.tests import tagged

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestResellerTour(PortalCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_reseller_sells_from_the_phone(self):
        """Own price, pasted address, one submission, parcel. Proves R49, R145, R222."""
        self.start_tour("/my/outlet", "reseller_sells", login="t_shop")
        order = self.env["sale.order"].search([("place_id", "=", self.place.id)])
        self.assertEqual(order.amount_total, 780)
        self.assertEqual(order.parcel_state, "to_ship")
        self.assertEqual(order.partner_shipping_id.parent_id, self.user.partner_id)
