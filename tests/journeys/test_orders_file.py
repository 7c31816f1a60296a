"""The operator brings in a shop's orders and reads why a warehouse was chosen."""

from tests.journeys.browser import Journey, order_row, workbook
from tests.journeys.stock import sku_at
from tests.system import URL, sign_in


class TestOrdersFile(Journey):
    def setUp(self):
        super().setUp()
        sku = sku_at("AG01")[0]
        self.good = [order_row(sku) for _index in range(3)]
        self.bad = [
            order_row("没有这个货号"),
            order_row(sku, 手机="1381234"),
        ]

    def upload(self, page, rows):
        page.click(".o_list_button_add")
        page.set_input_files(
            ".o_outlet_file_drop input[name=file]",
            {"name": "订单.xlsx", "mimeType": "", "buffer": workbook(rows)},
        )
        page.wait_for_selector(".o_outlet_file_drop.o_chosen")
        page.click("button[name=action_check]")
        page.wait_for_selector(".o_outlet_cards")

    def count(self, page, status):
        return int(page.inner_text(f".o_outlet_{status} .o_outlet_card_count"))

    def test_bad_rows_are_named_and_good_ones_go_all_the_way(self):
        page = self.open("/odoo/outlet-imports", login="operator")
        self.upload(page, [*self.good, *self.bad])
        self.assertEqual(self.count(page, "error"), 2)
        bad = page.inner_text(".o_outlet_rows")
        for row, words in ((5, "没有这个货号"), (6, "1381234")):
            line = page.locator(f".o_outlet_row:has-text('{words}')").first
            self.assertIn(str(row), line.locator(".o_outlet_row_number").inner_text())
            self.assertTrue(line.locator(".o_outlet_row_message").inner_text(), bad)
        page.click(".o_outlet_run_start")
        page.wait_for_selector(".o_outlet_run_progress[aria-valuenow='100']")
        page.wait_for_function(
            "document.querySelector('.o_outlet_done .o_outlet_card_count')"
            ".textContent.trim() == '3'"
        )
        with page.expect_download() as download:
            page.click(".o_outlet_run_errors")
        self.assertTrue(download.value.suggested_filename.endswith(".xlsx"))
        self.assertEqual(self.errors, [])

    def test_the_same_orders_again_change_nothing(self):
        page = self.open("/odoo/outlet-imports", login="operator")
        self.upload(page, self.good)
        page.click(".o_outlet_run_start")
        page.wait_for_selector(".o_outlet_run_progress[aria-valuenow='100']")
        page.goto(page.url.rpartition("/")[0])
        page.wait_for_selector(".o_list_view")
        self.upload(page, [*self.good, *self.bad])
        self.assertEqual(self.count(page, "duplicate"), 3)
        orders = sign_in("operator").call(
            "sale.order",
            "search_count",
            [("client_order_ref", "in", [row["订单编号"] for row in self.good])],
        )
        self.assertEqual(orders, 3)

    def test_an_order_tells_why_this_warehouse(self):
        """Proves R124."""
        page = self.open("/odoo/outlet-imports", login="operator")
        self.upload(page, self.good)
        page.click(".o_outlet_run_start")
        page.wait_for_selector(".o_outlet_run_progress[aria-valuenow='100']")
        page.goto(f"{URL}/odoo/outlet-orders")
        number = self.good[0]["订单编号"]
        page.wait_for_selector(".o_data_row")
        page.fill(".o_searchview_input", number)
        page.wait_for_selector(".o_searchview_autocomplete")
        page.keyboard.press("Enter")
        page.wait_for_selector(".o_searchview_facet")
        page.click(f".o_data_row:has-text('{number}') td[name=place_id]")
        page.click(".o_notebook a[name=routing]")
        page.wait_for_selector(".tab-pane.active:has-text('天津')")
        told = page.inner_text(".tab-pane.active")
        self.assertIn("天津", told)
        self.assertRegex(told, r"\d+ (km|公里)")
        self.assertEqual(self.errors, [])
