import base64

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_withdrawal import WithdrawalCommon


@tagged("post_install", "-at_install")
class TestWithdrawalBatch(WithdrawalCommon):
    """By bank, money leaves in one place: payment batches. Proves R61."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract._set_payee("王阿梅", "6222021234567890123", "招商银行")

    def _approved(self, amount=100):
        one = self._ask(amount)
        one.action_approve()
        return one

    def _statement(self):
        """A bill of the same seller's earnings."""
        today = self.company._get_local_today()
        statement = self.env["settlement.statement"].generate(today, today)
        statement = statement.filtered(lambda one: one.partner_id == self.partner)
        statement.action_send()
        statement._agree("operator_agreed_on")
        statement._agree("party_agreed_on")
        statement.action_bill()
        return statement

    def test_a_withdrawal_is_a_line_of_the_file(self):
        self._earn(quantity=2)
        one = self._approved(200)
        self.assertFalse(one.payout_count)
        payout = self._batch(one)
        self.assertEqual(one.payout_count, 1)
        self.assertEqual((one.state, payout.total), ("approved", 200))
        payout = payout.with_user(self.payers[1])
        payout.file_format = "csv"
        payout.action_approve()
        payout.action_export()
        text = base64.b64decode(payout.file).decode("utf-8-sig").splitlines()
        self.assertEqual(
            text[1], f"1,6222021234567890123\t,王阿梅,招商银行,200.00,{one.name}"
        )
        self.assertEqual(one.state, "paid")
        self.assertEqual(one.payment_id, payout.line_ids.payment_id)
        self.assertEqual(one.payment_id.journal_id, payout.journal_id)
        self.assertEqual(one.payment_id.partner_bank_id, one.bank_account_id)
        self.assertEqual(self._figures()["withdrawable"], 80)
        self.assertEqual(one.action_view_payout()["res_id"], payout.id)

    def test_a_second_person_approves_the_batch(self):
        self._earn()
        payout = self._batch(self._approved())
        with self.assertRaisesRegex(UserError, "second person"):
            payout.with_user(self.payers[0]).action_approve()

    def test_only_what_was_approved_is_paid(self):
        self._earn()
        with self.assertRaisesRegex(UserError, "present state"):
            self._batch(self._ask(50))

    def test_once_in_a_batch_it_is_in_no_other_one(self):
        self._earn()
        one = self._approved()
        self._batch(one)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._batch(one)

    def test_in_a_batch_it_is_not_taken_back_beside_it(self):
        self._earn()
        one = self._approved()
        payout = self._batch(one)
        with self.assertRaisesRegex(UserError, payout.name):
            one.action_cancel()
        payout.with_user(self.payers[0]).action_cancel()
        one.action_cancel()
        self.assertEqual(one.state, "cancelled")
        self.assertEqual(self._figures()["withdrawable"], 140)

    def test_a_cancelled_batch_leaves_it_to_be_paid(self):
        self._earn()
        one = self._approved()
        payment = self._transfer(one).line_ids.payment_id
        payout = self.env["settlement.payout"].search([], limit=1)
        payout.with_user(self.payers[1]).action_cancel()
        self.assertEqual((one.state, payment.state), ("approved", "canceled"))
        self.assertFalse(one.payment_id)
        self.assertEqual(self._figures()["withdrawable"], 40)
        self._transfer(one)
        self.assertEqual((one.state, self._figures()["position"]), ("paid", 40))

    def test_what_the_bank_refuses_the_seller_has_again(self):
        self._earn(quantity=2)
        one, two = self._approved(100), self._approved(50)
        payout = self._transfer(one, two)
        line = payout.line_ids.filtered(lambda line: line.withdrawal_id == one)
        line.action_refused()
        self.assertEqual((one.state, two.state), ("failed", "paid"))
        self.assertIn("bank refused", one.reason)
        self.assertEqual(self._figures()["withdrawable"], 230)
        self.assertEqual(self._figures()["position"], 230)

    def test_what_the_bank_made_is_not_refused(self):
        self._earn()
        one = self._approved()
        payout = self._transfer(one)
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": payout.journal_id.id,
                "date": fields.Date.today(),
                "amount": -100.0,
                "payment_ref": one.name,
            }
        )
        line._match_and_reconcile()
        self.assertTrue(line.is_reconciled, line.match_problem)
        with self.assertRaisesRegex(UserError, "has paid"):
            payout.line_ids.action_refused()
        with self.assertRaisesRegex(UserError, "has paid"):
            payout.action_cancel()

    def test_the_rest_of_a_bill_is_told_from_what_was_withdrawn(self):
        """The transfer of the withdrawal waits for its own line of the bank."""
        self._earn(quantity=2)
        self._transfer(self._approved(200))
        statement = self._statement()
        journal = self.bank
        lines = self.env["account.bank.statement.line"].create(
            [
                {
                    "journal_id": journal.id,
                    "date": fields.Date.today(),
                    "amount": amount,
                    "payment_ref": statement.name,
                }
                for amount in (-80.0, -200.0)
            ]
        )
        lines[0]._match_and_reconcile()
        self.assertTrue(lines[0].is_reconciled, lines[0].match_problem)
        self.assertEqual(statement.bill_id.amount_residual, 0.0)
        lines[1]._match_and_reconcile()
        self.assertTrue(lines[1].is_reconciled, lines[1].match_problem)

    def test_tax_stays_here(self):
        account = self.env["account.account"].create(
            {"name": "代扣个税", "code": "222199", "account_type": "liability_current"}
        )
        self.company.write(
            {"withdrawal_tax_rate": 20, "withdrawal_tax_account_id": account.id}
        )
        self._earn()
        one = self._approved()
        payout = self._transfer(one)
        self.assertEqual((payout.total, one.payment_id.amount), (80, 80))
        self.assertEqual(self._figures()["position"], 40)

    def test_it_goes_to_the_account_it_was_asked_for(self):
        self._earn()
        one = self._approved()
        payout = self._batch(one)
        other = one.bank_account_id.copy({"acc_number": "6222029999999999999"})
        payout.line_ids.with_user(self.payers[0]).bank_account_id = other
        with self.assertRaisesRegex(UserError, "asked for"):
            payout.with_user(self.payers[1]).action_approve()

    def test_bills_and_withdrawals_share_the_limits(self):
        self._earn(quantity=2)
        one = self._approved(200)
        self.company.payout_limit = 150
        with self.assertRaisesRegex(UserError, "one batch"):
            self._transfer(one)

    def test_what_is_asked_for_is_not_paid_by_the_bill_as_well(self):
        self._earn(quantity=2)
        one = self._approved(200)
        statement = self._statement()
        self.assertEqual(statement._get_payout_amount(), 80)
        self._transfer(one)
        self.assertEqual(statement.bill_id.amount_residual, 80)
        statement.with_user(self.payers[0]).action_pay()
        self.assertEqual(statement._get_payout_amount(), 80)

    def test_nothing_of_it_is_written_by_hand(self):
        """What finance may do is behind the buttons, over RPC as well."""
        self._earn()
        one = self._ask(50)
        self._batch(self._approved(50))
        for name, value in (
            ("state", "approved"),
            ("approved_by", self.operator.id),
            ("net_amount", 5000.0),
            ("bank_account_id", False),
            ("requested_by", self.operator.id),
        ):
            with self.assertRaisesRegex(UserError, "Use the buttons"):
                one.with_user(self.payers[0]).write({name: value})

    def test_a_line_has_one_document(self):
        self._earn()
        payout = self._batch(self._approved())
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            payout.with_user(self.payers[0]).line_ids = [
                Command.create({"amount": 10.0})
            ]

    def test_batches_are_closed_to_sellers(self):
        self._earn()
        payout = self._batch(self._approved())
        with self.assertRaises(AccessError):
            payout.with_user(self.user).read(["total"])
        with self.assertRaises(AccessError):
            payout.line_ids.with_user(self.user).read(["amount"])
