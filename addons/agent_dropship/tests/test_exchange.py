import base64
import io
from datetime import datetime

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged

from ..report.exchange_workbook import COLUMNS, ExchangeWorkbook
from .common import DropshipCommon

HEADERS = [header for header, _width in COLUMNS]


class ExchangeCommon(DropshipCommon):
    """Kunshan is offline; an order of coat and scarf and one of a coat lie there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ks.exchange_mode = "offline"
        cls.ks.manager_id = cls.env["res.partner"].create({"name": "周桂"})
        cls._stock(cls.ks, cls.coat, 10)
        cls._stock(cls.ks, cls.scarf, 10)
        cls.order = cls._order(
            cls.in_shanghai,
            [(cls.coat, 2), (cls.scarf, 1)],
            client_order_ref="E2018011500002",
            buyer_note="=HYPERLINK(\"http://x\")",
        )
        cls.dispatch = cls.order.picking_ids

    @classmethod
    def _generate(cls, **kwargs):
        ids = cls.env["exchange.file"].generate(**kwargs)
        return cls.env["exchange.file"].browse(ids)

    @classmethod
    def _content(cls, record):
        return base64.b64decode(record.attachment_id.datas)

    @classmethod
    def _rows(cls, record):
        """Return the rows below the header as lists of cell values."""
        book = openpyxl.load_workbook(io.BytesIO(cls._content(record)))
        return [list(row) for row in book.worksheets[0].iter_rows(2, values_only=True)]

    @classmethod
    def _book(cls, rows):
        """A workbook of these rows, as the agent's spreadsheet would save it."""
        book = openpyxl.Workbook()
        book.active.append(HEADERS)
        for row in rows:
            book.active.append(row)
        output = io.BytesIO()
        book.save(output)
        return output.getvalue()

    @classmethod
    def _filled(cls, rows, ref="75312345678901", courier="中通"):
        return [[*row[:-2], courier, ref] for row in rows]

    @classmethod
    def _import(cls, content, warehouse=None, run=True):
        """Check and bring in a returned workbook; return the import."""
        record = cls.env["outlet.import"].create(
            {
                "kind": "tracking",
                "file": base64.b64encode(content),
                "filename": "back.xlsx",
                "agent_id": (warehouse or cls.ks).agent_id.id,
            }
        )
        record.action_check()
        while run and record.apply_next()["remaining"]:
            pass
        return record


@tagged("post_install", "-at_install")
class TestExchangeFile(ExchangeCommon):
    def test_every_offline_agent_gets_one_file(self):
        """Proves R130."""
        self.fs.exchange_mode = "offline"
        self._stock(self.fs, self.coat, 5)
        self._stock(self.tj, self.coat, 5)
        self._order(self.in_guangzhou, [(self.coat, 1)])
        self._order(self.in_guangzhou, [(self.coat, 1)])
        self._order(self.in_beijing, [(self.coat, 1)])
        files = self._generate()
        self.assertEqual(files.agent_id, self.ks.agent_id | self.fs.agent_id)
        self.assertEqual(len(files), 2)
        self.assertEqual(sorted(files.mapped("row_count")), [2, 2])

    def test_row_tells_what_to_ship_to_whom_and_no_price(self):
        """Proves R12, R130."""
        record = self._generate()
        rows = [dict(zip(HEADERS, row, strict=True)) for row in self._rows(record)]
        self.assertEqual([row["商家编码"] for row in rows], ["T-COAT", "T-SCARF"])
        row = rows[0]
        self.assertEqual(row["订单编号"], "E2018011500002")
        self.assertEqual(row["数量"], 2)
        self.assertEqual(row["收货人"], "韩梅")
        self.assertEqual(row["手机"], "13800000000")
        self.assertEqual(row["详细地址"], "人民路1号")
        self.assertEqual(row["发件人"], "周桂")
        self.assertFalse({"单价", "金额", "实付"} & set(HEADERS))

    def test_no_line_is_exported_twice(self):
        """Proves R130."""
        first = self._generate()
        self.assertEqual(self.dispatch.dispatch_state, "exported")
        self.assertEqual(self.dispatch.exchange_file_id, first)
        self.assertFalse(self._generate())
        order = self._order(self.in_shanghai, [(self.coat, 1)])
        second = self._generate()
        self.assertEqual(second.picking_ids, order.picking_ids)

    def test_due_slot_is_served_once(self):
        """Proves R130."""
        slots = self.env["exchange.slot"].search([])
        self.assertEqual(sorted(slots.mapped("hour")), [10, 14, 18])
        slots.last_due = datetime(2018, 1, 14, 23, 0)
        Slot, File = self.env["exchange.slot"], self.env["exchange.file"]
        # 10:00 in Shanghai is 02:00 in UTC
        with freeze_time("2018-01-15 01:59:00"):
            slots.last_due = datetime(2018, 1, 15, 1, 58)
            Slot._cron_serve()
            self.assertFalse(File.search_count([]))
        with freeze_time("2018-01-15 02:01:00"):
            Slot._cron_serve()
            record = File.search([])
            self.assertEqual(record.slot, datetime(2018, 1, 15, 2, 0))
            self.assertIn("20180115-1000", record.name)
            self._order(self.in_shanghai, [(self.coat, 1)])
            Slot._cron_serve()
            self.assertEqual(File.search([]), record)
        with freeze_time("2018-01-15 06:03:00"):
            Slot._cron_serve()
            self.assertEqual(File.search_count([]), 2)

    def test_slots_missed_while_the_server_was_down_are_made_up_for(self):
        """Proves R130."""
        self.env["exchange.slot"].search([]).last_due = datetime(2018, 1, 10)
        with freeze_time("2018-01-15 08:00:00"):
            self.env["exchange.slot"]._cron_serve()
        self.assertEqual(self.dispatch.dispatch_state, "exported")
        self.assertEqual(self.env["exchange.file"].search_count([]), 1)

    def test_what_a_buyer_typed_never_becomes_a_formula(self):
        content = self._content(self._generate())
        book = openpyxl.load_workbook(io.BytesIO(content))
        cell = book.worksheets[0].cell(2, HEADERS.index("买家留言") + 1)
        self.assertEqual(cell.data_type, "s")
        self.assertTrue(cell.value.startswith("=HYPERLINK"))

    def test_workbook_is_ready_to_fill_in(self):
        book = openpyxl.load_workbook(io.BytesIO(self._content(self._generate())))
        sheet = book.worksheets[0]
        self.assertEqual([cell.value for cell in sheet[1]], HEADERS)
        self.assertEqual(sheet.freeze_panes, "D2")
        self.assertEqual(sheet.cell(2, HEADERS.index("手机") + 1).number_format, "@")
        self.assertEqual(sheet.cell(2, len(HEADERS)).number_format, "@")
        validation = sheet.data_validations.dataValidation[0]
        self.assertEqual(validation.type, "list")
        self.assertEqual(str(validation.sqref), "O2:O3")

    def test_row_ids_can_not_be_guessed(self):
        """Proves R12."""
        keys = [row[0] for row in self._rows(self._generate())]
        self.assertEqual(len(set(keys)), 2)
        self.assertTrue(all(len(key) == 17 for key in keys))

    def test_agent_reads_his_own_files_only(self):
        """Proves R12."""
        record = self._generate()
        own = self._agent_user(self.ks, "ks_agent")
        other = self._agent_user(self.tj, "tj_agent")
        self.assertTrue(record.with_user(own).action_download()["url"])
        with self.assertRaises(AccessError):
            record.with_user(other).action_download()
        self.assertFalse(self.env["exchange.file"].with_user(other).search([]))
        with self.assertRaises(AccessError):
            self.env["exchange.file"].with_user(own).generate()


@tagged("post_install", "-at_install")
class TestExchangeBack(ExchangeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._order(cls.in_shanghai, [(cls.coat, 1)])
        cls.rows = cls._rows(cls._generate())

    def _statuses(self, record):
        return record.line_ids.mapped("status")

    def test_filled_file_ships_what_it_names(self):
        """Proves R131, R132."""
        rows = self._filled(self.rows[:2], "75312345678901")
        rows += self._filled(self.rows[2:], "YT1234567890123", "圆通速递")
        record = self._import(self._book(rows))
        self.assertEqual(self._statuses(record), ["done"] * 3)
        self.assertEqual(self.dispatch.dispatch_state, "shipped")
        self.assertEqual(self.dispatch.carrier_tracking_ref, "75312345678901")
        self.assertEqual(self.order.order_line.mapped("qty_delivered"), [2, 1])
        self.assertIn("YT1234567890123", self.second.tracking_text)
        self.assertEqual(self.dispatch.exchange_file_id.state, "returned")

    def test_same_file_twice_does_nothing(self):
        """Proves R131."""
        content = self._book(self._filled(self.rows))
        self._import(content)
        again = self._import(content)
        self.assertEqual(set(self._statuses(again)), {"duplicate"})

    def test_row_shipped_with_the_same_number_is_a_duplicate(self):
        """Proves R131."""
        self._import(self._book(self._filled(self.rows[:2])))
        record = self._import(self._book(self._filled(self.rows)))
        self.assertEqual(self._statuses(record), ["duplicate", "duplicate", "done"])

    def test_row_shipped_with_another_number_is_refused(self):
        """Proves R131."""
        self._import(self._book(self._filled(self.rows[:2])))
        record = self._import(self._book(self._filled(self.rows[:2], "999123456789")))
        self.assertEqual(set(self._statuses(record)), {"error"})
        self.assertIn("another number", record.line_ids[0].message)
        self.assertEqual(self.dispatch.carrier_tracking_ref, "75312345678901")

    def test_bad_rows_are_refused_with_their_reason_and_the_others_ship(self):
        """Proves R131."""
        good, bad = self.rows[2], self.rows[0]
        cases = {
            "unknown": [*bad[:-2], "老王快递", "75312345678901"],
            "is empty": [*bad[:-2], "", "75312345678901"],
            "快递单号 is empty": [*bad[:-2], "中通", ""],
            "is not a tracking number": [*bad[:-2], "中通", "12-34"],
            "cut by the spreadsheet": [*bad[:-2], "中通", "7.53123E+13"],
            "never sent out": ["Lffffff", *bad[1:-2], "中通", "75312345678901"],
            "was changed": [*bad[:5], 1, *bad[6:-2], "中通", "75312345678901"],
            "No dispatch of order": ["", "X-1", *bad[2:-2], "中通", "75312345678901"],
        }
        for number, (reason, row) in enumerate(cases.items()):
            with self.subTest(reason):
                ok = self._filled([good], f"7539999999990{number}")[0]
                record = self._import(self._book([row, ok]), run=False)
                self.assertEqual(self._statuses(record), ["error", "ok"])
                self.assertIn(reason, record.line_ids[0].message)
                self.assertEqual(record.line_ids[0].row, 2)
        record = self._import(self._book([cases["unknown"], ok]))
        self.assertEqual(self._statuses(record), ["error", "done"])
        self.assertEqual(self.dispatch.dispatch_state, "exported")

    def test_row_of_another_agent_is_refused(self):
        """Proves R12, R131."""
        record = self._import(self._book(self._filled(self.rows)), warehouse=self.fs)
        self.assertEqual(set(self._statuses(record)), {"error"})
        self.assertIn("another agent", record.line_ids[0].message)
        self.assertEqual(self.dispatch.dispatch_state, "exported")

    def test_two_numbers_for_one_line_are_refused(self):
        """Proves R131."""
        rows = self._filled(self.rows[:1]) + self._filled(self.rows[:1], "999123456789")
        record = self._import(self._book(rows))
        self.assertEqual(self._statuses(record), ["error", "error"])

    def test_row_given_twice_ships_once(self):
        """Proves R131."""
        record = self._import(self._book(self._filled(self.rows + self.rows[2:])))
        self.assertEqual(self._statuses(record), ["done"] * 3 + ["duplicate"])

    def test_row_without_id_is_found_by_order_and_article(self):
        """Proves R131."""
        rows = [["", *row[1:]] for row in self._filled(self.rows)]
        record = self._import(self._book(rows))
        self.assertEqual(self._statuses(record), ["done"] * 3)

    def test_two_parcels_of_one_dispatch_keep_their_numbers(self):
        """Proves R131, R132."""
        rows = self._filled(self.rows[:1], "75300000000001")
        rows += self._filled(self.rows[1:2], "75300000000002")
        record = self._import(self._book(rows))
        self.assertEqual(self._statuses(record), ["done", "done"])
        parcels = self.order.picking_ids.sorted("carrier_tracking_ref")
        self.assertEqual(
            parcels.mapped("carrier_tracking_ref"), ["75300000000001", "75300000000002"]
        )
        self.assertEqual(set(parcels.mapped("dispatch_state")), {"shipped"})

    def test_half_filled_file_ships_half_and_the_rest_comes_later(self):
        """Proves R131."""
        self._import(self._book([self._filled(self.rows)[0], *self.rows[1:]]))
        self.assertEqual(self.order.order_line.mapped("qty_delivered"), [2, 0])
        rest = self.order.picking_ids.filtered(lambda p: p.state == "assigned")
        self.assertEqual(rest.dispatch_state, "exported")
        record = self._import(self._book(self._filled(self.rows[1:], "888123456789")))
        self.assertEqual(self._statuses(record), ["done", "done"])
        self.assertEqual(self.order.order_line.mapped("qty_delivered"), [2, 1])

    def test_withdrawn_dispatch_is_not_shipped_by_file(self):
        """Proves R131."""
        self.order._action_cancel()
        record = self._import(self._book(self._filled(self.rows)))
        self.assertEqual(self._statuses(record), ["error", "error", "done"])
        self.assertIn("withdrawn", record.line_ids[0].message)

    def test_bad_rows_come_back_as_a_workbook(self):
        """Proves R131."""
        record = self._import(self._book([self._filled(self.rows)[0], *self.rows[1:]]))
        content = record._build_error_workbook()
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertEqual(book.active.max_row, 3)


@tagged("post_install", "-at_install")
class TestExchangeDownload(HttpCase, ExchangeCommon):
    def test_download_is_for_the_agents_own_staff(self):
        """Proves R12, R130."""
        record = self._generate()
        self._agent_user(self.ks, "ks_agent")
        self._agent_user(self.tj, "tj_agent")
        url = f"/agent_dropship/exchange/{record.id}"
        self.authenticate("ks_agent", "ks_agent")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], ExchangeWorkbook.MIMETYPE)
        self.assertEqual(answer.content, self._content(record))
        self.authenticate("tj_agent", "tj_agent")
        self.assertEqual(self.url_open(url).status_code, 404)
