from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_settlement_statements import StatementCommon

NUMBER = "26122000000012345678"


@tagged("post_install", "-at_install")
class TestTaxInvoices(StatementCommon):
    def _hand_in(self, user=None, **vals):
        return (
            self.env["settlement.invoice"]
            .with_user(user or self.near_user)
            .create(
                {
                    "statement_id": self.statement.id,
                    "invoice_type": "special_13",
                    "number": NUMBER,
                    "amount_total": 583.33,
                    "amount_tax": 67.11,
                }
                | vals
            )
        )

    def test_the_agent_hands_in_what_makes_up_the_statement(self):
        self.statement.action_send()
        action = self.statement.with_user(self.near_user).action_add_invoice()
        self.assertEqual(action["context"]["default_amount_total"], 583.33)
        self._hand_in(amount_total=500.0, amount_tax=57.52)
        self.assertEqual(self.statement.invoice_gap, 83.33)
        rest = self._hand_in(number=NUMBER[::-1], amount_total=83.33, amount_tax=9.59)
        self.assertEqual(self.statement.invoice_gap, 0.0)
        self.assertEqual(rest.amount_untaxed, 73.74)

    def test_wrong_numbers_and_amounts_are_refused_in_words(self):
        self.statement.action_send()
        for number in ("12", "ABC45678", "261220000000123456789"):
            with self.assertRaisesRegex(ValidationError, number):
                self._hand_in(number=number)
        with self.assertRaisesRegex(ValidationError, "VAT of 13%"):
            self._hand_in(number=NUMBER[::-1], amount_tax=17.0)
        self._hand_in()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._hand_in()

    def test_only_the_party_hands_in_and_only_what_it_was_sent(self):
        with self.assertRaises(AccessError):
            self._hand_in()
        self.statement.action_send()
        for user in (self.far_user, self.brand_user):
            with self.assertRaises(AccessError):
                self._hand_in(user)
        invoice = self._hand_in()
        with self.assertRaises(AccessError):
            invoice.with_user(self.far_user).read(["number"])
        with self.assertRaises(AccessError):
            invoice.with_user(self.near_user).write({"amount_total": 1.0})

    def test_vat_of_special_invoices_is_taken_out_and_the_total_stays(self):
        self.near.settlement_invoice_type = "special_13"
        bill = self._bill(self.statement)
        self.assertEqual(bill.amount_total, 583.33)
        self.assertAlmostEqual(bill.amount_tax, 67.11)

    def test_small_taxpayers_give_three_per_cent(self):
        self.near.settlement_invoice_type = "special_3"
        bill = self._bill(self.statement)
        self.assertEqual(bill.amount_total, 583.33)
        self.assertAlmostEqual(bill.amount_tax, 16.99)

    def test_ordinary_invoices_leave_the_bill_as_it_is(self):
        self.near.settlement_invoice_type = "ordinary"
        bill = self._bill(self.statement)
        self.assertEqual((bill.amount_total, bill.amount_tax), (583.33, 0.0))
