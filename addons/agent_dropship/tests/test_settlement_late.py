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

    def test_what_goods_carry_that_nobody_gets_is_carried_by_the_others(self):
        """One of two articles came, the other one is given up: the consumer owes what
        his order says, and so much is shared out. Proves R144."""
        order = self._draft(
            (self.coat, 1, 100.0), (self.shirt, 1, 100.0), freight=10.0, discount=20.0
        )
        order.action_confirm()
        coat, shirt = order.order_line[:2]
        picking = order.picking_ids
        move = picking.move_ids.filtered(lambda one: one.sale_line_id == coat)
        self._deliver(picking, {move: 1})
        self.assertEqual((coat.freight_part, coat.discount_part), (5.0, 10.0))
        shirt.product_uom_qty = 0
        self.assertEqual((coat.freight_part, coat.discount_part), (10.0, 20.0))
        self.assertEqual(order.amount_total, 90.0)
        self.assertEqual(self._sums(order)["agent", "freight"], 10.0)
        self.assertEqual(coat.money_difference, 0.0)
        self._assert_shared(order)

    def test_goods_that_are_given_up_leave_their_part_to_what_is_to_come(self):
        order = self._draft(
            (self.coat, 1, 100.0),
            (self.shirt, 1, 100.0),
            (self.coat, 2, 50.0),
            discount=30.0,
        )
        order.action_confirm()
        first, second, third = order.order_line[:3]
        picking = order.picking_ids
        move = picking.move_ids.filtered(lambda one: one.sale_line_id == first)
        self._deliver(picking, {move: 1})
        second.product_uom_qty = 0
        self.assertEqual(
            [line.discount_part for line in (first, second, third)], [10.0, 0.0, 20.0]
        )
        self._deliver(order.picking_ids.filtered(lambda one: one.state == "assigned"))
        self._assert_shared(order)

    def test_freight_of_a_lost_parcel_comes_with_the_one_sent_instead(self):
        order = self._draft((self.coat, 1, 100.0), (self.shirt, 1, 50.0), freight=15.0)
        order.action_confirm()
        coat, shirt = order.order_line[:2]
        picking = order.picking_ids
        arrived = picking.move_ids.filtered(lambda one: one.sale_line_id == shirt)
        self._deliver(picking, {arrived: 1})
        lost = order.picking_ids.filtered(lambda one: one.state == "assigned")
        self._ship(lost)
        case = self.env["outlet.case"]._open("reship", order, lost)
        case.with_user(self.operator).action_reship()
        again = order.picking_ids.filtered(lambda one: one.state == "assigned")
        self._deliver(again)
        self.assertEqual(coat.freight_part, 0.0)
        self.assertEqual(self._sums(order)["agent", "freight"], 15.0)
        self._assert_shared(order)
