import io

import python_calamine
import xlsxwriter

from odoo.http import Request
from odoo.tests import tagged

from .common import PortalCommon

URL = "/my/outlet/orders/file"
HEADS = ["货号", "数量", "售价", "收件信息", "备注", "订单号"]
LEI = "李雷 13812345678 北京市朝阳区建国路88号院3号楼502"
MEI = "韩梅梅 13912345678 北京市朝阳区长安街1号"


@tagged("post_install", "-at_install")
class TestOrderFile(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.tj, cls.small, 47)
        cls._stock(cls.tj, cls.large, 10)

    def _book(self, *rows, heads=None):
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            page = book.add_worksheet("订单")
            for number, row in enumerate([heads or HEADS, *rows]):
                page.write_row(number, 0, row)
        return output.getvalue()

    def _row(self, text=LEI, sku="T-TRENCH-1", quantity=1, price=400, note="", no=""):
        return [sku, quantity, price, text, note, no]

    def _upload(self, content, login="t_shop", name="orders.xlsx"):
        self._login(login)
        return self.url_open(
            URL,
            data={"csrf_token": Request.csrf_token(self)},
            files={"file": (name, content)},
        )

    def _submit(self, page, login="t_shop"):
        """Press the button of the preview, and what the page does by itself."""
        record = self._record(page)
        self._post(f"{URL}/{record.id}/submit", login)
        while record.is_going_on:
            self.make_jsonrpc_request(f"{URL}/{record.id}/next")
            record.invalidate_recordset()
        return record

    def _record(self, page):
        return self.env["outlet.import"].browse(int(page.url.rpartition("/")[2]))

    def _orders(self, user=None):
        owner = (user or self.user).partner_id
        return self.env["sale.order"].search([("reseller_id", "=", owner.id)])

    def _sheet(self, content):
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return book.get_sheet_by_index(0).to_python()

    def test_upload_preview_and_submit_make_the_orders(self):
        page = self._upload(
            self._book(self._row(), self._row(MEI, quantity=2, price=380, note="周末"))
        )
        self.assertFalse(self._orders())
        self.assertIn("李雷", page.text)
        self.assertIn("¥1,160", page.text)
        self._submit(page)
        orders = self._orders().sorted("id")
        self.assertEqual(orders.mapped("state"), ["sale", "sale"])
        self.assertEqual(orders.mapped("amount_total"), [400, 760])
        self.assertEqual(orders[1].buyer_note, "周末")
        self.assertEqual(orders.place_id, self.place)
        self.assertIn("2 orders are on their way", "".join(self._get(page.url).text))

    def test_the_customers_come_from_the_file(self):
        """Proves R33 R239."""
        self._submit(self._upload(self._book(self._row(), self._row(MEI))))
        customers = self._orders().reseller_customer_id
        self.assertEqual(set(customers.mapped("name")), {"李雷", "韩梅梅"})
        self.assertEqual(set(customers.mapped("source")), {"file"})
        self.assertEqual(set(customers.mapped("consent")), {"none"})

    def test_rows_of_one_receiver_are_one_order(self):
        self._submit(self._upload(self._book(self._row(), self._row(sku="T-TRENCH-2"))))
        self.assertEqual(len(self._orders().order_line), 2)

    def test_columns_of_their_own_are_read_as_well(self):
        heads = ["货号", "数量", "收件人", "手机", "省", "市", "区", "详细地址"]
        address = ["李雷", "13812345678", "北京市", "北京市", "朝阳区", "建国路88号"]
        row = ["T-TRENCH-1", 1, *address]
        self._submit(self._upload(self._book(row, heads=heads)))
        self.assertEqual(self._orders().partner_shipping_id.street, "建国路88号")

    def test_without_a_price_the_own_price_counts(self):
        self.contract._set_own_price(self.style, "price", 455.0)
        self._submit(self._upload(self._book(self._row(price=""))))
        self.assertEqual(self._orders().amount_total, 455)

    def test_wrong_rows_say_why_and_the_others_come_in(self):
        page = self._upload(
            self._book(
                self._row(),
                self._row(MEI, sku="NOPE"),
                self._row("王五 123 朝阳区"),
                self._row("赵六 13512345678 北京市朝阳区长安街2号", price=4000),
                self._row("孙七 13612345678 北京市朝阳区长安街3号", quantity=90),
            )
        )
        for words in ("not in your selection", "above the tag price", "only"):
            self.assertIn(words, page.text)
        self._submit(page)
        self.assertEqual(self._orders().partner_shipping_id.name, "李雷")

    def test_an_order_with_a_wrong_row_waits_as_a_whole(self):
        page = self._upload(self._book(self._row(), self._row(sku="NOPE")))
        self.assertIn("Row 3 of the same order is wrong", page.text)
        self.assertNotIn(f"{URL}/{self._record(page).id}/submit", page.text)

    def test_the_answer_is_the_same_file_with_the_results(self):
        page = self._upload(self._book(self._row(), self._row(MEI, sku="NOPE")))
        record = self._submit(page)
        rows = self._sheet(self._get(f"{URL}/{record.id}/answer").content)
        self.assertEqual(rows[0][:6], HEADS)
        self.assertEqual(rows[1][3], LEI)
        self.assertEqual(rows[1][7], "Brought in")
        self.assertEqual(rows[2][7], "Error")
        self.assertIn("not in your selection", rows[2][8])

    def test_the_same_file_twice_does_nothing(self):
        content = self._book(self._row())
        self._submit(self._upload(content))
        page = self._upload(content, name="again.xlsx")
        self.assertIn("imported already", page.text)
        self._post(f"{page.url.replace(self.base_url(), '')}/submit")
        self.assertEqual(len(self._orders()), 1)

    def test_the_corrected_answer_brings_in_only_what_was_wrong(self):
        page = self._upload(self._book(self._row(), self._row(MEI, sku="NOPE")))
        record = self._submit(page)
        answer = self._get(f"{URL}/{record.id}/answer").content
        rows = self._sheet(answer)
        rows[2][0] = "T-TRENCH-1"
        self._submit(self._upload(self._book(*rows[1:], heads=rows[0])))
        self.assertEqual(len(self._orders()), 2)

    def test_another_order_of_a_receiver_needs_a_number(self):
        self._submit(self._upload(self._book(self._row())))
        page = self._upload(self._book(self._row(sku="T-TRENCH-2")))
        self.assertIn("has order", page.text)
        page = self._upload(self._book(self._row(sku="T-TRENCH-2", no="B2")))
        self._submit(page)
        self.assertEqual(len(self._orders()), 2)

    def test_one_file_of_two_resellers_is_two_files(self):
        content = self._book(self._row())
        self._submit(self._upload(content))
        self._submit(self._upload(content, "t_other"), "t_other")
        self.assertEqual(len(self._orders(self.other_user)), 1)

    def test_a_file_of_somebody_else_is_not_found(self):
        page = self._upload(self._book(self._row()))
        path = f"{URL}/{self._record(page).id}"
        for login in ("t_other", "t_link"):
            self.assertEqual(self._get(path, login).status_code, 404)
            self.assertEqual(self._get(f"{path}/answer", login).status_code, 404)
            self.assertEqual(self._post(f"{path}/submit", login).status_code, 404)
        self.assertFalse(self._orders())

    def test_a_file_that_can_not_be_read_is_refused_in_words(self):
        self.assertIn("oo_problem", self._upload(b"\x00nonsense").text)
        self.assertIn("Choose a file first", self._post(URL).text)
        strange = self._book(["x", "y"], heads=["foo", "bar"])
        self.assertIn("Take the template", self._upload(strange).text)

    def test_the_template_is_a_file_that_can_be_uploaded(self):
        content = self._get(f"{URL}/template").content
        rows = self._sheet(content)
        self.assertEqual(rows[0], HEADS)
        self._submit(self._upload(content))
        self.assertEqual(len(self._orders()), 1)

    def test_what_was_left_half_way_goes_on_by_itself(self):
        people = [f"客户{n} 138{n:08d} 北京市朝阳区长安街{n}号" for n in range(1, 31)]
        page = self._upload(self._book(*map(self._row, people)))
        record = self._record(page)
        self._post(f"{URL}/{record.id}/submit")
        self.assertTrue(record.is_going_on)
        record.run_until = False
        for step in ("commit", "rollback"):
            self.patch(self.env.cr, step, lambda: None)
        self.env["outlet.import"]._cron_go_on()
        self.assertEqual(len(self._orders()), 30)

    def test_a_file_of_the_operators_is_never_taken_for_a_resellers(self):
        record = self.env["outlet.import"].create(
            {"kind": "seller_orders", "filename": "a.xlsx"}
        )
        self.assertFalse(record._get_sections("seller_orders"))
