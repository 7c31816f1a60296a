from odoo.tests import tagged

from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestReturns(LedgerCommon):
    """Proves R166."""

    def test_a_return_at_the_till_takes_points_and_growth_back(self):
        order = self._sell(qty=3)
        self.assertEqual((self.points.points, self._growth()), (1200, 1200))
        self._return(order)
        self.assertEqual((self.points.points, self._growth()), (800, 800))
        self._return(order, qty=2)
        self.assertEqual((self.points.points, self._growth()), (0, 0))
        self._assert_ledger_agrees()

    def test_a_return_sent_twice_takes_back_once(self):
        order = self._sell(qty=2)
        back = self._return(order)
        order._take_back_returned(back)
        self.assertEqual((self.points.points, self._growth()), (400, 400))

    def test_an_exchange_of_goods_earns_and_takes_back(self):
        order = self._sell()
        lines = [
            self._line(-1, 400, refunded_orderline_id=order.lines.id),
            self._line(1, 500),
        ]
        exchange = self._send(lines, self.member)
        self._tell_points(exchange, self.member, 500)
        self.assertEqual((self.points.points, self._growth()), (500, 500))

    def test_points_already_spent_are_owed_and_settled_by_the_next(self):
        order = self._sell()
        self.points._post_entry("exchange", -300, "exchange,1")
        self._return(order)
        self.assertEqual((self.points.points, self.points.points_owed), (0, 300))
        self._sell()
        self.assertEqual((self.points.points, self.points.points_owed), (100, 0))
        self._assert_ledger_agrees()

    def test_points_of_a_returned_reward_come_back(self):
        self._sell()
        order = self._sell(card=self.points, discount=10, cost=100)
        self.assertEqual(self.points.points, 400 + 390 - 100)
        lines = [
            self._line(-1, line.price_unit, refunded_orderline_id=line.id)
            for line in order.lines
        ]
        self._send(lines, self.member)
        self.assertEqual((self.points.points, self._growth()), (400, 400))

    def test_a_cancelled_sales_order_takes_points_and_growth_back(self):
        order = self._make_sale_order()
        self.assertEqual((self.points.points, self._growth()), (400, 400))
        order._action_cancel()
        self.assertEqual((self.points.points, self._growth()), (0, 0))
        kinds = self.member.member_entry_ids.mapped("kind")
        self.assertEqual(kinds.count("cancel"), 2)

    def test_confirming_and_cancelling_again_earns_nothing_for_nothing(self):
        order = self._make_sale_order()
        self.points._post_entry("exchange", -300, "exchange,2")
        order._action_cancel()
        self.assertEqual((self.points.points, self.points.points_owed), (0, 300))
        order.action_draft()
        order._update_programs_and_rewards()
        order.action_confirm()
        self.assertEqual((self.points.points, self.points.points_owed), (100, 0))
        self._assert_ledger_agrees()

    def test_a_credit_note_takes_its_part_back(self):
        order = self._make_sale_order(qty=4)
        note = self._credit(order, 1)
        self.assertEqual((self.points.points, self._growth()), (1200, 1200))
        note.button_draft()
        self.assertEqual((self.points.points, self._growth()), (1600, 1600))
        note.action_post()
        order._action_cancel()
        self.assertEqual((self.points.points, self._growth()), (0, 0))
        self._assert_ledger_agrees()

    def test_topping_up_is_not_buying(self):
        top_up = self.wallet_program.rule_ids.product_ids
        lines = [self._ui_line(top_up, 500.0)]
        self._send(lines, self.member)
        self.assertEqual(self._growth(), 0)
