from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from ..lot_math import Lot, Step


@tagged("post_install", "-at_install")
class TestLotCalculation(TransactionCase):
    """The figures were worked out by hand, with 5,000 pieces tagged at 200 each:
    half sell at 80, 30 % at 60, 10 % at 40; 500 stay."""

    def _make(self, **values):
        return self.env["outlet.lot.calculation"].create(
            {
                "name": "Trousers",
                "pieces": 5000,
                "tag_price": 200.0,
                "cost": 30.0,
                "freight": 1.0,
                "handling": 2.0,
                "fixed_cost": 5000.0,
                "step_ids": [
                    Command.create({"price_ratio": ratio, "sold_ratio": sold})
                    for ratio, sold in ((40, 50), (30, 30), (20, 10))
                ],
                **values,
            }
        )

    def _figures(self, calculation):
        return (
            calculation.outlay,
            calculation.revenue,
            calculation.margin,
            calculation.break_even,
        )

    def test_bought_out(self):
        """Proves R255."""
        lot = self._make()
        # 160000 / 78 is 2051.3
        # 5000 x 31 + 5000; 2500 x 80 + 1500 x 60 + 500 x 40; 4500 sold cost 2 each
        self.assertEqual(self._figures(lot), (160000.0, 310000.0, 141000.0, 2052))
        self.assertEqual(lot.tag_value, 1000000.0)
        self.assertEqual(lot.sold_pieces, 4500)
        self.assertEqual(lot.break_even_ratio, 41.04)
        self.assertEqual(lot.return_ratio, 83.43)

    def test_on_consignment_only_what_sells_is_paid_for(self):
        lot = self._make(mode="consignment", salvage_ratio=5)
        # 5000 x 1 + 5000; every piece sold costs 32, a gain of 48 each at first
        self.assertEqual(self._figures(lot), (10000.0, 310000.0, 156000.0, 209))

    def test_own_production_is_paid_for_whatever_sells(self):
        lot = self._make(mode="own_make", cost=45.0)
        # 2500 gain 78 each, that leaves 40000: 690 more at 58
        self.assertEqual(self._figures(lot), (235000.0, 310000.0, 66000.0, 3190))

    def test_left_over_goods_still_bring_something(self):
        lot = self._make(salvage_ratio=5)
        # 500 left over bring 10 each; a sale now gains 68 instead of 78
        self.assertEqual(self._figures(lot), (160000.0, 315000.0, 146000.0, 1618))

    def test_table_by_sell_through(self):
        """Proves R255."""
        points = {point["ratio"]: point for point in self._make().curve["points"]}
        self.assertEqual(points[10]["margin"], -121000.0)
        self.assertEqual(points[50]["margin"], 35000.0)
        self.assertEqual(points[80]["margin"], 122000.0)
        # the last pieces go at the last price
        self.assertEqual(points[100]["revenue"], 330000.0)
        self.assertEqual(points[100]["margin"], 160000.0)

    def test_lot_that_never_earns_says_so(self):
        lot = self._make(cost=90.0)
        self.assertFalse(lot.is_reachable)
        self.assertLess(lot.margin, 0)

    def test_price_steps_never_sell_more_than_there_is(self):
        with self.assertRaisesRegex(ValidationError, "more than the lot has"):
            self._make(
                step_ids=[
                    Command.create({"price_ratio": 40, "sold_ratio": 60}),
                    Command.create({"price_ratio": 30, "sold_ratio": 50}),
                ]
            )

    def test_copy_compares_the_same_lot_otherwise(self):
        lot = self._make()
        other = lot.copy({"mode": "consignment"})
        self.assertEqual(other.step_ids.mapped("sold_ratio"), [50, 30, 10])
        self.assertGreater(other.margin, lot.margin)

    def test_break_even_is_the_first_piece_without_a_loss(self):
        """Proves R255."""
        lot = Lot(7, 100.0, 1.0, [Step(21.0, 3 / 7), Step(11.0, 4 / 7)])
        even = lot.break_even()
        self.assertEqual(even, 7)
        self.assertGreaterEqual(lot.margin(even), 0)
        self.assertLess(lot.margin(even - 1), 0)
        self.assertEqual(Lot(3, 0.0, 1.0, [Step(2.0, 1.0)]).break_even(), 0)
