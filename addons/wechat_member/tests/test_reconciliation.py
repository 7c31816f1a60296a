from datetime import timedelta
from uuid import uuid4

from odoo.exceptions import AccessError
from odoo.fields import Command, Datetime
from odoo.tests import new_test_user, tagged

from .common_value import ValueCommon
from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestReconciliation(LedgerCommon, ValueCommon):
    """Proves R209."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.session = cls.till.current_session_id
        cls.coupon = cls._make_card(cls.coupon_program)
        cls.wallet = cls._make_card(cls.wallet_program, points=0)
        cls.wallet._post_entry("top_up", 300, "before")

    def _sell_a_day(self):
        """A shirt with a coupon, a top-up, one paid from the card, one brought back."""
        self._sell(card=self.coupon, discount=50, cost=1)
        self._sync(self._top_up_order(str(uuid4()), 500))
        order = self._ui_order(str(uuid4()), self.wallet, discount=120, cost=120)
        self._sync(order)
        sold = self._sell(qty=2)
        self._return(sold)

    def _row(self, session=None, user=None):
        rows = self.env["member.reconciliation"].with_user(user or self.env.user)
        rows._open_fresh("wechat_member.member_reconciliation_action")
        return rows.search([("session_id", "=", (session or self.session).id)])

    def _close_counting(self, difference=0):
        session = self.session.sudo()
        expected = session.get_closing_control_data()["default_cash_details"]["amount"]
        session.post_closing_cash_details(expected + difference)
        session.close_session_from_ui()

    def test_a_day_equals_the_session_of_the_till(self):
        self._sell_a_day()
        self._close_counting()
        row = self._row()
        self.assertEqual(row.receipts, self.session.order_count)
        self.assertEqual(row.sales, sum(self.session.order_ids.mapped("amount_total")))
        self.assertEqual(row.sales, 350 + 500 + 280 + 800 - 400)
        paid = row.cash + row.cashless + row.on_account
        self.assertEqual(paid, self.session.total_payments_amount)
        self.assertEqual(row.value_spent, 120)
        self.assertEqual(row.topped_up, 500)
        self.assertEqual((row.coupons, row.coupon_amount), (1, 50))
        self.assertEqual(row.points_earned, 350 + 800)
        self.assertEqual(row.points_spent, 400)
        self.assertFalse(row.words)
        self.assertEqual(row.differences, 0)

    def test_the_day_is_the_one_of_the_shop(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        evening = Datetime.now().replace(hour=17) - timedelta(days=10)
        self.session.start_at = evening
        self.assertEqual(self._row().date, evening.date() + timedelta(days=1))

    def test_cash_that_was_not_there_is_named(self):
        self._sell()
        self._close_counting(-5)
        row = self._row()
        self.assertEqual(row.cash_difference, -5)
        self.assertIn("Cash", row.words)
        self.assertEqual(row.differences, 1)

    def test_what_the_till_says_and_nobody_redeemed_is_named(self):
        self._sell_a_day()
        redeemed = self.env["coupon.redemption"].search(
            [("card_id", "=", self.coupon.id)]
        )
        redeemed.state = "released"
        row = self._row()
        self.assertEqual(row.coupon_difference, 1)
        self.assertIn("Coupons", row.words)

    def test_money_on_a_card_that_no_receipt_explains_is_named(self):
        self._sell_a_day()
        order = self.session.order_ids[:1]
        self.wallet._post_entry("spend", -7, "by hand", order=order)
        row = self._row()
        self.assertEqual(row.value_difference, -7)
        self.assertIn("Stored Value", row.words)

    def test_each_figure_opens_its_records(self):
        self._sell_a_day()
        row = self._row()
        receipts = self._opened(row.action_open_receipts())
        self.assertEqual(receipts, self.session.order_ids)
        payments = self._opened(row.action_open_payments())
        self.assertEqual(
            sum(payments.mapped("amount")), row.cash + row.cashless + row.on_account
        )
        entries = self._opened(row.action_open_entries())
        money = entries.filtered(lambda entry: entry.asset in ("paid", "gift"))
        spent = money.filtered(lambda entry: entry.kind == "spend")
        self.assertEqual(-sum(spent.mapped("amount")), row.value_spent)
        redeemed = self._opened(row.action_open_redemptions())
        self.assertEqual(len(redeemed), row.coupons)

    def _opened(self, action):
        return self.env[action["res_model"]].search(action["domain"])

    def test_the_accountant_reads_his_own_company_s_days(self):
        self._sell()
        accountant = new_test_user(
            self.env, "day.accountant", "account.group_account_readonly"
        )
        self.assertEqual(self._row(user=accountant).receipts, 1)
        rival = self.env["res.company"].create({"name": "Another merchant"})
        stranger = new_test_user(
            self.env,
            "day.stranger",
            "account.group_account_readonly",
            company_id=rival.id,
            company_ids=[Command.set(rival.ids)],
        )
        self.assertFalse(self._row(user=stranger))
        with self.assertRaises(AccessError):
            self._row(user=self.cashier).mapped("sales")
