from odoo.tests import tagged

from .code_payment_common import (
    ASKING,
    CHARGE,
    ORDERS,
    PAID,
    REFUNDS,
    CodePaymentCommon,
)
from .test_pos_tour import MemberTourCommon

REVERSED = {"mchid": "1900000109"}


class CodeTourCommon(MemberTourCommon, CodePaymentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.points_program.reward_ids.write(
            {"discount_mode": "per_point", "discount": 0.05}
        )

    def _run_tour(self, name):
        self.env.flush_all()
        return super()._run_tour(name)

    def _paid_row(self):
        return self.env["wechat.code.payment"].search([("state", "=", "paid")])


@tagged("post_install", "-at_install")
class TestCodePaymentTour(CodeTourCommon):
    """The payment step as a cashier sees it, with WeChat Pay answering."""

    def test_coupon_points_stored_value_and_code_in_the_payment_step(self):
        """Proves R194."""
        self.platform.say(CHARGE, PAID)
        self._run_tour("payment_step_takes_everything")
        order = self._get_order()
        self.assertEqual(order.amount_total, 150)
        self.assertEqual(order.payment_ids.payment_method_id, self.method)
        self.assertEqual(self.coupon.redemption_ids.state, "consumed")
        self.assertEqual(self.wallet.points, 0)
        row = self._paid_row()
        self.assertEqual(row.amount, 150)
        self.assertEqual(row.pos_order_id, order)
        self.assertEqual(order.payment_ids.transaction_id, "4200001234")

    def test_a_wrong_code_then_the_right_one_and_the_password(self):
        self.platform.say(CHARGE, ASKING)
        self.platform.say(ORDERS, ASKING, PAID)
        self._run_tour("payment_code_typed_in")
        self.assertEqual(self._paid_row().amount, 400)
        self.assertEqual(self.platform.count(CHARGE), 1)

    def test_a_cashier_gives_up_waiting(self):
        self.platform.say(CHARGE, ASKING)
        self.platform.say(ORDERS, {"trade_state": "REVOKED"})
        self._run_tour("payment_code_given_up")
        row = self.env["wechat.code.payment"].search([], limit=1)
        self.assertEqual(row.state, "reversed")
        self.assertFalse(row.pos_payment_id)

    def test_goods_come_back_and_so_does_the_money(self):
        self.platform.say(CHARGE, PAID)
        self.platform.say(REFUNDS, {"status": "SUCCESS"})
        self._run_tour("payment_code_refund")
        row = self._paid_row()
        self.assertEqual(row.refunded_amount, 400)
        back = self._get_order().filtered(lambda order: order.amount_total < 0)
        self.assertEqual(row.refund_ids.pos_payment_id.pos_order_id, back)
        self.assertFalse(list(back.session_id._get_code_differences()))

    def test_everything_goes_back_where_it_came_from(self):
        self.platform.say(CHARGE, PAID)
        self.platform.say(REFUNDS, {"status": "SUCCESS"})
        self._run_tour("payment_step_refund_of_everything")
        self.assertEqual(self._paid_row().refunded_amount, 150)
        self.assertEqual(self.wallet.points, 200)
        self.assertEqual(self.coupon.points, 1)
        self.assertEqual(self.coupon.redemption_ids.state, "returned")
        self.assertEqual(self.points.points, 1280)
        cards, books = self.env.company._get_value_position()
        self.assertEqual(cards, books)


@tagged("post_install", "-at_install")
class TestCodePaymentPhone(CodeTourCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_the_payment_step_on_a_phone(self):
        self.platform.say(CHARGE, PAID)
        self._run_tour("payment_step_takes_everything")
        self.assertEqual(self._get_order().amount_total, 150)
