from uuid import uuid4

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .code_payment_common import (
    ASKING,
    CHARGE,
    CODE,
    ORDERS,
    PAID,
    REFUNDS,
    CodePaymentCommon,
)


@tagged("post_install", "-at_install")
class TestCodePayment(CodePaymentCommon):
    """The customer shows the payment code; he pays once, or not at all."""

    # --- paying -----------------------------------------------------------------------

    def test_a_code_pays_at_once(self):
        """Proves R216."""
        self.platform.say(CHARGE, PAID)
        answer = self._pay(399.995)
        self.assertEqual(answer["state"], "paid")
        self.assertEqual(answer["transaction"], "4200001234")
        (_path, _query, sent) = self.platform.asked[0]
        self.assertEqual(sent["amount"], {"total": 40000, "currency": "CNY"})
        self.assertEqual(sent["payer"], {"auth_code": CODE})
        self.assertEqual(sent["out_trade_no"], answer["number"])
        self.assertEqual(self._row().user_id, self.cashier)

    def test_the_code_is_kept_nowhere(self):
        self.platform.say(CHARGE, PAID)
        self._pay()
        self.assertNotIn(CODE, str(self._row().read()))

    def test_the_same_line_is_charged_once_however_often_it_asks(self):
        self.platform.say(CHARGE, PAID)
        answers = [self._pay(), self._pay(code="119999999999999999"), self._follow()]
        self.assertEqual({answer["state"] for answer in answers}, {"paid"})
        self.assertEqual(self.platform.count(CHARGE), 1)

    def test_something_else_than_a_code_is_refused_before_it_is_sent(self):
        for code in ("", "6901234567892", "16" + "0" * 16, "1" * 19, CODE + "x"):
            answer = self._pay(code=code)
            self.assertEqual(answer["state"], "failed", code)
            self.assertTrue(answer["message"])
        self.assertFalse(self.platform.asked)
        self.platform.say(CHARGE, PAID)
        spaced = " ".join([CODE[:6], CODE[6:12], CODE[12:]]) + "\r"
        self.assertEqual(self._pay(code=spaced)["state"], "paid")

    def test_a_refused_code_is_told_in_words_and_the_next_one_pays(self):
        refusal = {"code": "AUTH_CODE_EXPIRE", "message": "expired"}
        self.platform.say(CHARGE, (400, refusal), PAID)
        answer = self._pay()
        self.assertEqual(answer["state"], "failed")
        self.assertIn("run out", answer["message"])
        self.assertEqual(self._pay(code="119999999999999999")["state"], "paid")
        numbers = [asked[2]["out_trade_no"] for asked in self.platform.asked]
        self.assertNotEqual(*numbers)

    # --- the password -----------------------------------------------------------------

    def test_a_customer_who_enters_the_password_has_paid(self):
        self.platform.say(CHARGE, (400, {"code": "USERPAYING", "message": ""}))
        self.platform.say(ORDERS, ASKING, PAID)
        answer = self._pay()
        self.assertEqual(answer["state"], "asking")
        self.assertGreaterEqual(answer["wait"], 1)
        self.assertEqual(self._follow()["state"], "asking")
        self.assertEqual(self._follow()["state"], "paid")
        self.assertEqual(self.platform.count(CHARGE), 1)

    def test_a_password_that_never_comes_is_reversed(self):
        self.platform.say(CHARGE, ASKING)
        self.platform.say(ORDERS, ASKING, ASKING, {"mchid": "1900000109"})
        self._pay()
        self.assertEqual(self._follow()["state"], "asking")
        self._let_pass(31)
        self.assertEqual(self._follow()["state"], "reversed")
        self.assertTrue(self.platform.asked[-1][0].endswith("/reverse"))

    def test_nothing_is_reversed_in_the_first_fifteen_seconds(self):
        self.platform.say(CHARGE, ASKING)
        self.platform.say(ORDERS, ASKING)
        self._pay()
        self.assertEqual(self._give_up()["state"], "reversing")
        self.assertFalse(self.platform.asked[-1][0].endswith("/reverse"))
        self._let_pass(16)
        self.assertEqual(self._follow()["state"], "reversed")

    def test_who_pays_after_we_gave_up_gets_the_money_back(self):
        self.platform.say(CHARGE, ASKING)
        self.platform.say(ORDERS, ASKING, PAID, {"mchid": "1900000109"})
        self._pay()
        self._give_up()
        self._let_pass(16)
        self.assertEqual(self._follow()["state"], "reversed")

    # --- the line breaks --------------------------------------------------------------

    def test_what_is_unclear_is_asked_for_and_never_sent_again(self):
        for said in (None, 502, (500, {"code": "SYSTEM_ERROR", "message": ""})):
            self.order_key, self.line_key = str(uuid4()), str(uuid4())
            self.platform.forget()
            self.platform.say(CHARGE, said)
            self.platform.say(ORDERS, 502, PAID)
            self.assertEqual(self._pay()["state"], "unclear", said)
            self.assertEqual(self._pay()["state"], "unclear", said)
            self.assertEqual(self._pay()["state"], "paid", said)
            self.assertEqual(self.platform.count(CHARGE), 1)

    def test_an_order_has_one_open_payment(self):
        self.platform.say(CHARGE, None)
        self.platform.say(ORDERS, 502)
        self._pay()
        answer = self._pay(line_key=str(uuid4()))
        self.assertEqual(answer["state"], "failed")
        self.assertIn("still open", answer["message"])
        self.assertEqual(self.platform.count(CHARGE), 1)

    def test_what_a_dead_till_left_behind_is_settled_by_the_cron_job(self):
        self.platform.say(CHARGE, None)
        missing = (404, {"code": "ORDER_NOT_EXIST", "message": ""})
        self.platform.say(ORDERS, missing, {"mchid": "1900000109"})
        self._pay()
        self._let_pass(60)
        self.env.ref(
            "wechat_member.ir_cron_wechat_code_payment"
        ).method_direct_trigger()
        self.assertEqual(self._row().state, "reversed")

    def test_a_question_about_a_payment_never_begun_says_so(self):
        answer = self._follow(str(uuid4()))
        self.assertEqual(answer["state"], "none")
        self.assertTrue(answer["message"])

    # --- the day is closed ------------------------------------------------------------

    def test_sale_and_payment_find_each_other(self):
        self.platform.say(CHARGE, PAID)
        self._pay()
        order = self._sell()
        self.assertEqual(self._row().pos_order_id, order)
        self.assertFalse(list(self.day._get_code_differences()))
        with self.assertRaises(UserError):
            self._give_up()

    def test_closing_names_money_in_no_sale_and_sales_without_money(self):
        self.platform.say(CHARGE, PAID)
        self._pay(88)
        other = str(uuid4())
        self.order_key = str(uuid4())
        order = self._sell(line_key=other)
        self.day.action_pos_session_closing_control()
        self.assertEqual(self.day.state, "closed")
        body = "".join(self.day.message_ids.mapped("body"))
        self.assertIn(self._row().request_no, body)
        self.assertIn(order.pos_reference, body)

    def test_closing_names_money_that_went_back_without_goods(self):
        self.platform.say(CHARGE, PAID)
        self.platform.say(REFUNDS, {"status": "SUCCESS"})
        self._pay()
        order = self._sell()
        self.assertTrue(self._refund(order, 150)["done"])
        refund = self._row().refund_ids
        self.day.action_pos_session_closing_control()
        body = "".join(self.day.message_ids.mapped("body"))
        self.assertIn(refund.request_no, body)
        self.assertIn(order.pos_reference, body)

    def test_closing_is_silent_about_what_came_back_with_goods(self):
        self.platform.say(CHARGE, PAID)
        self.platform.say(REFUNDS, {"status": "SUCCESS"})
        self._pay()
        order = self._sell()
        key = str(uuid4())
        self.assertTrue(self._refund(order, 400, key)["done"])
        self._row().refund_ids.pos_payment_id = order.payment_ids
        self.assertFalse(list(self.day._get_refunds_without_return()))

    def test_no_cashier_reads_the_keys_of_payments(self):
        self.platform.say(CHARGE, PAID)
        self._pay()
        for name in ("payment_uuid", "order_uuid"):
            with self.subTest(name), self.assertRaises(AccessError):
                self._row().with_user(self.other_cashier).read([name])
            found = self.payments.with_user(self.other_cashier)
            with self.subTest(name), self.assertRaises(AccessError):
                found.search([(name, "=like", self.line_key[:2] + "%")])

    def test_money_in_no_sale_is_given_back_by_a_manager_once(self):
        self.platform.say(CHARGE, PAID)
        self.platform.say(REFUNDS, {"status": "SUCCESS"})
        self._pay(88)
        manager = new_test_user(
            self.env, "pos.boss", "base.group_user,point_of_sale.group_pos_manager"
        )
        found = self.env["wechat.code.payment"].search([("without_sale", "=", True)])
        self.assertEqual(found, self._row())
        found.with_user(manager).action_refund()
        self.assertEqual(self._row().refunded_amount, 88)
        with self.assertRaises(UserError):
            found.with_user(manager).action_refund()
        self.assertEqual(self.platform.count(REFUNDS), 1)

    # --- goods come back --------------------------------------------------------------

    def _refund(self, order, amount, key=None):
        return self.refunds.refund(self.till.id, key or str(uuid4()), amount, order.ids)

    def test_money_goes_back_the_way_it_came(self):
        self.platform.say(CHARGE, PAID)
        self.platform.say(REFUNDS, None, {"status": "SUCCESS"})
        self._pay()
        order = self._sell()
        key = str(uuid4())
        self.assertTrue(self._refund(order, 150, key)["done"])
        self.assertTrue(self._refund(order, 150, key)["done"])
        asked = [asked[2] for asked in self.platform.asked if asked[0] == REFUNDS]
        self.assertEqual(len({one["out_refund_no"] for one in asked}), 1)
        self.assertEqual(
            asked[0]["amount"], {"refund": 15000, "total": 40000, "currency": "CNY"}
        )
        self.assertEqual(self._row().refunded_amount, 150)
        self.assertEqual(self._row().refund_ids.state, "done")

    def test_no_more_goes_back_than_was_paid(self):
        self.platform.say(CHARGE, PAID)
        self.platform.say(REFUNDS, {"status": "SUCCESS"})
        self._pay()
        order = self._sell()
        self.assertTrue(self._refund(order, 300)["done"])
        answer = self._refund(order, 101)
        self.assertFalse(answer["done"])
        self.assertIn("100", answer["message"])
        self.assertTrue(self._refund(order, 100)["done"])
        self.assertEqual(self._row().refunded_amount, 400)

    def test_a_refused_refund_can_be_sent_again(self):
        self.platform.say(CHARGE, PAID)
        refusal = (403, {"code": "NOT_ENOUGH", "message": "no funds"})
        self.platform.say(REFUNDS, refusal, {"status": "SUCCESS"})
        self._pay()
        order = self._sell()
        key = str(uuid4())
        answer = self._refund(order, 400, key)
        self.assertFalse(answer["done"])
        self.assertTrue(answer["message"])
        self.assertTrue(self._refund(order, 400, key)["done"])

    # --- who may ----------------------------------------------------------------------

    def test_a_stranger_gets_nothing(self):
        stranger = new_test_user(self.env, "no.cashier", "base.group_user")
        payments = self.payments.with_user(stranger)
        with self.assertRaises(AccessError):
            payments.follow(self.till.id, self.line_key)
        with self.assertRaises(AccessError):
            payments.search([])
        with self.assertRaises(AccessError):
            self.payments.create({"amount": 1})

    def test_another_company_s_till_does_not_reach_the_payment(self):
        self.platform.say(CHARGE, PAID)
        self._pay()
        other = self.env["res.company"].create({"name": "Another merchant"})
        rival = new_test_user(
            self.env,
            "rival",
            "base.group_user,point_of_sale.group_pos_manager",
            company_id=other.id,
            company_ids=other.ids,
        )
        payments = self.payments.with_user(rival)
        self.assertFalse(payments.search([]))
        with self.assertRaises(AccessError):
            payments.follow(self.till.id, self.line_key)

    def test_another_method_of_the_till_takes_no_code(self):
        cash = self.till.payment_method_ids.filtered("is_cash_count")
        with self.assertRaises(UserError):
            self.payments.pay(
                self.till.id, cash.id, self.order_key, self.line_key, 1, CODE
            )

    def test_a_method_needs_somebody_who_collects(self):
        journal = self.method.journal_id.copy()
        with self.assertRaises(ValidationError):
            self.method.copy({"journal_id": journal.id, "wechat_merchant_id": False})
