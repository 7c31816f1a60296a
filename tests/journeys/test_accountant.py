"""The accountant follows the money of last month, by clicking and both ways."""

from tests.journeys.browser import PHONE, Journey
from tests.system import sign_in

BANK, BILL = "settlement_bill_ids", "invoice_line_ids"
STATEMENT, LINE, PARCEL = "entry_ids", "money_difference", "dispatch_state"


class TestAccountant(Journey):
    def arrive(self, page, field):
        """Wait for the form that shows this field; where one came from is gone."""
        page.wait_for_selector(f".o_form_view .o_field_widget[name={field}]")

    def press(self, page, button, field):
        """One click on a button that is seen, and where it leads."""
        page.locator(f".o_action_manager button[name={button}]:visible").first.click()
        self.arrive(page, field)

    def paid_line(self):
        """What the bank paid for last month's largest statement of an agent."""
        finance = sign_in("finance")
        lines = finance.read(
            "account.bank.statement.line",
            [("is_reconciled", "=", True), ("payment_ref", "like", "/A-")],
            ["payment_ref", "amount"],
        )
        return min(lines, key=lambda line: line["amount"])

    def walk(self, page):
        """From the line of the bank to the parcel."""
        paid = self.paid_line()
        row = page.locator(f".o_data_row:has-text('{paid['payment_ref']}')")
        row.locator("button[name=action_view_settlement_bills]").click()
        self.arrive(page, BILL)
        number = paid["payment_ref"].split()[-1]
        self.assertIn(number, page.inner_text(".o_form_view"))
        self.press(page, "action_view_settlement_statements", STATEMENT)
        self.assertIn(number, page.inner_text(".o_form_view"))
        self.press(page, "action_open_line", LINE)
        self.assertIn("0.00", page.inner_text(".o_field_widget[name=money_difference]"))
        self.press(page, "action_view_money_parcels", PARCEL)
        self.assertIn("SF", page.inner_text(".o_form_view"))
        return paid

    def walk_back(self, page, paid):
        """From the parcel to the bank; of the line's parties the agent comes first."""
        self.press(page, "action_view_money_lines", LINE)
        self.press(page, "action_open_statement", STATEMENT)
        self.press(page, "action_view_bill", BILL)
        self.press(page, "action_view_bank_lines", BANK)
        self.assertIn(paid["payment_ref"], page.inner_text(".o_form_view"))

    def test_the_accountant_walks_from_the_bank_to_the_parcel_and_back(self):
        page = self.open("/odoo/outlet-bank-lines", login="finance")
        page.wait_for_selector(".o_data_row")
        self.walk_back(page, self.walk(page))
        self.assertEqual(self.errors, [])

    def test_the_same_way_on_a_phone(self):
        page = self.open("/odoo/outlet-statements", size=PHONE, login="finance")
        page.wait_for_selector(".o_data_row, .o_kanban_record")
        self.assertNoSideScroll(page)
        paid = self.paid_line()
        number = paid["payment_ref"].split()[-1]
        page.locator(f":is(.o_data_row, .o_kanban_record):has-text('{number}')").click()
        self.arrive(page, STATEMENT)
        self.assertNoSideScroll(page)
        self.assertEqual(self.errors, [])

    def test_last_month_ends_at_nothing_open_between_the_sides(self):
        """Proves R144."""
        page = self.open("/odoo/outlet-reconciliation", login="finance")
        page.wait_for_selector("button[name=action_month_before]")
        shown = page.inner_text(".o_field_widget[name=date_from]")
        page.click("button[name=action_month_before]")
        page.wait_for_function(
            "shown => document.querySelector('.o_field_widget[name=date_from]')"
            ".innerText !== shown",
            arg=shown,
        )
        paid = page.inner_text(".o_field_widget[name=paid]")
        self.assertNotIn(paid.replace("¥", "").strip(), ("", "0.00"))
        for field in ("difference", "books_difference", "closing_difference"):
            text = page.inner_text(f".o_field_widget[name={field}] >> nth=0")
            self.assertEqual(text.replace("¥", "").strip(), "0.00", field)
        self.assertEqual(page.locator(".o_form_view .text-danger:visible").count(), 0)
        page.click("button[name=action_view_closing]")
        page.wait_for_selector(".o_list_view .o_data_row")
        self.assertEqual(page.locator(".o_data_row.text-danger").count(), 0)
        self.assertEqual(self.errors, [])
