from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestWantedOffer(DropshipCommon):
    """A line may want the goods of one agent: of a session, a lot, a clearing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offers = {
            warehouse: cls._make_offer(warehouse) for warehouse in (cls.tj, cls.fs)
        }

    @classmethod
    def _make_offer(cls, warehouse):
        contract = cls.env["brand.contract"]._find_valid(cls.brand, warehouse.agent_id)
        return cls.env["outlet.offer"].create(
            {
                "product_tmpl_id": cls.coat.product_tmpl_id.id,
                "contract_id": contract.id,
            }
        )

    def _order_wanting(self, warehouse, quantity):
        order = self._order(self.in_beijing, [(self.coat, quantity)], confirm=False)
        order.order_line.wanted_offer_id = self.offers[warehouse]
        order.action_confirm()
        return order

    def test_the_nearer_agent_does_not_get_what_another_sells(self):
        self._stock(self.tj, self.coat, 5)
        self._stock(self.fs, self.coat, 5)
        order = self._order_wanting(self.fs, 2)
        self.assertEqual(self._shares(order), {("T-COAT", self.fs): 2})
        rows = order.decision_ids.get_explanation()["rows"]
        self.assertTrue([row for row in rows if "佛山" in row["name"]])

    def test_what_the_wanted_agent_lacks_waits_for_him(self):
        self._stock(self.tj, self.coat, 5)
        self._stock(self.fs, self.coat, 1)
        order = self._order_wanting(self.fs, 3)
        self.assertEqual(self._shares(order), {("T-COAT", self.fs): 1})
        waiting = order.order_line.filtered(lambda sol: sol.routing_state == "waiting")
        self.assertEqual(waiting.product_uom_qty, 2)
        self.assertEqual(waiting.wanted_offer_id, self.offers[self.fs])
        with self.assertRaises(UserError):
            order.action_retry_routing()

    def test_the_line_tells_whose_goods_were_sold(self):
        self._stock(self.tj, self.coat, 5)
        self._stock(self.ks, self.scarf, 5)
        order = self._order(self.in_beijing, [(self.coat, 1), (self.scarf, 1)])
        coat, scarf = order.order_line
        self.assertEqual(coat.offer_id, self.offers[self.tj])
        self.assertEqual(coat.agent_id, self.tj.agent_id)
        self.assertFalse(scarf.offer_id, "nothing is offered of the scarf")
        self.assertEqual(scarf.agent_id, self.ks.agent_id)
        self.assertEqual(order.order_line.brand_id, self.brand)

    def test_a_cancelled_order_sold_nobodys_goods(self):
        self._stock(self.tj, self.coat, 5)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        order._action_cancel()
        self.assertFalse(order.order_line.offer_id)
        self.assertFalse(order.order_line.agent_id)

    def test_changing_the_order_keeps_the_wish(self):
        self._stock(self.fs, self.coat, 5)
        order = self._order_wanting(self.fs, 1)
        order.write(
            {"order_line": [Command.update(order.order_line.id, {"discount": 5})]}
        )
        self.assertEqual(order.order_line.offer_id, self.offers[self.fs])
