from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestFulfilment(DropshipCommon):
    """Best-sellers lie with the operator, all else with the agent who sells it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.tj.agent_id
        cls.own = cls.env["stock.warehouse"].create(
            {
                "name": "自营仓",
                "code": "OWN",
                "partner_id": cls.fs.partner_id.id,
                "agent_id": cls.agent.id,
                "manager_id": cls.env.user.partner_id.id,
                "is_own": True,
            }
        )
        cls.offer = cls.env["outlet.offer"].create(
            {
                "product_tmpl_id": cls.coat.product_tmpl_id.id,
                "contract_id": cls.agent.agent_contract_ids.id,
            }
        )
        cls._stock(cls.tj, cls.coat, 5)
        cls._stock(cls.own, cls.coat, 5)

    def test_offer_switches_between_agent_and_own_warehouse(self):
        """Proves R122: per offer, and the product stays the same."""
        drop = self._order(self.in_guangzhou, [(self.coat, 1)])
        self.assertEqual(self._shares(drop), {("T-COAT", self.tj): 1})
        row = drop.last_decision_id._get_candidate(self.own)
        self.assertEqual(row["code"], "dropship_only")
        self.offer.fulfilment = "own"
        own = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(self._shares(own), {("T-COAT", self.own): 1})
        row = own.last_decision_id._get_candidate(self.tj)
        self.assertEqual(row["code"], "own_stock")
        self.offer.fulfilment = "dropship"
        back = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(self._shares(back), {("T-COAT", self.tj): 1})
        self.assertEqual(
            (drop | own | back).order_line.product_id, self.coat, "one product"
        )
        self.assertEqual((drop | own | back).order_line.offer_id, self.offer)

    def test_agent_is_owed_the_same_wherever_his_goods_lie(self):
        self.offer.fulfilment = "own"
        own = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(own.allocation_ids.agent_id, self.agent)
        self.assertEqual(own.allocation_ids.supply_price, 250.0)

    def test_goods_of_an_own_offer_do_not_fall_back_to_the_agent(self):
        self.offer.fulfilment = "own"
        order = self._order(self.in_beijing, [(self.coat, 7)])
        self.assertEqual(order.routing_state, "partial")
        self.assertEqual(self._shares(order), {("T-COAT", self.own): 5})

    def test_agents_do_not_switch(self):
        agent = self._agent_user(self.tj, "fulfilment_agent")
        with self.assertRaises(AccessError):
            self.offer.with_user(agent).fulfilment = "own"
