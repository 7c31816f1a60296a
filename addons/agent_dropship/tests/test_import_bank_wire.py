from unittest import SkipTest

from odoo.fields import Command
from odoo.tests import tagged

from .test_import_bank import ImportBankCommon


@tagged("post_install", "-at_install")
class TestImportBankWire(ImportBankCommon):
    """Customers who chose wire transfer pay at the bank. Proves R61."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        codes = dict(cls.env["payment.provider"]._fields["code"].selection)
        if "custom" not in codes:
            raise SkipTest("wire transfer is not installed")
        cls.provider = cls.env["payment.provider"].search(
            [
                ("custom_mode", "=", "wire_transfer"),
                ("company_id", "=", cls.company.id),
            ],
            limit=1,
        )
        cls.provider.write({"state": "enabled"})
        cls.quotation = cls.env["sale.order"].create(
            {
                "partner_id": cls.consumer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.coat.id,
                            "product_uom_qty": 1,
                            "price_unit": 260.0,
                        }
                    )
                ],
            }
        )

    def _choose_wire(self, order=None, amount=0.0):
        """The customer chooses wire transfer on the payment page."""
        order = order or self.quotation
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.provider.payment_method_ids[:1].id
                or self.env["payment.method"].search([], limit=1).id,
                "amount": amount or order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "operation": "online_redirect",
                "sale_order_ids": [Command.set(order.ids)],
            }
        )
        transaction._set_pending()
        transaction._post_process()
        return transaction

    def test_the_bank_confirms_what_a_customer_transfers(self):
        transaction = self._choose_wire()
        self.assertEqual(self.quotation.state, "sent")
        self._import([self.today, 260.0, "", "李雷", "转账", self.quotation.name])
        line = self._get_lines()
        self.assertTrue(line.is_reconciled, line.match_problem)
        self.assertEqual(self.quotation.state, "sale")
        self.assertEqual(transaction.state, "done")
        payment = transaction.payment_id
        self.assertEqual((payment.amount, payment.journal_id), (260.0, self.journal))
        self.assertTrue(payment.is_matched)
        self.assertEqual(line.matched_order_id, self.quotation)

    def test_the_number_of_the_transaction_does_as_well(self):
        self._choose_wire()
        transaction = self._choose_wire()
        self.assertNotEqual(transaction.reference, self.quotation.name)
        self._import([self.today, 260.0, "", "李雷", "转账", transaction.reference])
        self.assertEqual(self.quotation.state, "sale")
        self.assertEqual(len(self.quotation.transaction_ids.payment_id), 1)

    def test_the_same_file_twice_pays_once(self):
        transaction = self._choose_wire()
        row = [self.today, 260.0, "", "李雷", "转账", self.quotation.name]
        self._import(row)
        self._import(row)
        self.assertEqual(len(self._get_lines()), 1)
        self.env.invalidate_all()
        self.assertEqual(self.quotation.amount_paid, 260.0)
        self.assertEqual(len(transaction.payment_id), 1)

    def test_a_customer_who_pays_twice_is_asked_about(self):
        self._choose_wire()
        self._choose_wire()
        name = self.quotation.name
        self._import([self.today, 260.0, "", "李雷", "转账", name])
        self._import([self.today, 260.0, "", "李雷", "再次转账", name])
        first, second = self._get_lines()
        self.assertTrue(first.is_reconciled)
        self.assertFalse(second.is_reconciled)
        self.assertIn("another line", second.match_problem)
        self.env.invalidate_all()
        self.assertEqual(self.quotation.amount_paid, 260.0)

    def test_a_transfer_to_the_account_the_shop_names_is_confirmed(self):
        transaction = self._choose_wire()
        self.assertTrue(self.provider.journal_id)
        self.journal = self.provider.journal_id
        self._import([self.today, 260.0, "", "李雷", "转账", self.quotation.name])
        line = self._get_lines()[-1:]
        self.assertTrue(line.is_reconciled, line.match_problem)
        self.assertEqual(transaction.payment_id.journal_id, self.journal)

    def test_two_lines_of_one_file_confirm_one_order(self):
        self._choose_wire()
        name = self.quotation.name
        self._import(
            [self.today, 260.0, "", "李雷", "转账", name],
            [self.today, 260.0, "", "李雷", "转账 二次", name],
        )
        first, second = self._get_lines()
        self.assertTrue(first.is_reconciled)
        self.assertIn("another line", second.match_problem)

    def test_another_amount_waits_and_says_why(self):
        transaction = self._choose_wire()
        self._import([self.today, 259.0, "", "李雷", "转账", self.quotation.name])
        line = self._get_lines()
        self.assertFalse(line.is_reconciled)
        self.assertIn("260.00", line.match_problem)
        self.assertIn("259.00", line.match_problem)
        self.assertEqual((transaction.state, self.quotation.state), ("pending", "sent"))

    def test_a_deposit_that_was_asked_for_is_confirmed(self):
        transaction = self._choose_wire(amount=60.0)
        self._import([self.today, 60.0, "", "李雷", "转账", self.quotation.name])
        self.assertEqual(transaction.state, "done")
        self.assertTrue(self._get_lines().is_reconciled)

    def test_money_for_a_cancelled_order_waits(self):
        transaction = self._choose_wire()
        self.quotation._action_cancel()
        self._import([self.today, 260.0, "", "李雷", "转账", self.quotation.name])
        self.assertEqual(transaction.state, "pending")
        self.assertFalse(self._get_lines().is_reconciled)
        self.assertTrue(self._get_lines().match_problem)

    def test_an_invoice_paid_by_transfer_is_paid(self):
        invoice = self._invoice()
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.provider.payment_method_ids[:1].id
                or self.env["payment.method"].search([], limit=1).id,
                "amount": 400.0,
                "operation": "online_redirect",
                "currency_id": self.currency.id,
                "partner_id": self.consumer.id,
                "invoice_ids": [Command.set(invoice.ids)],
            }
        )
        transaction._set_pending()
        self._import([self.today, 400.0, "", "李雷", "转账", invoice.name])
        self.assertEqual(transaction.state, "done")
        self.assertTrue(self._get_lines().is_reconciled)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))

    def test_money_paid_in_advance_is_confirmed_by_its_number(self):
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.provider.payment_method_ids[:1].id
                or self.env["payment.method"].search([], limit=1).id,
                "reference": "TOPUP-77001",
                "amount": 500.0,
                "operation": "online_redirect",
                "currency_id": self.currency.id,
                "partner_id": self.seller.id,
            }
        )
        transaction._set_pending()
        self._import([self.today, 500.0, "", "阿梅", "充值", "TOPUP-77001"])
        line = self._get_lines()
        self.assertTrue(line.is_reconciled, line.match_problem)
        self.assertEqual(transaction.state, "done")
        self.assertEqual(transaction.payment_id.partner_id, self.seller)

    def test_taken_apart_and_matched_again(self):
        transaction = self._choose_wire()
        self._import([self.today, 260.0, "", "李雷", "转账", self.quotation.name])
        line = self._get_lines()
        line.with_user(self.finance).action_undo_reconciliation()
        self.assertFalse(line.is_reconciled)
        line.with_user(self.finance).action_match()
        self.assertTrue(line.is_reconciled, line.match_problem)
        self.assertEqual(len(transaction.payment_id), 1)
