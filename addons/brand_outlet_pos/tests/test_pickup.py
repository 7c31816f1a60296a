from uuid import uuid4

from odoo.fields import Command
from odoo.tests import tagged

from .test_place import TestPlace


@tagged("post_install", "-at_install")
class TestPickup(TestPlace):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place.on_site_only = True
        cls.shirt.is_storable = True
        cls.shop = cls.till.picking_type_id.warehouse_id
        cls.env["stock.quant"]._update_available_quantity(
            cls.shirt, cls.till.picking_type_id.default_location_src_id, 5
        )
        cls.buyer = cls.env["res.partner"].create({"name": "王小妹"})
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.buyer.id,
                "place_id": cls.place.id,
                "is_pickup": True,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.shirt.id,
                            "product_uom_qty": 2,
                            "price_unit": 1,
                        }
                    )
                ],
            }
        )
        cls.order.action_quotation_sent()

    def _settle(self, pieces=2):
        """Pay the reservation at the till, as the till sends it."""
        line = self.order.order_line
        amount = pieces * line.price_unit
        values = {
            "uuid": str(uuid4()),
            "access_token": str(uuid4()),
            "state": "paid",
            "session_id": self.session.id,
            "partner_id": self.buyer.id,
            "amount_total": amount,
            "amount_tax": 0,
            "amount_paid": amount,
            "amount_return": 0,
            "lines": [
                Command.create(
                    {
                        "product_id": self.shirt.id,
                        "qty": pieces,
                        "price_unit": line.price_unit,
                        "price_subtotal": amount,
                        "price_subtotal_incl": amount,
                        "uuid": str(uuid4()),
                        "sale_order_origin_id": self.order.id,
                        "sale_order_line_id": line.id,
                    }
                )
            ],
            "payment_ids": [
                Command.create({"amount": amount, "payment_method_id": self.method.id})
            ],
            "to_invoice": False,
            "user_id": self.cashier.id,
        }
        orders = self.env["pos.order"].with_user(self.cashier)
        answer = orders.sync_from_ui([values])
        return self.env["pos.order"].browse(answer["pos.order"][0]["id"])

    def _pieces(self):
        return self.shirt.with_context(warehouse_id=self.shop.id).qty_available

    def test_till_hands_the_reservation_over_and_closes_it(self):
        """Proves R24."""
        sale = self._settle()
        self.assertEqual(sale.place_id, self.place)
        self.assertEqual(self.order.state, "sale")
        self.assertTrue(self.order.locked)
        self.assertEqual(self.order.order_line.qty_delivered, 2)
        self.assertEqual(self.order.amount_unpaid, 0)
        self.assertEqual(self._pieces(), 3)
        self.assertFalse(
            self.order.picking_ids.filtered(lambda one: one.state != "cancel"),
            "nothing is left to be sent",
        )

    def test_reservation_fetched_in_part_stays_open(self):
        self._settle(pieces=1)
        self.assertFalse(self.order.locked)
        self.assertEqual(self.order.order_line.qty_delivered, 1)

    def test_reserved_and_paid_sale_counts_once_in_the_funnel(self):
        """Proves R32."""
        self._settle()
        self._sell()
        self.env.flush_all()
        [(orders, paid, repeated)] = self.env["outlet.place.funnel"]._read_group(
            [("place_id", "=", self.place.id)],
            [],
            ["orders:sum", "paid:sum", "repeated:sum"],
        )
        self.assertEqual((orders, paid, repeated), (2, 2, 0))

    def test_buyer_at_the_till_belongs_to_the_place(self):
        """Proves R23."""
        self._settle()
        self.assertEqual(self.buyer.reached_place_ids, self.place)
        self.assertEqual(self.buyer.home_place_id, self.place)
