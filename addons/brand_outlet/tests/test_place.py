from psycopg2.errors import UniqueViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OutletCommon


@tagged("post_install", "-at_install")
class TestPlace(OutletCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = cls.env["outlet.place"].create(
            {
                "name": "Parents' group",
                "owner_id": cls.agent.id,
                "city_id": cls.env.ref("brand_outlet.city_130300").id,
            }
        )

    def test_link_of_a_place_can_not_be_guessed(self):
        copy = self.place.copy({"name": "Another group"})
        self.assertNotEqual(copy.access_token, self.place.access_token)
        self.assertGreaterEqual(len(copy.access_token), 32)

    def test_owner_has_no_two_places_of_one_name(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            with self.env.cr.savepoint():
                self.place.copy({"name": "PARENTS' GROUP"})

    def test_two_owners_may_use_the_same_name(self):
        copy = self.place.copy({"owner_id": self.other_agent.id, "name": "Shop"})
        self.place.name = "Shop"
        self.assertEqual(copy.name, self.place.name)

    def test_order_line_knows_person_goods_and_place(self):
        """Proves R19."""
        order = self._make_order()
        line = order.order_line
        self.assertEqual(line.place_id, self.place)
        self.assertEqual(line.order_id.reseller_id, self.agent)
        self.assertEqual(line.order_id.partner_id.name, "Consumer")
        groups = self.env["sale.order.line"]._read_group(
            [("place_id.city_tier", "=", "4")], ["place_id"], ["product_uom_qty:sum"]
        )
        self.assertEqual(groups, [(self.place, 2.0)])

    def test_past_orders_keep_who_sold_when_a_place_changes_hands(self):
        order = self._make_order()
        self.env.flush_all()
        self.place.owner_id = self.other_agent
        self.env.flush_all()
        self.assertEqual(order.reseller_id, self.agent)

    def _make_order(self):
        return self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Consumer"}).id,
                "place_id": self.place.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.style.product_variant_id.id,
                            "product_uom_qty": 2,
                        },
                    )
                ],
            }
        )
