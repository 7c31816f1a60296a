from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..payout import Report
from .money_common import MoneyCommon


class WithdrawalCommon(MoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.by_hand = cls.env["payout.account"].create(
            {"name": "Our bank", "provider": "bank", "journal_id": cls.bank.id}
        )
        cls.company.withdrawals_per_day = 100

    def _ask(self, amount, provider="bank", token=None, user=None):
        """The seller asks, as the page does."""
        user = user or self.user
        self.token = getattr(self, "token", 0) + 1
        return (
            self.env["reseller.withdrawal"]
            .with_user(user)
            ._request(self._as(user), amount, provider, token or f"t{self.token}")
            .with_user(self.operator)
        )

    def _bank(self, contract=None):
        (contract or self.contract)._set_payee(
            "王阿梅", "6222021234567890123", "招商银行"
        )


@tagged("post_install", "-at_install")
class TestWithdrawal(WithdrawalCommon):
    def test_what_is_asked_for_leaves_the_balance_and_is_booked_once(self):
        self._earn(quantity=2)
        self._bank()
        one = self._ask(200)
        self.assertEqual(one.state, "requested")
        self.assertEqual(self._figures()["withdrawable"], 80)
        one.action_approve()
        self._transfer(one)
        figures = self._figures()
        self.assertEqual((one.state, figures["withdrawable"]), ("paid", 80))
        self.assertEqual(figures["position"], 80)
        payment = one.payment_id
        self.assertEqual(payment.amount, 200)
        self.assertEqual(payment.partner_id, self.partner)
        with self.assertRaises(UserError):
            one.action_pay()

    def test_never_more_than_what_is_released(self):
        self._earn()
        self._earn(released=False)
        self._bank()
        with self.assertRaisesRegex(UserError, "140"):
            self._ask(140.01)
        self._ask(100)
        with self.assertRaisesRegex(UserError, "40"):
            self._ask(41)
        self._ask(40)

    def test_money_that_was_topped_up_is_for_orders(self):
        self._top_up(1000)
        self._bank()
        with self.assertRaises(UserError):
            self._ask(100)

    def test_what_orders_hold_can_not_be_withdrawn(self):
        self._earn(quantity=2)
        self._bank()
        self._sell()
        self.assertEqual(self._figures()["withdrawable"], 20)
        with self.assertRaises(UserError):
            self._ask(21)

    def test_what_is_asked_for_can_not_be_spent(self):
        self._earn(quantity=2)
        self._bank()
        self._ask(200)
        with self.assertRaises(UserError):
            self._sell()

    def test_two_taps_are_one_request(self):
        self._earn()
        self._bank()
        self.assertEqual(self._ask(50, token="same"), self._ask(50, token="same"))

    def test_a_second_person_approves(self):
        self._earn()
        self._bank()
        one = self._ask(50)
        own = one.with_user(self.user).sudo()
        with self.assertRaisesRegex(UserError, "second person"):
            own.action_approve()
        one.action_approve()
        self.assertEqual(one.approved_by, self.operator)

    def test_refused_or_taken_back_the_money_is_free_again(self):
        self._earn()
        self._bank()
        refused, back = self._ask(50), self._ask(50)
        refused.action_reject("Please call us")
        back._cancel()
        self.assertEqual((refused.state, back.state), ("rejected", "cancelled"))
        self.assertEqual(self._figures()["withdrawable"], 140)

    def test_the_seller_takes_nothing_back_that_is_being_paid(self):
        """At the bank the transfer may be made before it is booked here."""
        self._earn()
        self._bank()
        one = self._ask(50)
        one.action_approve()
        with self.assertRaises(UserError):
            one._cancel_for_seller()
        self._transfer(one)
        self.assertEqual(self._figures()["withdrawable"], 90)

    def test_another_person_than_verified_is_looked_at(self):
        self._earn()
        self._bank()
        paper = self.env["reseller.verification"].create(
            {"contract_id": self.contract.id, "real_name": "王阿梅"}
        )
        paper.action_verify()
        self.assertNotIn("verified", self._ask(50).risk_note)
        self.contract._set_payee("别人", "6222021234567890123", "招商银行")
        self.assertIn("verified", self._ask(50).risk_note)

    def test_the_limits_are_settings(self):
        self._earn()
        self._bank()
        self.company.write({"withdrawal_min": 20, "withdrawal_max": 100})
        for amount in (19, 101, 0, -5, float("nan"), float("inf")):
            with self.assertRaises(UserError):
                self._ask(amount)
        self.company.withdrawals_per_day = 1
        self._ask(20)
        with self.assertRaisesRegex(UserError, "a day"):
            self._ask(20)

    def test_tax_is_withheld_from_a_person_and_owed_to_the_office(self):
        account = self.env["account.account"].create(
            {
                "name": "代扣个税",
                "code": "222199",
                "account_type": "liability_current",
            }
        )
        self.company.write(
            {"withdrawal_tax_rate": 20, "withdrawal_tax_account_id": account.id}
        )
        self._earn()
        self._bank()
        one = self._ask(100)
        self.assertEqual((one.tax_amount, one.net_amount), (20, 80))
        one.action_approve()
        self._transfer(one)
        lines = one.payment_id.move_id.line_ids
        self.assertEqual(
            lines.filtered(lambda line: line.account_id == account).balance, -20
        )
        self.assertEqual(self._figures()["position"], 40)
        self.partner.is_company = True
        self.assertEqual(self.contract._get_tax_rate(), 0)

    def test_a_statement_counts_what_was_withdrawn_before(self):
        """Proves R61, R210: what is due is what the journal says."""
        self._earn(quantity=2)
        self._bank()
        one = self._ask(200)
        one.action_approve()
        self._transfer(one)
        today = self.company._get_local_today()
        statement = self.env["settlement.statement"].generate(today, today)
        statement = statement.filtered(lambda one: one.partner_id == self.partner)
        statement.action_send()
        statement._agree("operator_agreed_on")
        statement._agree("party_agreed_on")
        statement.action_bill()
        self.assertEqual((statement.amount_paid, statement.amount_due), (200, 80))
        self.assertEqual(statement.bill_id.amount_residual, 80)
        rest = self._ask(80)
        rest.action_approve()
        self._transfer(rest)
        self.assertEqual((statement.amount_paid, statement.amount_due), (280, 0))
        self.assertEqual(statement.bill_id.payment_state, "paid")

    def test_who_approves_is_told_of_another_payee(self):
        self._earn()
        self._bank()
        one = self._ask(50)
        self.assertEqual(one.risk_note, "first withdrawal, payee changed lately")
        one.action_approve()
        self._transfer(one)
        self.contract.payee_changed_at = False
        self.assertFalse(self._ask(10).risk_note)
        self.contract._set_payee("王阿梅", "6222029999999999999", "")
        self.assertEqual(len(self.partner.bank_ids), 1)
        risks = self._ask(10).risk_note
        self.assertEqual(risks, "payee changed lately, new bank account")

    def test_an_affiliate_withdraws_his_commission(self):
        self._earn(place=self.link_place)
        self._bank(self.link)
        one = self._ask(120, user=self.link_user)
        self.assertEqual(one.partner_id, self.link_user.partner_id)

    def test_a_report_that_lies_about_the_amount_books_nothing(self):
        self._earn()
        self._bank()
        one = self._ask(50)
        one.action_approve()
        self.assertFalse(one._apply(Report(one.name, "paid", amount=500000)))
        self.assertEqual(one.state, "approved")
        before = one.sudo().activity_ids
        self.assertTrue(before)
        one._apply(Report(one.name, "paid", amount=500000))
        self.assertEqual(one.sudo().activity_ids, before)

    def test_paid_after_it_had_ended_is_booked_and_shown(self):
        self._earn()
        self._bank()
        one = self._ask(50)
        one.action_approve()
        one._apply(Report(one.name, "failed", reason="X"))
        self.assertEqual(self._figures()["withdrawable"], 140)
        one._apply(Report(one.name, "paid", amount=5000))
        self.assertEqual(one.state, "paid")
        self.assertEqual(self._figures()["withdrawable"], 90)
        one._apply(Report(one.name, "failed"))
        self.assertEqual(one.state, "paid")

    def test_a_payee_is_reminded_once_before_it_lapses(self):
        self._earn()
        self._bank()
        one = self._ask(50)
        one.action_approve()
        one._apply(Report(one.name, "waiting", package="P"))
        one._remind()
        self.assertFalse(one.reminded_at)
        one.sudo().expires_at = fields.Datetime.now() + timedelta(hours=3)
        before = len(one.message_ids)
        one._remind()
        one._remind()
        self.assertEqual(len(one.message_ids), before + 1)
        self.assertIn(self.partner, one.message_ids[0].partner_ids)
