from datetime import datetime

from odoo.tests import BaseCase, tagged

from .. import workbook
from .common import HEADERS, make_workbook


@tagged("post_install", "-at_install")
class TestWorkbook(BaseCase):
    def test_code_loses_width_blanks_and_fancy_hyphens(self):
        self.assertEqual(
            workbook.clean_code(" ＹＳ１６００１－０４ – 1 "), "YS16001-04-1"
        )

    def test_number_cell_is_read_as_the_code_people_see(self):
        self.assertEqual(workbook.clean_code(6900001000013.0), "6900001000013")

    def test_text_keeps_chinese_punctuation(self):
        self.assertEqual(
            workbook.clean_text("　尽快发货，谢谢！１２号 "), "尽快发货，谢谢！12号"
        )

    def test_price_is_read_with_signs_and_separators(self):
        self.assertEqual(workbook.parse_number("￥1,219.00元"), 1219.0)
        self.assertEqual(workbook.parse_number("１２１９"), 1219.0)

    def test_words_are_no_number(self):
        for value in ("面议", "", "12件", "1219/件", True, None):
            self.assertIsNone(workbook.parse_number(value), value)

    def test_dates_are_read_in_the_ways_shops_write_them(self):
        expected = datetime(2018, 1, 15, 7, 30)
        for value in (expected, "2018-01-15 07:30:00", "2018/1/15 7:30"):
            self.assertEqual(workbook.parse_datetime(value), expected)
        self.assertIsNone(workbook.parse_datetime("昨天"))

    def test_csv_of_chinese_excel_is_read(self):
        content = ",".join(HEADERS).encode("gb18030")
        [(_name, rows)] = workbook.read_sheets(content, "goods.csv")
        self.assertEqual(rows[0], list(HEADERS))

    def test_something_else_than_a_workbook_is_refused(self):
        with self.assertRaises(workbook.UnreadableWorkbook):
            workbook.read_sheets(b"%PDF-1.4 no workbook", "goods.xlsx")

    def test_headers_are_found_below_a_title_and_in_any_order(self):
        columns = {
            "main": [
                workbook.Column("main", "sku", ("商家编码", "SKU"), True, "code"),
                workbook.Column("main", "price", ("吊牌价", "零售价"), True, "number"),
            ]
        }
        content = make_workbook([[99, "a-1"]], ["零售价", " sku "], title="春季清单")
        [(name, cells)] = workbook.read_sheets(content, "x.xlsx")
        match = workbook.match_sheet(name, cells, columns)
        [row] = workbook.rows_of(match)
        self.assertEqual((row["sku"], row["price"], row.number), ("a-1", 99.0, 3))
        self.assertEqual(row.label("price"), "零售价")
