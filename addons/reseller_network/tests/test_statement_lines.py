from lxml import html

from odoo import fields
from odoo.tests import tagged

from odoo.addons.agent_dropship.tests import statement_forms
from odoo.addons.agent_dropship.tests.statement_forms import to_number

from .common import PortalCommon
from .money_common import MoneyCommon

XLSX_ROUTE = "/my/outlet/statements/%s/workbook"


class FormsCommon(MoneyCommon, PortalCommon):
    """Reads a statement where each side reads it."""

    @classmethod
    def _settle(cls):
        start = fields.Date.start_of(cls.company._get_local_today(), "month")
        statements = cls.env["settlement.statement"].generate(
            start, fields.Date.end_of(start, "month")
        )
        cls.statement = statements.filtered(lambda s: s.partner_id == cls.partner)
        cls.statement.action_send()

    def _read_portal(self):
        page = html.fromstring(
            self._get(f"/my/outlet/statements/{self.statement.id}").text
        )
        lines = []
        for row in page.xpath('//div[@class="oo_entries"]/a'):
            day, order, kind, pieces = row.xpath("string(.//small)").split(" · ")[:4]
            pieces = float(pieces.strip().lstrip("×"))
            amount = to_number(row.xpath("string(./b)"))
            lines.append((order, day.strip(), kind, pieces, amount))
        return lines, to_number(page.xpath('string(//p[@class="oo_total"])'))

    def _assert_same_in_every_form(self):
        """Return (lines, total) as the operator sees them on his screen."""
        self.env.invalidate_all()
        mine = self.statement.with_user(self.operator)
        expected = statement_forms.read_screen(mine)
        content = self._get(XLSX_ROUTE % self.statement.id).content
        for form, read in (
            ("portal", self._read_portal),
            ("workbook", lambda: statement_forms.read_workbook(content)),
            ("print", lambda: statement_forms.read_print(mine)),
        ):
            self.assertEqual(read(), expected, form)
        return expected


@tagged("post_install", "-at_install")
class TestStatementLines(FormsCommon):
    """One statement, read where each side reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        orders = cls.env["sale.order"]
        for number in range(3):
            order = cls._earn(cls(), price=400.0 + number * 33.33, quantity=2)
            orders += order
        cls._give_back(cls(), orders[0])
        cls._settle()

    def test_both_sides_read_the_same_lines_to_the_cent(self):
        """Back office, portal, workbook and print. Proves R144, R210."""
        lines, total = self._assert_same_in_every_form()
        self.assertEqual(len(lines), 4)
        self.assertAlmostEqual(sum(line[-1] for line in lines), total, 2)

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
            [to_number(figure) for figure in figures[:3]],
            [statement.delivered_amount, statement.returned_amount, 2199.98],
        )


@tagged("post_install", "-at_install")
class TestLongStatement(FormsCommon):
    """A seller who takes the money himself: two lines a piece, more than a page."""

    PIECES = 45

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.tj, cls.small, 100)
        test = cls()
        test._top_up(20000.0)
        cls.place.collect_by = "reseller"
        prices = [400 + number * 0.37 for number in range(cls.PIECES)]
        cls.long = cls._order(
            cls.in_beijing,
            [(cls.small, 1, price) for price in prices],
            place_id=cls.place.id,
        )
        test._deliver(cls.long)
        test._give_back(test._earn(price=433.33, quantity=2))
        cls.paid = round(sum(prices), 2) + 433.33

    def _compensate(self):
        case = self.env["outlet.case"]._open("complaint", self.long, note="Stain")
        action = case.with_user(self.operator).action_open_compensate()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.write({"amount": 7.77, "bearer": "reseller"})
        wizard.action_compensate()

    def _put_right(self):
        """He disputes a line on his page, and is right."""
        entry = self.statement.entry_ids.filtered(lambda one: one.kind == "margin")[0]
        self._post(
            f"/my/outlet/statements/{self.statement.id}/dispute",
            entry_id=entry.id,
            reason="price",
            claimed_amount=f"{entry.amount + 1.23:.2f}",
        )
        self.statement.dispute_ids.with_user(self.operator).action_accept()

    def test_every_form_shows_the_same_lines_to_the_cent(self):
        """Portal, screen, workbook and print of 90 lines and more. Proves R144."""
        self._compensate()
        self._settle()
        self._put_right()
        lines, total = self._assert_same_in_every_form()
        self.assertGreater(len(lines), statement_forms.PAGE)
        self.assertLessEqual(
            {"Margin", "Money Collected", "Compensation", "Correction"},
            {line[2] for line in lines},
        )
        self.assertTrue([line for line in lines if line[3] < 0])
        self.assertAlmostEqual(sum(line[-1] for line in lines), total, 2)

    def test_a_long_page_needs_no_more_queries_than_a_short_one(self):
        self._settle()
        contract = self._as(self.user)

        def count(entries):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(contract._entry_rows(entries)), len(entries))
            return self.env.cr.sql_log_count - before

        entries = self.env["share.entry"].browse(self.statement.entry_ids.ids)
        count(entries[:1])  # what is read once in a process
        self.assertLessEqual(count(entries), count(entries[:1]) + 5)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        contract._statement_sheet(contract._find_statement(self.statement.id))
        self.assertLess(self.env.cr.sql_log_count - before, 60)

    def test_what_customers_paid_is_counted_once(self):
        """Margin and money collected are two lines of the same sale."""
        self._settle()
        page = html.fromstring(
            self._get(f"/my/outlet/statements/{self.statement.id}").text
        )
        figures = page.xpath('//dl[@class="oo_figures"]//dd/text()')
        self.assertAlmostEqual(to_number(figures[2]), self.paid, 2)
        content = self._get(XLSX_ROUTE % self.statement.id).content
        cells = statement_forms.read_sums(content)
        self.assertEqual(cells["Quantity"], self.PIECES + 1)
        self.assertAlmostEqual(cells["Paid"], self.paid, 2)
