import random

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .settlement_common import SettlementCommon

FIELDS = (
    "partner_id role kind company_id currency_id order_id sale_line_id picking_id "
    "move_id product_id quantity amount paid date reversal_of_id reference create_uid"
).split()


@tagged("post_install", "-at_install")
class TestBookingOfMany(SettlementCommon):
    """Deliveries by the dozen are booked together, and not a fen differently."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(19)
        cls.boot = cls._make_deducted_article()
        cls.orders = cls.env["sale.order"]
        for number in range(18):
            cls.orders += cls._make_random_order(number)
        cls.parcels = cls.orders.picking_ids
        for parcel in cls.parcels:
            cls._ship_some(parcel)
        cls.parcels = cls.orders.picking_ids.filtered(lambda p: p.state == "done")

    @classmethod
    def _make_deducted_article(cls):
        """An article whose agent leaves a part of the price to the operator."""
        brand = cls.env["product.brand"].create(
            {"name": "Elm", "partner_id": cls.brand.partner_id.id}
        )
        cls.env["brand.contract"].create(
            {
                "brand_id": brand.id,
                "agent_id": cls.near.id,
                "supply_ratio": 25,
                "operator_ratio": 3.33,
                "date_start": "2017-01-01",
            }
        ).action_activate()
        boot = cls._make_product("Boot", 777.77, brand)
        cls._stock(boot, cls.near, 500)
        return boot

    @classmethod
    def _make_random_order(cls, number):
        pick = cls.random
        lines = [
            (product, pick.randint(1, 7), pick.randint(1, 33000) / 100)
            for product in (cls.coat, cls.shirt, cls.boot)
        ]
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.consumer.id,
                "place_id": cls.place.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "discount": pick.choice([0, 0.31, 7.77, 33.33]),
                        }
                    )
                    for product, quantity, price in lines
                ],
            }
        )
        if number % 7 == 3:
            order.collect_by = "agent"
        if number % 7 == 5:
            order.set_delivery_line(cls.carrier, 8.88)
        order.action_confirm()
        return order

    @classmethod
    def _ship_some(cls, parcel):
        """Most parcels whole; some in two."""
        moves = parcel.move_ids
        if cls.random.random() < 0.15:
            return cls._ship(parcel, {move: 1 for move in moves})
        return cls._ship(parcel)

    def _get_ledger(self):
        self.env.invalidate_all()
        entries = self._entries(self.orders)
        rows = entries.read(FIELDS, load=None)
        for row in rows:
            row.pop("id")
        return sorted(map(str, rows))

    def _try(self, act):
        """Do it, return the ledger and the settled pieces, and take it back."""
        with self.env.cr.savepoint() as savepoint:
            act()
            self.env.flush_all()
            ledger = self._get_ledger()
            settled = self.orders.order_line.mapped("qty_settled")
            savepoint.rollback()
        self.env.invalidate_all()
        return ledger, settled

    def _mark_delivered(self):
        """As imported history is: it has arrived, and nobody booked anything."""
        self.parcels.delivered_at = "2025-10-31 18:00:00"

    def _book_missed(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("agent_dropship.cron_settlement_book_missed")
            cron.method_direct_trigger()

    def test_many_parcels_at_once_are_booked_as_one_by_one(self):
        self.assertGreaterEqual(len(self.parcels.move_ids), 40)
        one_by_one = self._try(
            lambda: [parcel.action_deliver() for parcel in self.parcels]
        )
        at_once = self._try(self.parcels.action_deliver)
        self.assertEqual(at_once, one_by_one)
        self.assertGreater(len(one_by_one[0]), 80)

    def test_only_deliveries_of_the_usual_kind_are_booked_together(self):
        moves = self.parcels.move_ids
        booked = self.env["sale.order.line"]._book_usual(moves).move_id
        self.assertGreater(len(booked), 20)
        others = moves - booked
        self.assertTrue(others.sale_line_id.order_id.order_line.filtered("is_delivery"))
        orders = others.sale_line_id.order_id
        self.assertIn("agent", orders.mapped("collect_by"))
        self.assertNotIn("agent", booked.sale_line_id.order_id.mapped("collect_by"))

    def test_history_nobody_booked_is_booked_once(self):
        self._mark_delivered()
        moves = self.parcels.move_ids
        lines = self.env["sale.order.line"]
        expected = self._try(
            lambda: [lines._create_share_entries(move) for move in moves.sorted("id")]
        )
        self._book_missed()
        ledger = self._get_ledger()
        self.assertEqual(ledger, expected[0])
        self._book_missed()
        self.assertEqual(self._get_ledger(), ledger)
        self.assertEqual(
            set(self._entries(self.orders).mapped("date")),
            {fields.Date.to_date("2025-11-01")},
        )
