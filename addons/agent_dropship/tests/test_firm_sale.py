from odoo.exceptions import UserError
from odoo.tests import tagged

from .settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestFirmSale(SettlementCommon):
    """The agent takes nothing back; the consumer may return all the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offer = cls.env["outlet.offer"].create(
            {
                "product_tmpl_id": cls.coat.product_tmpl_id.id,
                "contract_id": cls.near.agent_contract_ids.filtered(
                    lambda contract: contract.brand_id == cls.brand
                ).id,
                "return_policy": "firm",
            }
        )
        cls.own = cls.env["stock.warehouse"].create({"name": "Own", "code": "OWN"})

    def _sold(self, quantity=2):
        order = self._make_order((self.coat, quantity, 400.0))
        self.assertEqual(order.order_line.agent_id, self.near)
        # as at the end of a request
        self.env.flush_all()
        return order

    def _return_to_own(self, order, quantity):
        """What the operator does with a parcel that nobody upstream wants."""
        parcel = order.picking_ids.filtered(lambda one: one.state == "done")[:1]
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=parcel.id, active_model=parcel._name)
            .create({})
        )
        wizard.product_return_moves.quantity = quantity
        back = wizard._create_return()
        back.location_dest_id = self.own.lot_stock_id
        back.move_ids.location_dest_id = self.own.lot_stock_id
        back.move_ids.move_line_ids.location_dest_id = self.own.lot_stock_id
        back.move_ids.picked = True
        back._action_done()
        return back

    def _shares(self, order):
        totals = {}
        for entry in self._entries(order):
            totals[entry.role] = totals.get(entry.role, 0) + entry.amount
        return {role: self.currency.round(total) for role, total in totals.items()}

    def test_agent_keeps_the_money_and_is_spared_the_goods(self):
        """Proves R119."""
        order = self._sold()
        self.assertEqual(order.order_line.return_policy, "firm")
        self._deliver_order(order)
        with self.assertRaisesRegex(UserError, "takes nothing back"):
            self._return(order.picking_ids, {order.picking_ids.move_ids: 2})
        back = self._return_to_own(order, 2)
        self.assertEqual(back.state, "done")
        self.assertEqual(self._shares(order), {"agent": 500.0, "operator": -500.0})
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.coat.id),
                ("location_id", "=", self.own.lot_stock_id.id),
            ]
        )
        self.assertEqual(sum(quants.mapped("quantity")), 2)

    def test_returns_in_steps_are_each_counted_once(self):
        order = self._sold(3)
        self._deliver_order(order)
        self._return_to_own(order, 1)
        self.assertEqual(order.order_line.qty_settled, 2)
        self._return_to_own(order, 2)
        self.assertEqual(order.order_line.qty_settled, 0)
        self.assertEqual(self._shares(order), {"agent": 750.0, "operator": -750.0})

    def test_what_was_agreed_when_it_was_sold_counts(self):
        order = self._sold()
        self.offer.return_policy = "returnable"
        self.assertEqual(order.order_line.return_policy, "firm")
        later = self._sold()
        self.assertEqual(later.order_line.return_policy, "returnable")
        self.offer.return_policy = "firm"
        self._deliver_order(later)
        self._return(later.picking_ids, {later.picking_ids.move_ids: 2})
        self.assertEqual(self._shares(later), {"agent": 0.0, "operator": 0.0})

    def test_parcel_that_never_arrived_goes_back_to_the_agent(self):
        order = self._sold()
        parcel = self._ship(order.picking_ids)
        self._return(parcel, {parcel.move_ids: 2})
        parcel.action_deliver()
        self.assertFalse(self._entries(order))
