from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestConsolidation(DropshipCommon):
    """The orders of a community go to its partner as one parcel."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receiver = cls._make_consumer("社区团长", cls.beijing, (39.90, 116.41))
        cls.place.deliver_to_id = cls.receiver
        cls.env["courier.tariff"].search([]).active = False
        cls.env["courier.tariff"].create(
            {
                "carrier_id": cls.courier.id,
                "date_start": "2017-01-01",
                "zone_ids": [Command.create({"first_fee": 5.0, "next_fee": 1.0})],
            }
        )
        cls.coat.weight = 0.7
        cls._stock(cls.tj, cls.coat, 20)
        cls.people = [
            cls._make_consumer(name, cls.beijing, (39.9, 116.4))
            for name in ("王大妈", "李阿姨", "张叔")
        ]

    def _orders(self):
        return [self._order(person, [(self.coat, 1)]) for person in self.people]

    def _delivery(self):
        return self.env["dispatch.consolidation"].search(
            [("place_id", "=", self.place.id)]
        )

    def test_orders_of_a_community_are_one_delivery_that_shares_the_freight(self):
        """Proves R59."""
        orders = self._orders()
        delivery = self._delivery()
        self.assertEqual(len(delivery), 1)
        self.assertEqual(delivery.order_count, 3)
        self.assertEqual(delivery.receiver_id, self.receiver)
        dispatches = delivery.picking_ids
        self.assertEqual(dispatches.partner_id, self.receiver)
        self.assertEqual(
            dispatches.mapped("handed_to_name"), [one.name for one in self.people]
        )
        # 2.1 kg: one first kilo and two more, in place of three first kilos
        self.assertEqual(delivery.freight, 7.0)
        self.assertEqual(delivery.freight_apart, 15.0)
        self.assertEqual(delivery.saved, 8.0)
        shares = dispatches.mapped("freight_share")
        self.assertEqual(sorted(shares), [2.33, 2.33, 2.34])
        self.assertAlmostEqual(sum(shares), delivery.freight)
        self.assertEqual(sum(order.dispatch_count for order in orders), 3)

    def test_delivery_leaves_as_one_parcel(self):
        """Proves R59."""
        orders = self._orders()
        delivery = self._delivery()
        delivery.action_accept_all()
        action = delivery.action_ship_all()
        wizard = self.env["dispatch.ship"].with_context(**action["context"])
        with Form(wizard) as form:
            form.tracking_ref = "73123456789012"
        form.record.action_ship()
        self.assertEqual(delivery.state, "shipped")
        self.assertEqual(
            {order.picking_ids.carrier_tracking_ref for order in orders},
            {"73123456789012"},
        )
        later = self._order(self.people[0], [(self.coat, 1)])
        self.assertNotEqual(later.picking_ids.consolidation_id, delivery)

    def test_cancelled_order_leaves_the_others_and_their_shares(self):
        orders = self._orders()
        orders[0]._action_cancel()
        delivery = self._delivery()
        self.assertEqual(delivery.order_count, 2)
        self.assertEqual(delivery.freight, 6.0)
        self.assertAlmostEqual(sum(delivery.picking_ids.mapped("freight_share")), 6.0)

    def test_other_places_deliver_to_the_buyer(self):
        self.place.deliver_to_id = False
        order = self._order(self.people[0], [(self.coat, 1)])
        self.assertEqual(order.partner_shipping_id, self.people[0])
        self.assertFalse(order.picking_ids.consolidation_id)

    def test_agent_sees_what_goes_together_from_his_warehouse(self):
        self._orders()
        own = self._delivery()
        agent = self._agent_user(self.tj, "together_agent")
        other = self._agent_user(self.ks, "other_agent")
        deliveries = self.env["dispatch.consolidation"]
        self.assertEqual(deliveries.with_user(agent).search([]), own)
        self.assertFalse(deliveries.with_user(other).search([]))
        self.assertEqual(own.with_user(agent).freight, 7.0)
        own.with_user(agent).action_accept_all()
        self.assertEqual(set(own.picking_ids.mapped("dispatch_state")), {"accepted"})
        with self.assertRaises(AccessError):
            own.with_user(agent).day = "2020-01-01"
