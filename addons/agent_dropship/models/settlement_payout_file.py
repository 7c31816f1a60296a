import base64
import csv
import io

import xlsxwriter

from odoo import fields, models

# The bank reads these headings, in whatever language who makes the file works.
HEADINGS = ("序号", "收款账号", "收款户名", "开户行", "金额", "用途")


class SettlementPayout(models.Model):
    """The file for the bank, made once; with it the payments are in the books."""

    _inherit = "settlement.payout"

    file_format = fields.Selection(
        [("xlsx", "Excel Workbook"), ("csv", "CSV")], required=True, default="xlsx"
    )

    def action_export(self):
        """Make the file and book the payments.

        :raise UserError: it is made already, or a bill was paid otherwise since
        """
        self.check_access("write")
        self._check_state("approved")
        for payout in self:
            payout.line_ids._check_payable()
            payout.line_ids._check_bank_accounts()
            payout.line_ids._check_numbers()
            payout.line_ids._book_payments()
            build = payout._build_csv if payout.file_format == "csv" else None
            content = (build or payout._build_workbook)(payout._get_file_rows())
            # the steps are written by themselves, never by hand
            payout.sudo().write(
                {
                    "state": "exported",
                    "exported_on": fields.Datetime.now(),
                    "file": base64.b64encode(content),
                    "filename": f"{payout.name}.{payout.file_format}",
                }
            )
        return self.action_download() if len(self) == 1 else None

    def action_download(self):
        """Download the file that was made; it stays the same."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.filename}"
            "?download=true",
            "target": "self",
        }

    def _get_file_rows(self):
        return [
            (
                number,
                line.account_number,
                line.payee_name,
                line.bank_name,
                line.amount,
                line.purpose,
            )
            for number, line in enumerate(self.line_ids, 1)
        ]

    def _build_workbook(self, rows):
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True})
        sheet = book.add_worksheet("Sheet1")
        text, money = book.add_format({"num_format": "@"}), book.add_format()
        money.set_num_format("0.00")
        for column, heading in enumerate(HEADINGS):
            sheet.write_string(0, column, heading)
        for at, row in enumerate(rows, 1):
            sheet.write_number(at, 0, row[0])
            for column in (1, 2, 3, 5):
                # a number of 19 digits stays what it is as text only
                sheet.write_string(at, column, row[column] or "", text)
            sheet.write_number(at, 4, row[4], money)
        sheet.set_column(1, 3, 24)
        sheet.set_column(5, 5, 28)
        book.close()
        return stream.getvalue()

    def _build_csv(self, rows):
        stream = io.StringIO()
        writer = csv.writer(stream)
        writer.writerow(HEADINGS)
        for number, account, payee, bank, amount, purpose in rows:
            texts = [_as_text(value) for value in (payee, bank, purpose)]
            # the tab keeps a spreadsheet from rounding a long number
            number_text = f"{account}\t"
            writer.writerow(
                [number, number_text, *texts[:2], f"{amount:.2f}", texts[2]]
            )
        return stream.getvalue().encode("utf-8-sig")

    def action_cancel(self):
        """Take the whole batch back: the bills are open again.

        :raise UserError: the bank has made one of the payments
        """
        self.check_access("write")
        self._check_state("draft", "approved", "exported")
        lines = self.line_ids.filtered("is_open")
        lines._take_back()
        # the steps are written by themselves, never by hand
        for line in lines.sudo():
            line._get_source()._reopen_payout()
        self.sudo().write({"state": "cancelled"})


def _as_text(value):
    """A name that begins like a formula is none."""
    value = value or ""
    return f"'{value}" if value[:1] in "=+-@" and value[:1] else value
