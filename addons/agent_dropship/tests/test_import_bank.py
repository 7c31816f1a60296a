import base64
import io

import xlsxwriter

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .test_settlement_statements import StatementCommon

HEADERS = ("交易日期", "收入金额", "支出金额", "对方户名", "摘要", "附言")


class ImportBankCommon(StatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = new_test_user(
            cls.env, "bank_finance", "brand_outlet.group_finance"
        )
        cls.journal = cls.env["account.journal"].create(
            {"name": "工商银行", "type": "bank", "code": "ICBC"}
        )
        cls.today = fields.Date.to_string(cls.company._get_local_today())
        cls.sale = cls._make_order((cls.coat, 1, 400.0))
        cls.sale.client_order_ref = "TB20231101987"

    def _import(self, *rows, headers=HEADERS, apply=True):
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream)
        sheet = book.add_worksheet()
        for at, row in enumerate([headers, *rows]):
            sheet.write_row(at, 0, row)
        book.close()
        record = (
            self.env["outlet.import"]
            .with_user(self.finance)
            .create(
                {
                    "file": base64.b64encode(stream.getvalue()),
                    "filename": "bank.xlsx",
                    "kind": "bank",
                    "journal_id": self.journal.id,
                }
            )
        )
        record.action_check()
        while apply and record.apply_next()["remaining"]:
            continue
        return record

    def _get_lines(self):
        return self.env["account.bank.statement.line"].search(
            [("journal_id", "=", self.journal.id)], order="id"
        )

    def _invoice(self):
        self._deliver_order(self.sale)
        invoice = self.sale._create_invoices()
        invoice.action_post()
        return invoice


@tagged("post_install", "-at_install")
class TestImportBank(ImportBankCommon):
    def test_the_order_number_says_what_was_paid(self):
        """Our number, the shop's, that of the invoice."""
        invoice = self._invoice()
        for number in (self.sale.name, "tb20231101987", invoice.name):
            self._import([self.today, 400.0, "", "李雷", "转账", f"订单{number}货款"])
            line = self._get_lines()[-1]
            self.assertTrue(line.is_reconciled, line.match_problem)
            self.assertEqual(line.settlement_bill_ids, invoice)
            self.assertIn(invoice.payment_state, ("paid", "in_payment"))
            line.action_undo_reconciliation()
            line.move_id.button_draft()
            line.unlink()

    def test_an_order_without_invoice_is_paid_in_advance(self):
        self._import([self.today, 400.0, "", "李雷", "转账", self.sale.name])
        line = self._get_lines()
        self.assertEqual(line.matched_order_id, self.sale, line.match_problem)
        self.assertEqual(line.partner_id, self.consumer)
        receivable = line.move_id.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        self.assertEqual(receivable.amount_residual, -400.0)

    def test_the_number_of_a_statement_pays_its_bill(self):
        """The walk from the bank to the statement. Proves R61."""
        bill = self._bill(self.statement)
        self._import([self.today, "", 583.33, "Near", "货款", self.statement.name])
        line = self._get_lines()
        self.assertEqual((line.amount, line.settlement_bill_ids), (-583.33, bill))
        self.assertEqual(self.statement.stage, "paid")

    def test_what_is_in_doubt_waits_and_says_why(self):
        self._invoice()
        record = self._import(
            [self.today, 399.0, "", "李雷", "转账", self.sale.name],
            [self.today, 400.0, "", "韩梅梅", "转账", "货款"],
            [self.today, 400.0, "", "李雷", "转账", self.sale.name],
            [self.today, 400.0, "", "李雷", "转账 二次", self.sale.name],
        )
        self.assertEqual(record.count_done, 4)
        lines = self._get_lines()
        self.assertEqual(lines.mapped("is_reconciled"), [False, False, True, False])
        self.assertIn("399.00", lines[0].match_problem)
        self.assertIn("No number", lines[1].match_problem)
        self.assertIn("another line", lines[3].match_problem)

    def test_a_number_is_found_however_it_was_typed(self):
        """Full-width, torn apart by spaces, with what belongs to no number."""
        name = self.sale.name
        wide = "".join(chr(ord(sign) + 0xFEE0) for sign in name)
        for text in (
            f"订单{wide}货款",
            f"单号{name[:3]} {name[3:]}",
            f"{name}-李雷",
            f"{name.lower()}/货款",
            f"付:{name}_2件",
        ):
            self._import([self.today, 400.0, "", "李雷", "转账", text])
            line = self._get_lines()[-1]
            self.assertEqual(
                line.matched_order_id, self.sale, (text, line.match_problem)
            )
            line.action_undo_reconciliation()
            line.move_id.button_draft()
            line.unlink()

    def test_two_orders_in_one_text_are_never_mixed_up(self):
        """Invoiced, one transfer pays both; else a person says which one it is."""
        other = self._make_order((self.coat, 1, 250.0))
        for separator in ("/", " ", "、", "_"):
            text = f"{self.sale.name}{separator}{other.name}"
            self._import([self.today, 400.0, "", "李雷", "转账", text])
            line = self._get_lines()[-1]
            self.assertFalse(line.matched_order_id, text)
            self.assertIn("several fit", line.match_problem)
        self._deliver_order(other)
        invoices = self._invoice() | other._create_invoices()
        invoices.filtered(lambda move: move.state == "draft").action_post()
        self._import(
            [self.today, 640.0, "", "李雷", "少付", text],
            [self.today, 650.0, "", "李雷", "两单", text],
        )
        short, whole = self._get_lines()[-2:]
        self.assertIn("650.00", short.match_problem)
        self.assertTrue(whole.is_reconciled, whole.match_problem)
        self.assertEqual(invoices.mapped("amount_residual"), [0.0, 0.0])

    def test_the_same_file_twice_does_nothing(self):
        row = [self.today, 12.5, "", "李雷", "转账", "x"]
        self._import(row)
        again = self._import(row, apply=False)
        self.assertFalse(again.count_ok + again.count_note)
        longer = self._import(row, row, [self.today, 3.0, "", "李雷", "", ""])
        self.assertEqual((longer.count_same, longer.count_done), (1, 2))
        self.assertEqual(len(self._get_lines()), 3)

    def test_the_number_of_a_booking_tells_it_apart(self):
        headers = [*HEADERS, "交易流水号"]
        self._import(
            [self.today, 5.0, "", "李雷", "转账", "x", "A1"],
            [self.today, 5.0, "", "李雷", "转账", "x", "A2"],
            [self.today, 5.0, "", "李雷", "转账", "x", "A2"],
            headers=headers,
        )
        self.assertEqual(len(self._get_lines()), 2)
        self._import(
            ["2026-01-05", 5.0, "", "李雷", "转账", "x", "A1"], headers=headers
        )
        self.assertEqual(len(self._get_lines()), 3)

    def test_wrong_rows_name_row_field_and_remedy(self):
        record = self._import(
            ["明天", 5.0, "", "李雷", "转账", ""],
            [self.today, 5.0, 5.0, "李雷", "转账", ""],
            [self.today, "", "", "李雷", "转账", ""],
            ["2099-01-01", 5.0, "", "李雷", "转账", ""],
            [self.today, "五元", "", "李雷", "转账", ""],
            [self.today, 7.0, "", "李雷", "转账", ""],
        )
        self.assertEqual((record.count_error, record.count_done), (5, 1))
        wrong = record.line_ids.filtered(lambda line: line.status == "error")
        self.assertEqual(sorted(wrong.mapped("row")), [2, 3, 4, 5, 6])
        for line, field in zip(
            wrong.sorted("row"),
            ("交易日期", "收入金额", "收入金额", "交易日期", "收入金额"),
            strict=True,
        ):
            self.assertIn(field, line.message)

    def test_matching_again_finds_what_came_later(self):
        self._import([self.today, 400.0, "", "李雷", "转账", self.sale.name + "X"])
        line = self._get_lines()
        self.assertTrue(line.match_problem)
        invoice = self._invoice()
        invoice.payment_reference = self.sale.name + "X"
        line.with_user(self.finance).action_match()
        self.assertTrue(line.is_reconciled)
        self.assertFalse(line.match_problem)

    def test_the_account_is_that_of_last_time(self):
        imports = self.env["outlet.import"].with_user(self.finance)
        first = Form(imports)
        self.assertEqual(first.kind, "bank", "finance brings in nothing else")
        self.assertFalse(first.journal_id)
        self._import([self.today, 1.0, "", "李雷", "", ""])
        self.assertEqual(Form(imports).journal_id, self.journal)

    def test_only_finance_brings_in_the_bank(self):
        record = self._import([self.today, 1.0, "", "李雷", "", ""])
        for user in (self.near_user, self.brand_user):
            with self.assertRaises(AccessError):
                record.with_user(user).read(["kind"])
        kinds = self.env["outlet.import"].with_user(self.finance)._get_allowed_kinds()
        self.assertEqual(kinds, ["bank"])
        agents = self.env["outlet.import"].with_user(self.near_user)
        self.assertNotIn("bank", agents._get_allowed_kinds())
