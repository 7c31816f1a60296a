from odoo.fields import Command
from odoo.tests import tagged

from .settlement_kinds_common import SettlementKindsCommon


@tagged("post_install", "-at_install")
class TestSettlementLate(SettlementKindsCommon):
    """Freight and discounts that are agreed on when goods have arrived already."""

    def _add(self, order, amount, is_delivery=False):
        order.order_line = [
            Command.create(
                {
                    "product_id": self.service.id,
                    "price_unit": amount,
                    "tax_ids": [Command.clear()],
                    "is_delivery": is_delivery,
                }
            )
        ]
        return order.order_line[-1]

    def _assert_shared(self, order):
        self.assertEqual(self._shared(order), order.amount_total)
        self._assert_ties()

    def test_late_freight_is_the_agents_who_shipped(self):
        order = self._sold((self.coat, 1, 400.0))
        self._add(order, 12.0, is_delivery=True)
        self.assertEqual(self._sums(order)["agent", "freight"], 12.0)
        self._assert_shared(order)

    def test_late_discount_is_borne_by_the_operator(self):
        order = self._sold((self.coat, 1, 400.0))
        before = self._sums(order)
        self._add(order, -30.0)
        after = self._sums(order)
        self.assertEqual(after["agent", "supply"], before["agent", "supply"])
        self.assertEqual(
            after["operator", "operator"], before["operator", "operator"] - 30.0
        )
        self._assert_shared(order)

    def test_late_freight_goes_on_what_is_still_to_come(self):
        order = self._draft((self.coat, 1, 400.0), (self.shirt, 1, 100.0))
        order.action_confirm()
        first, second = order.picking_ids.move_ids
        picking = order.picking_ids
        self._deliver(picking, {first: 1, second: 0})
        self._add(order, 8.0, is_delivery=True)
        self.assertNotIn(("agent", "freight"), self._sums(order))
        rest = order.picking_ids.filtered(lambda p: p.state == "assigned")
        self._deliver(rest)
        self.assertEqual(self._sums(order)["agent", "freight"], 8.0)
        self._assert_shared(order)

    def test_freight_that_is_taken_back_is_booked_back(self):
        order = self._sold((self.coat, 1, 400.0), freight=10.0)
        order.order_line.filtered("is_delivery").price_unit = 0.0
        self.assertEqual(self._sums(order)["agent", "freight"], 0.0)
        self._assert_shared(order)

    def test_freight_line_that_is_deleted_is_booked_back(self):
        order = self._sold((self.coat, 1, 400.0))
        freight = self._add(order, 10.0, is_delivery=True)
        freight.unlink()
        self.assertEqual(self._sums(order)["agent", "freight"], 0.0)
        self._assert_shared(order)

    def test_late_discount_survives_a_return(self):
        order = self._sold((self.coat, 1, 400.0))
        self._add(order, -30.0)
        picking = order.picking_ids
        self._return(picking, {picking.move_ids: 1})
        self.assertEqual(self._shared(order), 0.0)
        self._assert_ties()
