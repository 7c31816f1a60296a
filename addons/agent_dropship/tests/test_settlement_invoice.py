from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
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

    def _assert_handed_in_before(self, **vals):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._hand_in(**vals)

    def test_a_number_counts_once_however_it_is_typed(self):
        """Full-width digits and spaces, as invoices are pasted from pictures."""
        self.statement.action_send()
        first = self._hand_in()
        wide = NUMBER.translate({ord(str(i)): 0xFF10 + i for i in range(10)})
        for again in (wide, f" {NUMBER[:4]} {NUMBER[4:]}\u3000"):
            self._assert_handed_in_before(number=again)
        first.with_user(self.env.user).number = wide[::-1]
        self.assertEqual(first.number, NUMBER[::-1])
        with self.assertRaisesRegex(ValidationError, "write 20 digits"):
            self._hand_in(number="٣" * 20)

    def test_another_party_does_not_hand_in_the_same_invoice(self):
        """Numbers of 20 digits are given once in the country, short ones are not."""
        self._stock(self.coat, self.near, -498)
        self._deliver_order(self._make_order((self.coat, 1, 400.0)))
        others = self._generate() - self.statement
        self.assertEqual(others.partner_id, self.far)
        (self.statement | others).action_send()
        self._hand_in()
        of_other = {"statement_id": others.id, "user": self.far_user}
        amounts = {"amount_total": 275.0, "amount_tax": 31.64}
        self._assert_handed_in_before(**of_other, **amounts)
        self._hand_in(number=NUMBER[:8])
        self._hand_in(number=NUMBER[:8], **of_other, **amounts)

    def test_amounts_that_no_invoice_has_are_refused(self):
        self.statement.action_send()
        wrong = ((0.0, 0.0), (100.0, 100.0), (100.0, -3.0), (-100.0, 3.0))
        for number, (total, tax) in enumerate(wrong):
            amounts = {"amount_total": total, "amount_tax": tax}
            with self.assertRaisesRegex(ValidationError, "as printed"):
                self._hand_in(
                    number=f"2612345{number}", invoice_type="ordinary", **amounts
                )

    def test_more_than_the_statement_is_seen(self):
        self.statement.action_send()
        self._hand_in(amount_total=600.0, amount_tax=69.03)
        self.assertEqual(self.statement.invoice_gap, -16.67)

    def test_vat_that_no_special_invoice_proves_is_seen(self):
        """The bill deducted 67.11; an ordinary invoice gives no right to any of it."""
        self.near.settlement_invoice_type = "special_13"
        self._bill(self.statement)
        mine = self.statement.with_user(self.operator)
        self.assertEqual(mine.vat_gap, 67.11)
        ordinary = self._hand_in(invoice_type="ordinary")
        self.assertEqual((mine.invoice_gap, mine.vat_gap), (0.0, 67.11))
        ordinary.with_user(self.operator).unlink()
        self._hand_in()
        self.assertEqual((mine.invoice_gap, mine.vat_gap), (0.0, 0.0))
        with self.assertRaises(AccessError):
            self.statement.with_user(self.near_user).read(["vat_gap"])

    def test_what_is_locked_keeps_its_invoices(self):
        self._bill(self.statement)
        invoice = self._hand_in().with_user(self.operator)
        self._pay_by_bank(self.statement.bill_id)
        self.statement.action_lock()
        for change in (lambda: invoice.write({"number": NUMBER}), invoice.unlink):
            with self.assertRaisesRegex(UserError, "locked"):
                change()

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
