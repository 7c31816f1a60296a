import base64
import io
from unittest.mock import patch

import python_calamine

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import HEADERS, OutletCommon, PartyCommon, make_rows, make_workbook


@tagged("post_install", "-at_install")
class TestImportFramework(OutletCommon):
    def test_checking_changes_no_business_data(self):
        before = self.env["product.template"].search_count([])
        record = self._make_import(make_workbook(make_rows()))
        record.action_check()
        self.assertEqual((record.state, record.count_ok), ("checked", 6))
        self.assertEqual(self.env["product.template"].search_count([]), before)

    def test_rows_come_in_step_by_step_and_the_rest_waits(self):
        record = self._make_import(make_workbook(make_rows()))
        record.action_check()
        first = record.apply_next(4)
        self.assertEqual(first, {"done": 4, "total": 6, "remaining": 2})
        self.assertEqual(record.state, "checked")
        self.assertEqual(record.apply_next(4)["remaining"], 0)
        self.assertEqual(record.state, "done")

    def test_applying_once_more_does_nothing(self):
        record = self._run_import(self._make_import(make_workbook(make_rows())))
        progress = record.apply_next()
        self.assertEqual(progress, {"done": 6, "total": 6, "remaining": 0})
        products = self.env["product.product"]._find_by_sku(["QH001-1S", "QH001-2L"])
        self.assertEqual(len(products), 2)

    def test_same_file_twice_is_recognised_row_by_row(self):
        content = make_workbook(make_rows())
        self._run_import(self._make_import(content))
        again = self._make_import(content, "copy of catalogue.xlsx")
        again.action_check()
        self.assertEqual((again.count_duplicate, again.count_ok), (6, 0))
        self.assertIn("catalogue.xlsx", again.line_ids[0].message)
        self.assertEqual(again.apply_next()["remaining"], 0)

    def test_same_file_checked_twice_comes_in_once(self):
        content = make_workbook(make_rows())
        first, second = self._make_import(content), self._make_import(content)
        first.action_check()
        second.action_check()
        first.apply_next(2)
        self.assertEqual(second.apply_next(), {"done": 0, "total": 0, "remaining": 0})
        self.assertEqual(second.count_duplicate, 6)
        self.assertEqual(first.apply_next()["done"], 6)

    def test_failing_row_is_marked_and_the_others_go_on(self):
        rows = make_rows()
        record = self._make_import(make_workbook(rows))
        record.action_check()
        # Somebody takes the SKU between the check and the import.
        self.other_style.product_variant_id.default_code = "QH001-1M"
        barred = record.line_ids.filtered(lambda line: line.row == 3)
        with mute_logger("odoo.sql_db"), self._apply_that_refuses("QH001-1M"):
            progress = record.apply_next()
        self.assertEqual(progress, {"done": 5, "total": 5, "remaining": 0})
        self.assertEqual((barred.status, barred.message), ("error", "Not this one"))

    def _apply_that_refuses(self, sku):
        model = type(self.env["outlet.import"])
        original = model._import_catalogue_apply

        reason = "Not this one"

        def refuse(records, lines):
            if any(line.data["sku"] == sku for line in lines):
                raise UserError(reason)  # pylint: disable=translation-required
            return original(records, lines)

        return patch.object(model, "_import_catalogue_apply", refuse)

    def test_unexpected_failure_of_a_row_is_logged_and_told(self):
        record = self._make_import(make_workbook(make_rows()))
        record.action_check()
        record.line_ids[0].data = {"nothing": "useful"}
        logger = "odoo.addons.brand_outlet.models.outlet_import_run"
        with self.assertLogs(logger, "ERROR"):
            progress = record.apply_next()
        self.assertEqual(progress["done"], 5)
        self.assertIn("unexpected", record.line_ids[0].message)

    def test_missing_rights_stop_the_run_instead_of_spoiling_rows(self):
        record = self._make_import(make_workbook(make_rows()))
        record.action_check()
        user = new_test_user(
            self.env, "half_operator", groups="sales_team.group_sale_manager"
        )
        with self.assertRaises(AccessError):
            record.with_user(user).apply_next()
        self.assertEqual(record.count_ok, 6)

    def test_second_person_is_told_who_is_importing(self):
        record = self._make_import(make_workbook(make_rows()))
        users = [
            new_test_user(self.env, login, groups="brand_outlet.group_operator")
            for login in ("first", "second")
        ]
        record.action_check()
        with freeze_time("2018-01-15 10:00:00"):
            record.with_user(users[0]).apply_next(2)
        with freeze_time("2018-01-15 10:00:10"):
            with self.assertRaisesRegex(UserError, "^first .* is importing"):
                record.with_user(users[1]).apply_next(2)
        # The first one's browser was closed: the second may go on.
        with freeze_time("2018-01-15 10:01:00"):
            progress = record.with_user(users[1]).apply_next(10)
        self.assertEqual(progress, {"done": 6, "total": 6, "remaining": 0})

    def test_corrected_goods_let_the_error_rows_come_in_later(self):
        self.other_style.product_variant_id.write({"barcode": "6900000000001"})
        rows = make_rows()
        rows[2][7] = "6900000000001"
        record = self._run_import(self._make_import(make_workbook(rows)))
        self.assertEqual((record.count_done, record.count_error), (5, 1))
        self.other_style.product_variant_id.barcode = False
        record.action_check()
        self.assertEqual((record.count_done, record.count_ok), (5, 1))
        self.assertEqual(record.apply_next()["done"], 6)

    def test_file_of_a_started_import_is_not_exchanged(self):
        record = self._make_import(make_workbook(make_rows()))
        record.action_check()
        record.file = base64.b64encode(make_workbook(make_rows("QH002")))
        self.assertEqual((record.state, record.count_total), ("draft", 0))
        self._run_import(record)
        with self.assertRaisesRegex(UserError, "Start a new import"):
            record.file = base64.b64encode(make_workbook(make_rows("QH003")))
        with self.assertRaisesRegex(UserError, "stays as a record"):
            record.unlink()

    def test_unknown_headers_are_named_with_the_remedy(self):
        content = make_workbook([["x", 1]], ["款号", "数量"])
        record = self._make_import(content)
        record.action_check()
        self.assertEqual(record.state, "columns")
        self.assertRegex(record.missing_columns, "Brand.*SKU.*Tag price")
        with self.assertRaisesRegex(UserError, "Check the file first"):
            record.apply_next()

    def test_sellers_own_header_is_added_without_code(self):
        """Proves R218."""
        column = self.env.ref("brand_outlet.import_column_catalogue_tag_price")
        column.aliases += "\n挂牌价"
        headers = ["挂牌价" if name == "吊牌价" else name for name in HEADERS]
        record = self._make_import(make_workbook(make_rows(), headers))
        record.action_check()
        self.assertEqual(record.count_ok, 6)

    def test_file_that_is_no_workbook_is_refused_in_plain_words(self):
        with self.assertRaisesRegex(UserError, "Excel workbook"):
            self._make_import(b"hello").action_check()

    def test_workbook_without_rows_is_refused(self):
        with self.assertRaisesRegex(UserError, "no rows"):
            self._make_import(make_workbook([])).action_check()

    def test_unchecked_file_is_not_imported(self):
        with self.assertRaisesRegex(UserError, "Check the file first"):
            self._make_import(make_workbook(make_rows())).apply_next()


@tagged("post_install", "-at_install")
class TestImportErrorFile(PartyCommon, HttpCase):
    def _make_bad_import(self):
        rows = make_rows()
        rows[1][6] = ""
        rows[4][8] = "=1+1 面议"
        record = self._make_import(make_workbook(rows, title="春季清单"), "春季.xlsx")
        record.action_check()
        return record

    def test_error_rows_come_back_with_row_and_reason(self):
        record = self._make_bad_import()
        self.authenticate("test_operator", "test_operator")
        response = self.url_open(record.action_error_file()["url"])
        self.assertEqual(response.status_code, 200)
        book = python_calamine.CalamineWorkbook.from_filelike(
            io.BytesIO(response.content)
        )
        header, *rows = book.get_sheet_by_index(0).to_python()
        _ = record.with_context(lang=self.operator.lang).env._
        self.assertEqual(header, [*HEADERS, _("Row"), _("What to correct")])
        self.assertEqual([row[-2] for row in rows], [4, 7])
        self.assertEqual(rows[0][:4], ["青禾", "女装", "QH001", "青禾 风衣"])
        self.assertIn("商家编码 is empty", rows[0][-1])
        self.assertEqual(rows[1][8], "=1+1 面议")

    def test_corrected_error_file_is_a_workbook_to_import(self):
        record = self._make_bad_import()
        self._run_import(record)
        corrected = self._make_import(record._build_error_workbook(), "errors.xlsx")
        corrected.action_check()
        self.assertEqual((corrected.count_total, corrected.count_error), (2, 2))

    def test_error_file_is_closed_to_a_party_and_to_strangers(self):
        url = self._make_bad_import().action_error_file()["url"]
        self.authenticate("test_agent", "test_agent")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(url).status_code, 403)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(url).url)
        self.authenticate("test_operator", "test_operator")
        missing = url.replace("/import/", "/import/999")
        self.assertEqual(self.url_open(missing).status_code, 404)
