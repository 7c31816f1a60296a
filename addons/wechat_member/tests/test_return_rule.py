from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestReturnRule(LedgerCommon):
    """Coupons and stored value come back with goods, money as far as it was money."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coupon = cls._make_card(cls.coupon_program)

    def _use_coupon(self, qty=2):
        return self._sell(qty=qty, card=self.coupon, discount=50, cost=1)

    def _return_with(self, order, qty, back):
        """Bring back ``qty`` shirts and ``back`` of what the reward took off."""
        goods = order.lines.filtered(lambda line: not line.is_reward_line)
        rewards = order.lines - goods
        lines = [self._line(-qty, 400, refunded_orderline_id=goods.id)]
        if back:
            lines.append(self._line(-1, -back, refunded_orderline_id=rewards.id))
        return self._send(lines, order.partner_id)

    def test_a_coupon_comes_back_when_everything_does(self):
        order = self._use_coupon()
        self.assertEqual(self.coupon.points, 0)
        self._return_with(order, 1, 25)
        self.assertEqual(self.coupon.points, 0)
        self._return_with(order, 1, 25)
        self.assertEqual(self.coupon.points, 1)
        self.assertEqual(self.coupon.redemption_ids.state, "returned")
        self.assertEqual((self.points.points, self._growth()), (0, 0))
        self.assertTrue(self._hold(self.coupon, "again")["ok"])
        self._assert_ledger_agrees()

    def test_a_coupon_that_ran_out_does_not_come_back(self):
        order = self._use_coupon()
        self.coupon.expiration_date = self.company._get_local_today() - timedelta(
            days=1
        )
        self._return_with(order, 2, 50)
        self.assertEqual(self.coupon.points, 0)

    def test_a_program_may_give_it_back_at_once_or_never(self):
        self.coupon_program.return_rule = "any"
        self._return_with(self._use_coupon(), 1, 25)
        self.assertEqual(self.coupon.points, 1)
        self.coupon_program.return_rule = "never"
        self._return_with(self._use_coupon(), 2, 50)
        self.assertEqual(self.coupon.points, 0)

    def test_a_return_sent_twice_gives_the_coupon_back_once(self):
        order = self._use_coupon()
        back = self._return_with(order, 2, 50)
        order._take_back_returned(back)
        self.assertEqual(self.coupon.points, 1)

    def test_nobody_gets_the_coupon_s_discount_in_cash(self):
        order = self._use_coupon(qty=1)
        with self.assertRaises(UserError) as refused:
            self._return_with(order, 1, 0)
        self.assertIn("50.00", str(refused.exception))
        self._return_with(order, 1, 50)

    def test_no_reward_comes_back_twice(self):
        order = self._use_coupon()
        self._return_with(order, 1, 50)
        with self.assertRaises(UserError):
            self._return_with(order, 1, 50)

    def test_goods_paid_with_a_gift_pay_no_money_out(self):
        wallet = self._make_card(self.wallet_program, points=0)
        wallet._post_entry("adjust", 400, "a gift")
        order = self._sell(card=wallet, discount=400, cost=400)
        self.assertEqual((wallet.points, order.amount_total), (0, 0))
        with self.assertRaises(UserError) as refused:
            self._return_with(order, 1, 0)
        self.assertIn("400.00", str(refused.exception))
        back = self._return_with(order, 1, 400)
        self.assertEqual((wallet.points, back.amount_total), (400, 0))
        self.assertEqual(wallet._get_value_parts()[wallet], {"paid": 0, "gift": 400})
        self._assert_ledger_agrees()

    def test_goods_exchanged_for_such_goods_pay_no_money_out_either(self):
        wallet = self._make_card(self.wallet_program, points=0)
        wallet._post_entry("adjust", 400, "a gift")
        order = self._sell(card=wallet, discount=400, cost=400)
        shirt = order.lines.filtered(lambda line: not line.is_reward_line)
        lines = [
            self._line(-1, 400, refunded_orderline_id=shirt.id),
            self._line(1, 400),
        ]
        exchange = self._send(lines, self.member)
        swapped = exchange.lines.filtered(lambda line: line.qty > 0)
        with self.assertRaises(UserError):
            self._send(
                [self._line(-1, 400, refunded_orderline_id=swapped.id)], self.member
            )

    def test_cheaper_goods_in_exchange_and_their_return_pay_what_was_paid(self):
        order = self._use_coupon(qty=1)
        shirt = order.lines.filtered(lambda line: not line.is_reward_line)
        reward = order.lines - shirt
        lines = [
            self._line(-1, 400, refunded_orderline_id=shirt.id),
            self._line(-1, -50, refunded_orderline_id=reward.id),
            self._line(1, 300),
        ]
        exchange = self._send(lines, self.member)
        self.assertEqual(exchange.amount_total, -50)
        scarf = exchange.lines.filtered(lambda line: line.qty > 0)
        back = self._send(
            [self._line(-1, 300, refunded_orderline_id=scarf.id)], self.member
        )
        self.assertEqual(back.amount_total, -300)

    def test_a_credit_note_gives_the_coupon_of_an_order_back(self):
        coupon = self._make_card(self.coupon_program)
        order = self.env["sale.order"].create({"partner_id": self.member.id})
        order.order_line = [
            (0, 0, {"product_id": self.shirt.id, "price_unit": 400, "tax_ids": False})
        ]
        status = order._try_apply_code(coupon.code)
        self.assertNotIn("error", status)
        for card, rewards in status.items():
            order._apply_program_reward(rewards[:1], card)
        order.action_confirm()
        self.assertEqual(coupon.points, 0)
        note = self._credit(order, 1)
        self.assertEqual(coupon.points, 1)
        note.button_draft()
        self.assertEqual(coupon.points, 0)
        note.action_post()
        # what the credit note gave back, cancelling does not give once more
        order._action_cancel()
        self.assertEqual(coupon.points, 1)
