from odoo.tests import tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestSalon(ResellerCommon):
    def test_a_salon_of_a_partner_is_a_place_and_its_sales_count_there(self):
        """Proves R104."""
        salon = self.env["outlet.place"].create(
            {
                "name": "武清春装沙龙",
                "owner_id": self.user.partner_id.id,
                "place_type": "event",
            }
        )
        contract = self._as(self.user)
        contract._submit_order(self._draft(quantity=2, place_id=salon.id))
        contract._submit_order(self._draft(token="t2", place_id=self.place.id))
        self.env.flush_all()
        groups = self.env["outlet.sale.report"]._read_group(
            [("place_id.owner_id", "=", self.user.partner_id.id)],
            ["place_id"],
            ["pieces:sum"],
        )
        self.assertEqual(dict(groups), {salon: 2.0, self.place: 1.0})
        self.assertEqual(salon.place_type, "event")
