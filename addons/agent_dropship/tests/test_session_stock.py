from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DropshipCommon
from .session_common import SessionStockMixin

SHANGHAI = (31.23, 121.47)


@tagged("post_install", "-at_install")
class TestSessionStock(SessionStockMixin, DropshipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.tj, cls.coat, 10)
        cls.offer = cls._make_session_offer(cls.tj, cls.coat)
        cls.session = cls._make_session()
        cls.line = cls._enrol(cls.session, cls.offer, {(cls.coat, cls.tj): 6})
        cls.session.action_approve_and_publish()

    def _shown(self):
        free = self.env["stock.warehouse"]._free_by_product(self.coat)
        return int(sum(free.values()))

    def test_goods_of_a_session_stay_where_they_are_and_are_held(self):
        """Proves R113."""
        self.assertEqual(self._free(self.tj, self.coat), 10)
        self.assertEqual(self._shown(), 4)
        order = self._order(self.in_beijing, [(self.coat, 4)])
        self.assertEqual(order.routing_state, "allocated")
        late = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(late.routing_state, "waiting")
        sold = self._session_order(self.in_beijing, self.line, self.coat, 2)
        sold.action_confirm()
        self._commit()
        self.assertEqual(sold.routing_state, "allocated")
        self.assertEqual(sold.order_line.pinned_warehouse_id, self.tj)
        # nothing ran at the close, and yet what was not sold is for everybody
        with freeze_time(self.session.date_end):
            self.assertEqual(self._shown(), 10 - 4 - 2)
            late.action_retry_routing()
        self.assertEqual(late.routing_state, "allocated")
        self.assertEqual(self._free(self.tj, self.coat), 10 - 4 - 2 - 1)

    def test_the_last_pieces_are_sold_once_through_both_doors(self):
        """Proves R113."""
        confirmed = 0
        for number in range(12):
            if number % 2:
                order = self._order(self.in_beijing, [(self.coat, 1)])
                confirmed += order.routing_state == "allocated"
                continue
            order = self._session_order(self.in_beijing, self.line, self.coat)
            try:
                order.action_confirm()
            except UserError:
                continue
            self._commit()
            confirmed += 1
        self.assertEqual(confirmed, 10)
        self.assertEqual(self._free(self.tj, self.coat), 0)
        self.assertEqual(self.line.sold, 6)

    def test_what_was_decided_is_written_down(self):
        order = self._session_order(self.in_guangzhou, self.line, self.coat, 2)
        order.action_confirm()
        [allocation] = order.allocation_ids
        self.assertEqual((allocation.warehouse_id, allocation.quantity), (self.tj, 2))
        self.assertEqual(allocation.supply_price, 250)
        self.assertIn("quota of a session", allocation.reason)
        self.assertIn("quota of a session", order.last_decision_id.summary)

    def test_an_agent_who_may_not_ship_there_is_no_seller_there(self):
        warehouse = self._make_agent(
            *("上海恒盛", "T07", self.shanghai, SHANGHAI),
            region_mode="only",
            region_ids=[Command.set(self.shanghai.ids)],
        )
        self._stock(warehouse, self.coat, 3)
        session = self._make_session()
        offer = self._make_session_offer(warehouse, self.coat)
        line = self._enrol(session, offer, {(self.coat, warehouse): 3})
        session.action_approve_and_publish()
        order = self._session_order(self.in_guangzhou, line, self.coat)
        with self.assertRaisesRegex(UserError, "can not ship this to"):
            order.action_confirm()

    def test_one_line_out_of_two_warehouses_keeps_its_claim(self):
        second = self.env["stock.warehouse"].create(
            {"name": "Second", "code": "T9", "agent_id": self.tj.agent_id.id}
        )
        self._stock(second, self.coat, 3)
        session = self._make_session()
        line = self._enrol(
            session, self.offer, {(self.coat, self.tj): 2, (self.coat, second): 2}
        )
        session.action_approve_and_publish()
        order = self._session_order(self.in_beijing, line, self.coat, 3)
        order.action_confirm()
        self._commit()
        self.assertEqual(len(order.order_line), 2)
        self.assertEqual(sum(order.order_line.mapped("product_uom_qty")), 3)
        self.assertEqual(len(set(order.order_line.mapped("session_key"))), 1)
        self.assertEqual((line.sold, line.left), (3, 1))
        order._action_cancel()
        self._commit()
        self.assertEqual((line.sold, line.left), (0, 4))

    def test_cancelled_pieces_are_the_sessions_again_and_nobody_elses(self):
        order = self._session_order(self.in_beijing, self.line, self.coat, 6)
        order.action_confirm()
        self._commit()
        order._action_cancel()
        self.env.flush_all()
        # not yet counted, and yet not on sale elsewhere
        self.assertEqual(self._shown(), 4)
        self._commit()
        self.assertEqual(self._shown(), 4)
        self._session_order(self.in_beijing, self.line, self.coat, 6).action_confirm()

    def test_no_quota_out_of_the_warehouse_of_another(self):
        session = self._make_session()
        with self.assertRaises(ValidationError):
            self._enrol(session, self.offer, {(self.coat, self.ks): 1})

    def test_promised_and_not_yet_confirmed_stays_held_after_the_close(self):
        order = self._session_order(self.in_beijing, self.line, self.coat, 5)
        order._claim_session()
        order._queue_session_orders()
        with freeze_time(self.session.date_end):
            self.assertEqual(self._shown(), 10 - 5)
            self.env["sale.order"]._next_in_queue(20)._confirm_from_queue()
            self._commit()
            self.assertEqual(order.routing_state, "allocated")
            self.assertEqual(self._shown(), 10 - 5)
