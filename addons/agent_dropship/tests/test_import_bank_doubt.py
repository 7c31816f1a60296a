from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .test_import_bank import ImportBankCommon


@tagged("post_install", "-at_install")
class TestImportBankDoubt(ImportBankCommon):
    """What could be taken twice, or in the wrong money, waits."""

    def _make_invoice(self, amount, currency=None):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.consumer.id,
                "currency_id": (currency or self.currency).id,
                "invoice_date": self.today,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Goods", "price_unit": amount, "tax_ids": False}
                    )
                ],
            }
        )
        invoice.action_post()
        return invoice

    def _keep_journal_in_dollars(self):
        code = "EUR" if self.currency.name == "USD" else "USD"
        foreign = self.env["res.currency"].with_context(active_test=False)
        foreign = foreign.search([("name", "=", code)])
        foreign.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": foreign.id,
                "name": fields.Date.to_date("2020-01-01"),
                "rate": 0.125,
                "company_id": self.company.id,
            }
        )
        self.journal.currency_id = foreign
        return foreign

    def test_two_lines_never_take_the_same_bill(self):
        """One pays both, the other one of them."""
        one, two = self._make_invoice(100.0), self._make_invoice(50.0)
        self._import(
            [self.today, 150.0, "", "李雷", "两单", f"{one.name} {two.name}"],
            [self.today, 100.0, "", "李雷", "一单", one.name],
        )
        both, single = self._get_lines()
        self.assertTrue(both.is_reconciled, both.match_problem)
        self.assertFalse(single.is_reconciled)
        self.assertIn("another line", single.match_problem)
        self.assertEqual((one | two).mapped("amount_residual"), [0.0, 0.0])

    def test_the_smaller_one_first(self):
        one, two = self._make_invoice(100.0), self._make_invoice(50.0)
        self._import(
            [self.today, 100.0, "", "李雷", "一单", one.name],
            [self.today, 150.0, "", "李雷", "两单", f"{one.name} {two.name}"],
        )
        single, both = self._get_lines()
        self.assertTrue(single.is_reconciled)
        self.assertFalse(both.is_reconciled)
        self.assertEqual((one | two).mapped("amount_residual"), [0.0, 50.0])

    def test_an_account_in_dollars_pays_dollars(self):
        foreign = self._keep_journal_in_dollars()
        invoice = self._make_invoice(100.0, foreign)
        self._import(
            # what it is worth here is not what it is for
            [self.today, 800.0, "", "Li Lei", "transfer", invoice.name],
            [self.today, 100.0, "", "Li Lei", "transfer", invoice.name],
        )
        wrong, right = self._get_lines()
        self.assertEqual(right.currency_id, foreign)
        self.assertFalse(wrong.is_reconciled)
        self.assertIn("800", wrong.match_problem)
        self.assertTrue(right.is_reconciled, right.match_problem)
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_another_money_is_entered_by_hand(self):
        invoice = self._make_invoice(100.0)
        foreign = self._keep_journal_in_dollars()
        self._import(
            [self.today, 100.0, "", "Li Lei", "transfer", invoice.name],
            [self.today, 400.0, "", "Li Lei", "transfer", self.sale.name],
        )
        for line in self._get_lines():
            self.assertFalse(line.is_reconciled)
            self.assertIn(foreign.name, line.match_problem)
        self.assertEqual(invoice.amount_residual, 100.0)

    def test_taken_apart_an_order_can_be_paid_again(self):
        self._import([self.today, 400.0, "", "李雷", "转账", self.sale.name])
        line = self._get_lines()
        self.assertTrue(line.is_reconciled or line.matched_order_id)
        line.with_user(self.finance).action_undo_reconciliation()
        self.assertFalse(line.matched_order_id)
        line.with_user(self.finance).action_match()
        self.assertEqual(line.matched_order_id, self.sale, line.match_problem)
