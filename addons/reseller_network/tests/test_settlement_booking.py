import random

from odoo.tests import tagged

from .common import ResellerCommon

FIELDS = (
    "partner_id role kind sale_line_id move_id quantity amount paid date release_date"
).split()
LINES = 15


@tagged("post_install", "-at_install")
class TestBookingOfMany(ResellerCommon):
    """What sellers earn on parcels that arrive by the dozen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.tj, cls.small, 500)
        pick = random.Random(7)
        cls.company = cls.env.company
        cls.company.release_days = 9
        cls.orders = cls.env["sale.order"]
        for place in (cls.place, cls.link_place, cls.other_place):
            order = cls._order(
                cls.in_beijing,
                [
                    (cls.small, pick.randint(1, 5), pick.randint(26001, 99999) / 100)
                    for _line in range(LINES)
                ],
                confirm=False,
                place_id=place.id,
            )
            for line in order.order_line:
                line.discount = pick.choice([0, 0.31, 3.33])
            order.action_confirm()
            cls.orders += order
        cls.parcels = cls.orders._parcels()
        for parcel in cls.parcels:
            parcel._ship(cls.courier, f"TN{parcel.id}")

    def _try(self, act):
        """Do it, return the ledger of these orders, and take it back."""
        with self.env.cr.savepoint() as savepoint:
            act()
            self.env.flush_all()
            self.env.invalidate_all()
            entries = self.env["share.entry"].search(
                [("order_id", "in", self.orders.ids)]
            )
            rows = entries.read(FIELDS, load=None)
            savepoint.rollback()
        self.env.invalidate_all()
        return sorted(str({name: row[name] for name in FIELDS}) for row in rows)

    def test_margins_and_commissions_are_those_of_single_deliveries(self):
        moves = self.parcels.move_ids
        lines = self.env["sale.order.line"]
        self.parcels.delivered_at = "2025-10-31 18:00:00"
        one_by_one = self._try(
            lambda: [lines._create_share_entries(move) for move in moves]
        )
        at_once = self._try(lambda: lines._create_share_entries(moves))
        self.assertEqual(at_once, one_by_one)
        for kind in ("margin", "commission"):
            self.assertGreaterEqual(str(at_once).count(f"'{kind}'"), LINES - 1)

    def test_nothing_of_it_is_left_to_single_booking(self):
        booked = self.env["sale.order.line"]._book_usual(self.parcels.move_ids)
        self.assertEqual(booked.move_id, self.parcels.move_ids)
