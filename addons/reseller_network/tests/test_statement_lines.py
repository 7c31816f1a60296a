import io
import re

import python_calamine
from lxml import html

from odoo import fields
from odoo.tests import tagged

from .common import PortalCommon
from .money_common import MoneyCommon

XLSX_ROUTE = "/my/outlet/statements/%s/workbook"


@tagged("post_install", "-at_install")
class TestStatementLines(MoneyCommon, PortalCommon):
    """One statement, read where each side reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        orders = cls.env["sale.order"]
        for number in range(3):
            order = cls._earn(cls(), price=400.0 + number * 33.33, quantity=2)
            orders += order
        cls._give_back(cls(), orders[0])
        start = fields.Date.start_of(cls.company._get_local_today(), "month")
        statements = cls.env["settlement.statement"].generate(
            start, fields.Date.end_of(start, "month")
        )
        cls.statement = statements.filtered(lambda s: s.partner_id == cls.partner)
        cls.statement.action_send()

    def _read_back_office(self):
        data = self.statement.with_user(self.operator).web_read(
            {
                "total": {},
                "entry_ids": {"fields": {"order_name": {}, "amount": {}}},
            }
        )[0]
        lines = [(line["order_name"], line["amount"]) for line in data["entry_ids"]]
        return lines, data["total"]

    def _read_portal(self):
        page = html.fromstring(
            self._get(f"/my/outlet/statements/{self.statement.id}").text
        )
        lines = []
        for row in page.xpath('//div[@class="oo_entries"]/a'):
            order = row.xpath("string(.//small)").split(" · ")[1]
            lines.append((order, _number(row.xpath("string(./b)"))))
        return lines, _number(page.xpath('string(//p[@class="oo_total"])'))

    def _read_workbook(self):
        content = self._get(XLSX_ROUTE % self.statement.id).content
        rows = (
            python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            .get_sheet_by_index(0)
            .to_python()
        )
        orders = set(self.statement.entry_ids.mapped("order_name"))
        at = [number for number, row in enumerate(rows) if row[0] in orders]
        last = max(i for i, cell in enumerate(rows[at[0]]) if cell != "")
        lines = [(rows[number][0], rows[number][last]) for number in at]
        return lines, rows[at[-1] + 1][last]

    def _read_print(self):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.operator)
            ._render_qweb_html(
                "agent_dropship.settlement_statement_report", self.statement.ids
            )
        )
        page = html.fromstring(content)
        lines = [
            (
                row.xpath("normalize-space(./td[1])"),
                _number(row.xpath("string(./td[last()])")),
            )
            for row in page.xpath('//table[contains(@class, "o_main_table")]/tbody/tr')
        ]
        total = page.xpath('string(//div[contains(@class, "fs-4")])')
        return lines, _number(total)

    def test_both_sides_read_the_same_lines_to_the_cent(self):
        """Back office, portal, workbook and print. Proves R144, R210."""
        expected = self._read_back_office()
        self.assertEqual(len(expected[0]), 4)
        self.assertAlmostEqual(
            sum(amount for _order, amount in expected[0]), expected[1], 2
        )
        for read in (self._read_portal, self._read_workbook, self._read_print):
            lines, total = read()
            self.assertEqual(
                [(order, round(amount, 2)) for order, amount in lines],
                [(order, round(amount, 2)) for order, amount in expected[0]],
                read.__name__,
            )
            self.assertAlmostEqual(total, expected[1], 2, read.__name__)

    def test_sent_taken_back_net_and_earnings_are_told(self):
        """Proves R61, R210."""
        statement = self.statement
        self.assertEqual(
            (statement.delivered_quantity, statement.returned_quantity), (6, 1)
        )
        self.assertEqual(statement.net_quantity, 5)
        page = self._get(f"/my/outlet/statements/{statement.id}").text
        figures = html.fromstring(page).xpath('//dl[@class="oo_figures"]//dd/text()')
        self.assertEqual(
            [_number(figure) for figure in figures[:2]],
            [statement.delivered_amount, statement.returned_amount],
        )


def _number(text):
    return float(re.sub(r"[^\d.\-]", "", text))
