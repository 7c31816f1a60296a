import base64
import io
import zipfile

import python_calamine
import xlsxwriter

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import make_rows, make_workbook
from .test_import_goods import LOT_HEADERS, ImportGoodsCommon


@tagged("post_install", "-at_install")
class TestImportChoice(ImportGoodsCommon):
    def _find_style(self, code="QH001"):
        return self.env["product.template"].search([("style_code", "=", code)])

    def test_file_is_recognised_by_its_headers(self):
        files = {
            "catalogue": make_workbook(make_rows()),
            "lots": make_workbook([["裤子", 5, 39, ""]], LOT_HEADERS),
            "brands": make_workbook([["新牌"]], ("品牌",)),
            "offers": make_workbook([["SP001", "过季"]], ("款号", "清货原因")),
        }
        for kind, content in files.items():
            with self.subTest(kind):
                self.assertEqual(self._check(content).kind, kind)

    def test_another_file_is_recognised_anew(self):
        record = self._check(make_workbook(make_rows()))
        record.file = base64.b64encode(
            make_workbook([["裤子", 5, 39, ""]], LOT_HEADERS)
        )
        record.action_check()
        self.assertEqual(record.kind, "lots")

    def test_file_nobody_knows_asks_what_it_holds(self):
        with self.assertRaisesRegex(UserError, "Choose what it holds"):
            self._check(make_workbook([["x", "y"]], ("甲", "乙")))

    def test_senders_words_are_asked_once_and_remembered(self):
        """Proves R121."""
        headers = ("大类", "有多少", "一件多少钱", "备注")
        first = self._check(
            make_workbook([["裤子", 5, 39, "x"]], headers),
            agent_id=self.agent.id,
            kind="lots",
        )
        self.assertEqual(first.state, "columns")
        self.assertEqual(first.header_ids.mapped("name"), list(headers))
        self.assertEqual(first.header_ids[0].sample, "裤子")
        columns = {c.field_name: c for c in self._get_columns("lots")}
        for header, name in zip(
            first.header_ids, ("category", "quantity", "price", "remark"), strict=True
        ):
            header.column_id = columns[name]
        first.action_assign_columns()
        self.assertEqual((first.state, first.count_ok), ("checked", 1))
        again = self._check(
            make_workbook([["鞋", 8, 59, ""]], headers),
            agent_id=self.agent.id,
            kind="lots",
        )
        self.assertEqual((again.state, again.count_ok), ("checked", 1))
        stranger = self._check(
            make_workbook([["鞋", 8, 59, ""]], headers),
            agent_id=self.other_agent.id,
            kind="lots",
        )
        self.assertEqual(stranger.state, "columns")

    def _get_columns(self, kind):
        return self.env["outlet.import.column"].search([("kind", "=", kind)])

    def test_two_columns_are_not_the_same_thing(self):
        record = self._check(
            make_workbook([["裤子", 5, 39]], ("大类", "有多少", "价格")),
            agent_id=self.agent.id,
            kind="lots",
        )
        column = self._get_columns("lots").filtered(
            lambda c: c.field_name == "quantity"
        )
        record.header_ids.column_id = column
        with self.assertRaisesRegex(UserError, "choose one of them"):
            record.action_assign_columns()

    def test_rows_left_out_stay_out_until_they_are_taken_in(self):
        record = self._check(make_workbook(make_rows()))
        record.set_left_out(record.line_ids[:2].ids)
        self.assertEqual((record.count_ok, record.count_left_out), (4, 2))
        self._apply(record)
        self.assertEqual(len(self._find_style().product_variant_ids), 4)
        self.assertEqual(record.state, "done")
        record.set_left_out(None, False)
        self.assertEqual(record.state, "checked")
        self._apply(record)
        self.assertEqual(len(self._find_style().product_variant_ids), 6)

    def test_rows_of_another_import_are_not_left_out(self):
        record = self._check(make_workbook(make_rows()))
        other = self._check(make_workbook(make_rows("QH002")))
        record.set_left_out(other.line_ids.ids)
        self.assertFalse(other.count_left_out)

    def test_all_or_nothing_brings_nothing_in_while_a_row_is_wrong(self):
        rows = make_rows()
        rows[2][8] = "面议"
        record = self._check(make_workbook(rows))
        record.all_or_nothing = True
        with self.assertRaisesRegex(UserError, "nothing comes in"):
            record.apply_next()
        self.assertFalse(self._find_style())
        record.all_or_nothing = False
        self._apply(record)
        self.assertEqual(record.count_done, 5)

    def test_all_or_nothing_takes_everything_back_where_a_row_fails_late(self):
        record = self._check(make_workbook(make_rows() + make_rows("QH002")))
        record.all_or_nothing = True
        # Somebody takes the barcode's place between the check and the import.
        line = record.line_ids.filtered(lambda line: line.row == 9)
        line.data = line.data | {"barcode": "6900000000777"}
        self.other_style.product_variant_id.barcode = "6900000000777"
        record.apply_next()
        self.assertFalse(self._find_style() or self._find_style("QH002"))
        self.assertEqual((record.count_done, record.count_error), (0, 1))

    def test_changes_of_a_catalogue_are_shown_before_they_are_made(self):
        self._apply(self._check(make_workbook(make_rows())))
        rows = make_rows()
        for row in rows:
            row[3], row[8] = "青禾 长风衣", 1200
        record = self._check(make_workbook(rows + make_rows("QH002")))
        self.assertEqual((record.count_changed, record.count_new), (6, 6))
        self.assertEqual(
            record.line_ids[0].changes,
            [["商品名称", "青禾 风衣", "青禾 长风衣"], ["吊牌价", "1000", "1200"]],
        )
        self.assertEqual(self._find_style().list_price, 1000)


@tagged("post_install", "-at_install")
class TestImportCorrection(ImportGoodsCommon):
    def _read(self, content):
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return book.get_sheet_by_index(0).to_python(), book.sheet_names

    def _make_bad(self):
        rows = make_rows()
        rows[1][8] = "=1+1"
        rows[4][6] = ""
        record = self._check(make_workbook(rows, title="春季"))
        return self._apply(record)

    def _correct(self, record):
        rows, names = self._read(record._build_error_workbook())
        rows[1][8] = 1000
        rows[2][6] = "QH001-2M"
        output = io.BytesIO()
        # what a person saves: the same sheets, corrected cells
        with xlsxwriter.Workbook(output) as book:
            page = book.add_worksheet(names[0])
            for index, row in enumerate(rows):
                page.write_row(index, 0, row)
            marks = book.add_worksheet(names[1])
            marks.write_row(
                0, 0, [str(record.id), record.checksum, record._get_row_header()]
            )
        return output.getvalue()

    def test_corrected_rows_come_back_to_their_import(self):
        record = self._make_bad()
        self.assertEqual((record.count_done, record.count_error), (4, 2))
        corrected = self._check(self._correct(record), "corrected.xlsx")
        self.assertEqual(corrected.origin_id, record)
        self.assertEqual(corrected.line_ids.mapped("origin_row"), [4, 7])
        self.assertEqual((corrected.count_total, corrected.count_ok), (2, 2))
        self._apply(corrected)
        self.assertEqual((record.count_error, record.count_corrected), (0, 2))
        style = self.env["product.template"].search([("style_code", "=", "QH001")])
        self.assertEqual(len(style.product_variant_ids), 6)

    def test_returned_text_is_never_a_formula(self):
        record = self._make_bad()
        content = record._build_error_workbook()
        rows, _names = self._read(content)
        self.assertEqual(rows[1][8], "=1+1")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml")
            comments = archive.read("xl/comments1.xml").decode()
        self.assertNotIn(b"<f>", sheet)
        self.assertIn("is not a number", comments)

    def test_mark_of_anothers_import_links_nothing(self):
        record = self._make_bad()
        mine = self._upload(self._correct(record), "c.xlsx", user=self.agent_user)
        with self.assertRaises(UserError):
            mine.action_check()
        self.assertFalse(record.correction_ids)


@tagged("post_install", "-at_install")
class TestImportFiles(ImportGoodsCommon):
    def test_text_tables_of_shop_systems_are_read(self):
        rows = ["品类,数量,价格,备注", "裤子,5,39,均码"]
        for text, encoding, name in (
            (",", "utf-8-sig", "a.csv"),
            (",", "gb18030", "b.csv"),
            ("\t", "gb18030", "c.xls"),
            ("\t", "utf-16", "d.txt"),
        ):
            with self.subTest(name):
                content = "\r\n".join(rows).replace(",", text).encode(encoding)
                record = self._check(content, name, agent_id=self.agent.id)
                self.assertEqual((record.kind, record.count_ok), ("lots", 1))

    def test_locked_and_swollen_workbooks_are_refused_in_plain_words(self):
        locked = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
        locked += "EncryptedPackage".encode("utf-16-le")
        with self.assertRaisesRegex(UserError, "has a password"):
            self._check(locked, "locked.xlsx")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open(
                "xl/worksheets/sheet1.xml", "w", force_zip64=True
            ) as page:
                for _block in range(700):
                    page.write(b" " * 1024 * 1024)
        with self.assertRaisesRegex(UserError, "more than any workbook"):
            self._check(packed.getvalue(), "bomb.xlsx")

    def test_upload_without_a_file_asks_for_one(self):
        record = self.env["outlet.import"].create({"kind": "catalogue"})
        with self.assertRaisesRegex(UserError, "Choose a file"):
            record.action_check()
