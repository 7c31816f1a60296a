import random
from datetime import date

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_settlement_cycle import CycleCommon


@tagged("post_install", "-at_install")
class TestClawback(CycleCommon):
    def _settle_month(self, month, amount):
        """Book a net amount of a month and bring its statement to the bill."""
        self._book(month, amount)
        end = month + relativedelta(day=31)
        statement = self.Statement.generate(month, end).filtered(
            lambda one: one.partner_id == self.near
        )
        statement.action_send()
        statement.action_agree()
        statement.action_agree_for_party()
        return statement

    def _bill_month(self, month, amount):
        statement = self._settle_month(month, amount)
        statement.with_user(self.finance).action_bill()
        return statement

    def _get_payable(self):
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.near.id),
                ("account_id.account_type", "=", "liability_payable"),
                ("parent_state", "=", "posted"),
            ]
        )
        return self.currency.round(-sum(lines.mapped("amount_residual")))

    def _get_closing(self):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["settlement.closing"].search(
            [("partner_id", "=", self.near.id), ("role", "=", "agent")]
        )
        self.assertFalse(rows.filtered("is_wrong"))
        return rows

    def test_debt_is_seen_and_deducted_up_to_the_limit(self):
        self._agree_on("2023-01-01", "month", clawback_limit=40.0)
        below = self._bill_month(date(2023, 1, 1), -100.0)
        self.assertEqual(below.bill_id.move_type, "in_refund")
        following = self._settle_month(date(2023, 2, 1), 60.0)
        self.assertEqual(
            (following.deducted_amount, following.amount_payable, following.open_debt),
            (40.0, 20.0, 60.0),
        )
        following.with_user(self.finance).action_bill()
        self.env.invalidate_all()
        self.assertEqual(
            (following.deducted_amount, following.amount_payable, following.open_debt),
            (40.0, 20.0, 60.0),
        )
        self.assertEqual(following.bill_id.amount_residual, 20.0)
        self.assertEqual(below.bill_id.amount_residual, 60.0)

    def test_without_a_limit_all_of_it_is_deducted(self):
        self._bill_month(date(2023, 1, 1), -100.0)
        second = self._bill_month(date(2023, 2, 1), 60.0)
        third = self._bill_month(date(2023, 3, 1), 60.0)
        self.assertEqual((second.deducted_amount, second.amount_payable), (60.0, 0.0))
        self.assertEqual(second.stage, "paid")
        self.assertEqual((third.deducted_amount, third.amount_payable), (40.0, 20.0))
        self.assertFalse(third.open_debt)

    def test_random_months_keep_the_limit_and_lose_no_cent(self):
        """Whatever months follow, what is paid, deducted and open ties."""
        for seed, limit in ((1, 0.0), (2, 25.0), (3, 60.5)):
            first = date(2010 + 2 * seed, 1, 1)
            self._agree_on(first, "month", clawback_limit=limit)
            numbers = random.Random(seed)  # noqa: S311 - the same months each time
            debt = net = 0.0
            started_at = self._get_payable()
            for month in range(10):
                amount = round(numbers.uniform(-90, 110), 2) or 1.0
                statement = self._bill_month(
                    first + relativedelta(months=month), amount
                )
                net += amount
                self.env.invalidate_all()
                taken = statement.deducted_amount
                if amount > 0:
                    expected = min(debt, amount, limit or debt)
                    self.assertAlmostEqual(taken, expected, 2)
                    debt = self.currency.round(debt - taken)
                else:
                    self.assertFalse(taken)
                    debt = self.currency.round(debt - amount)
                self.assertAlmostEqual(statement.open_debt, debt, 2)
                self.assertGreaterEqual(debt, 0.0)
                self.assertAlmostEqual(self._get_payable() - started_at, net, 2)
            # nothing of one world is deducted in the next
            self.Statement.search([("partner_id", "=", self.near.id)])._invoice_debt()

    def test_who_leaves_gets_an_invoice_of_the_rest(self):
        self._agree_on("2023-01-01", "month", clawback_limit=40.0)
        below = self._bill_month(date(2023, 1, 1), -100.0)
        self._bill_month(date(2023, 2, 1), 60.0)
        # the delivery that all of this began with
        last = self._generate()
        self._run_job()
        self.assertFalse(below.debt_invoice_id)
        self.env["brand.contract"].search([("agent_id", "=", self.near.id)]).write(
            {"state": "ended"}
        )
        self._run_job()
        self.assertFalse(below.debt_invoice_id, "a statement is still to be settled")
        last.action_send()
        last.action_agree()
        last.action_agree_for_party()
        last.with_user(self.finance).action_bill()
        self._run_job()
        invoice = below.debt_invoice_id
        self.assertEqual(
            (invoice.move_type, invoice.state, invoice.amount_total),
            ("out_invoice", "posted", 20.0),
        )
        self.assertFalse(below.bill_id.amount_residual)
        self._run_job()
        self.assertEqual(below.debt_invoice_id, invoice)

    def test_finance_invoices_the_rest_once(self):
        below = self._bill_month(date(2023, 1, 1), -100.0)
        below.with_user(self.finance).action_invoice_debt()
        self.assertEqual(below.debt_invoice_id.amount_total, 100.0)
        self.assertEqual(below.stage, "paid")
        # by the closing it is owed until the invoice is paid
        self.assertEqual(self._get_closing().unpaid, -100.0)
        self._pay_by_bank(below.debt_invoice_id)
        self.assertEqual(below.debt_invoice_id.payment_state, "paid")
        self.assertEqual(self._get_closing().unpaid, 0.0)
        with self.assertRaises(UserError):
            below.with_user(self.finance).action_invoice_debt()

    def test_cancelling_a_bill_gives_the_deduction_back(self):
        below = self._bill_month(date(2023, 1, 1), -100.0)
        following = self._bill_month(date(2023, 2, 1), 60.0)
        with self.assertRaisesRegex(UserError, "deducted"):
            below.bill_id.button_draft()
        following.bill_id.button_draft()
        following.bill_id.button_cancel()
        self.assertEqual(below.bill_id.amount_residual, 100.0)
        self.assertEqual(following.state, "agreed")
        following.action_bill()
        self.assertEqual(below.bill_id.amount_residual, 40.0)

    def test_in_another_currency_no_cent_is_lost(self):
        """Parts are rounded one by one: their sum is what the entry holds."""
        foreign = self.env["res.currency"].with_context(active_test=False)
        foreign = foreign.search(
            [("name", "=", "EUR" if self.currency.name != "EUR" else "USD")]
        )
        foreign.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": foreign.id,
                "name": "2020-01-01",
                "rate": 0.128,
                "company_id": self.company.id,
            }
        )
        notes = self.Statement.browse()
        for month, amount in ((1, 0.33), (2, 0.33), (3, 0.34)):
            note = self._bill_month(date(2023, month, 1), -amount)
            note.bill_id.button_draft()
            note.bill_id.currency_id = foreign
            note.bill_id.action_post()
            note.currency_id = foreign
            notes |= note
        parts = {note: note.bill_id.amount_residual for note in notes}
        account = notes.bill_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "liability_payable"
        ).account_id
        move = notes._book_against_notes(parts, account, "Deducted")
        self.assertEqual(sum(move.line_ids.mapped("balance")), 0.0)
        self.assertEqual(notes.bill_id.mapped("amount_residual"), [0.0, 0.0, 0.0])
