import base64
import io
import zipfile

from odoo.tests import tagged

from .common import HEADERS, PIXEL, OutletCommon, make_rows, make_workbook


@tagged("post_install", "-at_install")
class TestImportCatalogue(OutletCommon):
    def _import(self, rows, headers=HEADERS, **values):
        return self._run_import(
            self._make_import(make_workbook(rows, headers), **values)
        )

    def _find_style(self, code="QH001"):
        return self.env["product.template"].search([("style_code", "=", code)])

    def test_goods_get_exactly_the_combinations_of_the_file(self):
        rows = make_rows()
        del rows[1]  # no M in the first colour
        record = self._import(rows)
        style = self._find_style()
        self.assertEqual(record.count_done, 5)
        self.assertEqual(
            sorted(style.product_variant_ids.mapped("default_code")),
            ["QH001-1L", "QH001-1S", "QH001-2L", "QH001-2M", "QH001-2S"],
        )
        absent = style.attribute_line_ids.product_template_value_ids.filtered(
            lambda value: value.name in ("藏青", "M")
        )
        self.assertEqual(len(absent), 2)
        self.assertFalse(style._is_combination_possible(absent))

    def test_style_carries_what_the_file_says(self):
        self._import(make_rows())
        style = self._find_style()
        self.assertRecordValues(
            style,
            [
                {
                    "name": "青禾 风衣",
                    "list_price": 1000.0,
                    "season": "2017秋冬",
                    "tag_origin": "杭州",
                    "is_storable": True,
                }
            ],
        )
        self.assertEqual(style.product_brand_id.name, "青禾")
        self.assertEqual(style.product_brand_id.partner_id.name, "青禾")
        self.assertTrue(style.product_brand_id.partner_id.is_company)
        self.assertEqual(style.categ_id.name, "女装")
        self.assertEqual(style.taxes_id, self.env.company._get_retail_sale_tax())

    def test_known_brand_is_found_by_name(self):
        self._import(make_rows(brand="SPRUCE"))
        self.assertEqual(self._find_style().product_brand_id, self.brand)

    def test_attributes_are_made_once_for_all_styles(self):
        self._import(make_rows("QH001") + make_rows("QH002"))
        values = self.env["product.attribute.value"].search([("name", "=", "藏青")])
        self.assertEqual(len(values), 1)

    def test_style_cut_by_a_batch_is_one_style(self):
        record = self._make_import(make_workbook(make_rows()))
        record.action_check()
        while record.apply_next(2)["remaining"]:
            continue
        self.assertEqual(len(self._find_style().product_variant_ids), 6)
        self.assertFalse(record.count_error)

    def test_each_bad_row_is_reported_with_its_remedy(self):
        rows = make_rows("QH001", sizes="SMLX")
        rows[0][6] = ""
        rows[1][8] = "面议"
        rows[2][8] = 0
        rows[3][8] = -5
        rows[4][0] = " "
        rows[6][6] = rows[5][6]
        record = self._make_import(make_workbook(rows))
        record.action_check()
        messages = self._messages(record)
        for row, words in {
            2: "商家编码 is empty: fill it in",
            3: "“面议” is not a number: type digits",
            4: "吊牌价 is 0: a tag price is above zero",
            5: "吊牌价 is -5",
            6: "品牌 is empty",
            8: "already in row 7: correct or delete",
        }.items():
            self.assertIn(words, messages[row])
        self.assertEqual((record.count_error, record.count_ok), (6, 2))

    def test_repeated_row_is_a_duplicate_not_an_error(self):
        rows = make_rows()
        record = self._make_import(make_workbook([*rows, rows[0]]))
        record.action_check()
        self.assertEqual(self._statuses(record)[8], "duplicate")
        self.assertIn("row 2", self._messages(record)[8])

    def test_odd_tag_price_out_of_a_style_is_the_one_reported(self):
        rows = make_rows()
        rows[0][8] = 1
        record = self._make_import(make_workbook(rows))
        record.action_check()
        bad = record.line_ids.filtered(lambda line: line.status == "error")
        self.assertEqual(bad.mapped("row"), [2])

    def test_deviating_name_is_noted_and_does_not_win(self):
        rows = make_rows()
        rows[5][3] = "Another name"
        record = self._import(rows)
        self.assertEqual(self._find_style().name, "青禾 风衣")
        noted = record.line_ids.filtered("message")
        self.assertEqual((noted.row, noted.status), (7, "done"))

    def test_same_colour_and_size_twice_is_an_error(self):
        rows = make_rows()
        rows[1][5] = rows[0][5]
        record = self._make_import(make_workbook(rows))
        record.action_check()
        self.assertIn("Colour and size is already in row 2", self._messages(record)[3])

    def test_sku_keeps_its_colour_size_and_style(self):
        self._import(make_rows())
        moved = make_rows()
        moved[0][4], moved[0][5] = "墨绿", "XL"
        taken = make_rows("QH777")
        taken[0][6] = "QH001-1M"
        record = self._make_import(make_workbook(moved[:1] + taken))
        record.action_check()
        messages = self._messages(record)
        self.assertIn("a SKU keeps its colour and size", messages[2])
        self.assertIn("a SKU of its own", messages[3])

    def test_barcode_of_another_article_is_refused(self):
        self.other_style.product_variant_id.barcode = "6900000000001"
        rows = make_rows()
        rows[0][7] = 6900000000001
        record = self._make_import(make_workbook(rows))
        record.action_check()
        self.assertIn("belongs to", self._messages(record)[2])

    def test_changed_file_updates_what_is_not_published(self):
        self._import(make_rows())
        rows = make_rows()
        for row in rows:
            row[3], row[8] = "青禾 长风衣", 1200
        record = self._import(rows)
        style = self._find_style()
        self.assertEqual((style.name, style.list_price), ("青禾 长风衣", 1200))
        self.assertEqual(record.count_done, 6)
        self.assertEqual(len(style.product_variant_ids), 6)

    def test_unchanged_rows_of_a_changed_file_are_passed_over(self):
        self._import(make_rows())
        record = self._make_import(make_workbook(make_rows() + make_rows("QH002")))
        record.action_check()
        self.assertEqual((record.count_duplicate, record.count_ok), (6, 6))

    def test_new_colour_joins_an_existing_style(self):
        self._import(make_rows())
        self._import(make_rows(colours=("藏青", "米白", "驼色")))
        style = self._find_style()
        self.assertEqual(len(style.product_variant_ids), 9)
        self.assertEqual(len(style.attribute_line_ids), 2)

    def test_tag_price_of_a_published_style_is_an_error_with_remedy(self):
        self._import(make_rows(brand="Spruce"))
        style = self._find_style()
        style.image_1920 = PIXEL
        offer = self._make_offer(style=style)
        rows = make_rows(brand="Spruce")
        for row in rows:
            row[8] = 1200
        record = self._make_import(make_workbook(rows))
        record.action_check()
        self.assertEqual(record.count_error, 6)
        self.assertIn("suspend the offer", record.line_ids[0].message)
        offer.action_suspend()
        record.action_check()
        self.assertEqual(record.count_ok, 6)

    def test_offer_published_after_the_check_still_holds_the_price(self):
        self._import(make_rows(brand="Spruce"))
        style = self._find_style()
        style.image_1920 = PIXEL
        rows = make_rows(brand="Spruce")
        for row in rows:
            row[8] = 1200
        record = self._make_import(make_workbook(rows))
        record.action_check()
        self._make_offer(style=style)
        record.apply_next()
        self.assertEqual((style.list_price, record.count_error), (1000, 6))

    def test_goods_without_sizes_come_in(self):
        rows = make_rows(sizes="S")
        for row in rows:
            row[5] = ""
        self._import(rows)
        self.assertEqual(len(self._find_style().product_variant_ids), 2)

    def test_goods_without_any_variation_come_in(self):
        rows = make_rows(colours=("",), sizes="S")
        rows[0][5] = ""
        self._import(rows)
        self.assertEqual(self._find_style().product_variant_id.default_code, "QH001-1S")

    def test_headers_in_other_order_and_words_are_understood(self):
        words = {"款号": "货号", "商家编码": "ＳＫＵ", "吊牌价": "零售价 "}
        headers = [words.get(name, name) for name in reversed(HEADERS)]
        rows = [list(reversed(row)) for row in make_rows()]
        self.assertEqual(self._import(rows, headers).count_done, 6)

    def test_pictures_of_the_zip_find_their_styles(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("spring/qh001.PNG", base64.b64decode(PIXEL))
            archive.writestr("QH002.jpg", b"broken")
            archive.writestr("readme.txt", b"hello")
        record = self._import(
            make_rows("QH001") + make_rows("QH002"),
            picture_zip=base64.b64encode(packed.getvalue()),
            picture_zip_name="pictures.zip",
        )
        self.assertTrue(self._find_style("QH001").image_1920)
        self.assertFalse(self._find_style("QH002").image_1920)
        self.assertEqual((record.picture_count, record.count_done), (2, 13))
        wrong = record.line_ids.filtered(lambda line: line.status == "error")
        self.assertEqual(wrong.summary, "QH002.jpg")
        self.assertIn("can't be opened", wrong.message)

    def test_thousand_articles_need_few_queries(self):
        """The work is set-based: ten times the rows, not ten times the queries."""
        rows = [
            row
            for number in range(100)
            for row in make_rows(f"Q{number:04}", sizes="SMLXY")
        ]
        record = self._make_import(make_workbook(rows))
        record.action_check()
        self.assertEqual(record.count_ok, 1000)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        record.apply_next(1000)
        self.assertEqual(record.count_done, 1000)
        self.assertLess(self.env.cr.sql_log_count - before, 900)
