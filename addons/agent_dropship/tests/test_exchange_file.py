import io
from datetime import datetime, timedelta

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged

from ..report.exchange_workbook import ExchangeWorkbook
from .exchange_common import ExchangeCommon


@tagged("post_install", "-at_install")
class TestExchangeFile(ExchangeCommon):
    def _mails(self, record):
        return self.env["mail.mail"].search(
            [("model", "=", record._name), ("res_id", "in", record.ids)]
        )

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
        rows = self._rows(self._generate())
        self.assertEqual([row["商家编码"] for row in rows], ["T-COAT", "T-SCARF"])
        row = rows[0]
        self.assertEqual(row["处理"], "发货")
        self.assertEqual(row["订单编号"], "E2018011500002")
        self.assertEqual(row["数量"], 2)
        self.assertEqual(row["收货人"], "韩梅")
        self.assertEqual(row["手机"], "13800000000")
        self.assertEqual(row["详细地址"], "人民路1号")
        self.assertEqual(row["发件人"], "周桂")
        self.assertFalse({"单价", "金额", "实付"} & set(row))

    def test_no_line_is_exported_twice(self):
        """Proves R130."""
        first = self._generate()
        self.assertEqual(self.dispatch.dispatch_state, "exported")
        self.assertEqual(self.dispatch.exchange_file_id, first)
        self.assertFalse(self._generate())
        order = self._order(self.in_shanghai, [(self.coat, 1)])
        second = self._generate()
        self.assertEqual(second.picking_ids, order.picking_ids)

    def test_ledger_names_every_dispatch_in_one_file(self):
        """Proves R130: none in two files, none in zero."""
        orders = self.order
        for _round in range(3):
            self._generate()
            orders += self._order(self.in_shanghai, [(self.coat, 1)])
        self._generate()
        moves = orders.picking_ids.move_ids
        lines = self.env["exchange.file.line"].search([("move_id", "in", moves.ids)])
        self.assertEqual(lines.move_id, moves)
        self.assertEqual(len(lines), len(moves))
        self.assertEqual(len(lines.file_id), 4)
        for line in lines:
            self.assertEqual(line.picking_id.exchange_file_id, line.file_id)
            sent = [row["行标识"] for row in self._rows(line.file_id)]
            self.assertEqual(sent.count(line.key), 1)

    def test_check_of_the_ledger_finds_what_was_left_behind(self):
        """Proves R130."""
        File = self.env["exchange.file"]
        self.env["exchange.slot"].search([]).last_due = datetime(2018, 1, 1)
        self._generate()
        self.assertEqual(File.action_check_ledger()["params"]["type"], "success")
        self._order(self.in_shanghai, [(self.coat, 1)])
        self.env["exchange.slot"].search([]).last_due = datetime(2999, 1, 1)
        answer = File.action_check_ledger()["params"]
        self.assertEqual(answer["type"], "danger")
        self.assertIn("1 dispatches", answer["message"])

    def test_order_cancelled_after_a_file_is_marked_in_the_next(self):
        first = self._generate()
        self.order._action_cancel()
        second = self._generate()
        rows = self._rows(second)
        self.assertEqual([row["处理"] for row in rows], ["已取消", "已取消"])
        self.assertEqual(
            [row["行标识"] for row in rows],
            [row["行标识"] for row in self._rows(first)],
        )
        self.assertEqual((second.row_count, second.withdrawn_count), (0, 2))
        self.assertFalse(self._generate(), "it is said once")

    def test_fewer_pieces_than_sent_are_told_in_the_next_file(self):
        self._generate()
        self.dispatch.move_ids[0].product_uom_qty = 1
        rows = self._rows(self._generate())
        self.assertEqual([(r["处理"], r["数量"]) for r in rows], [("已取消", 1)])
        self.assertFalse(self._generate())

    def test_layout_without_a_mark_has_a_sheet_of_cancelled_rows(self):
        columns = self.layout.column_ids
        columns.filtered(lambda column: column.source == "task").unlink()
        self._generate()
        self.order._action_cancel()
        order = self._order(self.in_shanghai, [(self.coat, 1)])
        sheets = self._sheets(self._generate())
        self.assertEqual([row["订单编号"] for row in sheets["发货单"]], [order.name])
        self.assertEqual([row["数量"] for row in sheets["已取消"]], [2, 1])

    def test_file_is_mailed_to_the_manager_with_what_was_cancelled(self):
        self.ks.manager_id.email = "zhou@example.com"
        self._generate()
        self.order._action_cancel()
        record = self._generate()
        record._mail()
        mail = self._mails(record)
        self.assertEqual(mail.recipient_ids, self.ks.manager_id)
        self.assertEqual(mail.attachment_ids, record.attachment_id)
        self.assertIn("E2018011500002", mail.body_html)
        self.assertEqual(record.mailed_to, "zhou@example.com")

    def test_mail_speaks_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("agent_dropship.mail_template_exchange_file")
        template.with_context(lang="zh_CN").subject = "发货文件 {{ object.name }}"
        self.ks.manager_id.write({"email": "zhou@example.com", "lang": "zh_CN"})
        record = self._generate()
        record._mail()
        self.assertTrue(self._mails(record).subject.startswith("发货文件"))

    def test_file_without_anybody_to_mail_waits_for_download(self):
        record = self._generate()
        record._mail()
        self.assertFalse(self._mails(record))
        self.assertFalse(record.mailed_to)
        self.assertTrue(record.attachment_id)

    def test_what_a_buyer_typed_never_becomes_a_formula(self):
        content = self._content(self._generate())
        book = openpyxl.load_workbook(io.BytesIO(content))
        cell = book.worksheets[0].cell(2, self.headers.index("买家留言") + 1)
        self.assertEqual(cell.data_type, "s")
        self.assertTrue(cell.value.startswith("=HYPERLINK"))

    def test_workbook_is_ready_to_fill_in(self):
        book = openpyxl.load_workbook(io.BytesIO(self._content(self._generate())))
        sheet = book.worksheets[0]
        self.assertEqual([cell.value for cell in sheet[1]], self.headers)
        self.assertEqual(sheet.freeze_panes, "A2")
        at = self.headers.index("手机") + 1
        self.assertEqual(sheet.cell(2, at).number_format, "@")
        self.assertEqual(sheet.cell(2, len(self.headers)).number_format, "@")
        validation = sheet.data_validations.dataValidation[0]
        self.assertEqual(validation.type, "list")
        self.assertEqual(str(validation.sqref), "P2:P3")

    def test_row_ids_can_not_be_guessed(self):
        """Proves R12."""
        keys = [row["行标识"] for row in self._rows(self._generate())]
        self.assertEqual(len(set(keys)), 2)
        self.assertTrue(all(len(key) == 17 for key in keys))

    def test_agent_reads_his_own_files_only(self):
        """Proves R12."""
        record = self._generate()
        own = self._agent_user(self.ks, "ks_agent")
        other = self._agent_user(self.tj, "tj_agent")
        self.assertTrue(record.with_user(own).action_download()["url"])
        self.assertEqual(len(record.with_user(own).line_ids), 2)
        with self.assertRaises(AccessError):
            record.with_user(other).action_download()
        self.assertFalse(self.env["exchange.file"].with_user(other).search([]))
        self.assertFalse(self.env["exchange.file.line"].with_user(other).search([]))
        with self.assertRaises(AccessError):
            self.env["exchange.file"].with_user(own).generate()
        with self.assertRaises(AccessError):
            record.line_ids.with_user(own).write({"quantity": 9})


@tagged("post_install", "-at_install")
class TestExchangeSlot(ExchangeCommon):
    """The clock; Shanghai is eight hours ahead of UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slots = cls.env["exchange.slot"].search([])

    def setUp(self):
        super().setUp()
        # each agent's file is a transaction of its own; here all is one
        self.patch(self.env.cr, "commit", lambda: None)
        self.patch(self.env.cr, "rollback", lambda: None)

    def _made_at(self, order, moment):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_picking SET create_date = %s WHERE id IN %s",
            [moment, tuple(order.picking_ids.ids)],
        )
        self.env.invalidate_all()

    def _serve(self):
        self.env["exchange.slot"]._cron_serve()
        return self.env["exchange.file"].search(
            [("agent_id", "=", self.ks.agent_id.id)], order="id desc"
        )

    def test_due_slot_is_served_once(self):
        """Proves R130."""
        self.assertEqual(sorted(self.slots.mapped("hour")), [10, 14, 18])
        self._made_at(self.order, datetime(2018, 1, 15, 1, 30))
        self.slots.last_due = datetime(2018, 1, 15, 1, 58)
        with freeze_time("2018-01-15 01:59:00"):
            self.assertFalse(self._serve())
        with freeze_time("2018-01-15 02:01:00"):
            record = self._serve()
            self.assertEqual(record.slot, datetime(2018, 1, 15, 2, 0))
            self.assertIn("20180115-1000", record.name)
            second = self._order(self.in_shanghai, [(self.coat, 1)])
            self._made_at(second, datetime(2018, 1, 15, 2, 0, 30))
            self.assertEqual(self._serve(), record)
        with freeze_time("2018-01-15 06:03:00"):
            self.assertEqual(len(self._serve()), 2)
        with freeze_time("2018-01-15 10:03:00"):
            self.assertEqual(len(self._serve()), 2, "nothing to tell, no file")
        self.assertEqual(second.picking_ids.exchange_file_id.slot.hour, 6)

    def test_slot_is_the_cut_off_to_the_second(self):
        late = self._order(self.in_shanghai, [(self.coat, 1)])
        cut_off = datetime(2018, 1, 15, 2, 0)
        self._made_at(self.order, cut_off)
        self._made_at(late, cut_off + timedelta(seconds=1))
        self.slots.last_due = datetime(2018, 1, 15, 1, 58)
        with freeze_time("2018-01-15 02:04:00"):
            self.assertEqual(self._serve().picking_ids, self.dispatch)

    def test_slots_missed_while_the_server_was_down_are_made_up_for(self):
        """Proves R130."""
        self._made_at(self.order, datetime(2018, 1, 12))
        self.slots.last_due = datetime(2018, 1, 10)
        with freeze_time("2018-01-15 08:00:00"):
            record = self._serve()
        self.assertEqual(len(record), 1)
        self.assertEqual(self.dispatch.dispatch_state, "exported")

    def test_slot_counts_as_served_only_when_every_agent_has_his_file(self):
        self._stock(self.tj, self.coat, 5)
        self.tj.exchange_mode = "offline"
        other = self._order(self.in_beijing, [(self.coat, 1)])
        for order in (self.order, other):
            self._made_at(order, datetime(2018, 1, 12))
        before = datetime(2018, 1, 10)
        self.slots.last_due = before
        self._break(self.tj.agent_id, "exchange.file", "_generate_for")
        with (
            freeze_time("2018-01-15 02:01:00"),
            self.assertLogs("odoo.addons.brand_outlet.models.ir_cron", "ERROR"),
        ):
            self.assertEqual(len(self._serve()), 1)
        self.assertEqual(set(self.slots.mapped("last_due")), {before})

    def test_slot_mails_what_it_makes(self):
        self.ks.manager_id.email = "zhou@example.com"
        self._made_at(self.order, datetime(2018, 1, 12))
        self.slots.last_due = datetime(2018, 1, 10)
        with freeze_time("2018-01-15 02:01:00"):
            self.assertEqual(self._serve().mailed_to, "zhou@example.com")


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
