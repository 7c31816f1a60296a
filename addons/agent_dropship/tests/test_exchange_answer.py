import io

import openpyxl

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_exchange_back import ExchangeBackCommon


@tagged("post_install", "-at_install")
class TestExchangeAnswer(ExchangeBackCommon):
    """The file that came back, with what became of each row."""

    def _read(self, content):
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        header, *rows = sheet.iter_rows(values_only=True)
        return [dict(zip(header, row, strict=True)) for row in rows]

    def _answer(self, record):
        return self._read(record._build_answer_workbook())

    def _half_wrong(self):
        rows = self._filled(self.rows)
        rows[2]["快递公司"] = "老王快递"
        return rows, self._import(self._book(rows))

    def test_answer_is_the_same_file_with_results(self):
        """Proves R131."""
        rows, record = self._half_wrong()
        answer = self._answer(record)
        self.assertEqual(len(answer), 3)
        for sent, got in zip(rows, answer, strict=True):
            self.assertEqual(
                {key: got[key] or "" for key in sent if sent[key]},
                {key: value for key, value in sent.items() if value},
            )
        self.assertEqual(list(answer[0]), [*rows[0], "Row", "Result", "Reason"])
        self.assertEqual(
            [row["Result"] for row in answer], ["Brought in", "Brought in", "Error"]
        )
        self.assertIn("老王快递", answer[2]["Reason"])

    def test_mended_answer_is_given_back(self):
        """Proves R131, R237."""
        _rows, record = self._half_wrong()
        book = openpyxl.load_workbook(io.BytesIO(record._build_answer_workbook()))
        sheet = book.worksheets[0]
        at = self.headers.index("快递公司") + 1
        self.assertEqual(sheet.cell(4, at).number_format, "@")
        sheet.cell(4, at).value = "中通"
        output = io.BytesIO()
        book.save(output)
        again = self._import(output.getvalue())
        self.assertEqual(self._statuses(again), ["duplicate", "duplicate", "done"])
        self.assertEqual(again.origin_id, record)
        self.assertEqual(self._statuses(record), ["done", "done", "corrected"])
        self.assertEqual(self.second.picking_ids.dispatch_state, "shipped")
        # an answer to the answer has its result columns once
        answer = self._answer(again)
        self.assertEqual(list(answer[0]), [*self.headers, "Row", "Result", "Reason"])

    def test_numbers_of_the_answer_stay_whole(self):
        rows = self._filled(self.rows, "900719925474099313")
        record = self._import(self._book(rows))
        self.assertEqual(
            {row["快递单号"] for row in self._answer(record)}, {"900719925474099313"}
        )

    def test_cancelled_rows_that_come_back_untouched_are_no_error(self):
        self.order._action_cancel()
        rows = self._rows(self._generate())
        self.assertEqual({row["处理"] for row in rows}, {"已取消"})
        record = self._import(self._book(rows))
        self.assertEqual(set(self._statuses(record)), {"duplicate"})


@tagged("post_install", "-at_install")
class TestExchangeGoesOn(ExchangeBackCommon):
    """A browser that is closed does not leave a file half-way."""

    def setUp(self):
        super().setUp()
        self.patch(self.env.cr, "commit", lambda: None)
        self.patch(self.env.cr, "rollback", lambda: None)
        self.user = self._agent_user(self.ks, "ks_agent")
        self.record = self._import(
            self._book(self._filled(self.rows)), run=False, user=self.user
        )

    def test_server_brings_in_what_a_closed_browser_left(self):
        self.assertFalse(self.record.is_going_on, "nothing starts by itself")
        self.record.apply_next(1)
        self.assertTrue(self.record.is_going_on)
        self.assertEqual(self.second.picking_ids.dispatch_state, "exported")
        self.env["outlet.import"]._cron_go_on()
        self.assertEqual(
            self.second.picking_ids.dispatch_state, "exported", "somebody is at it"
        )
        self.record.sudo().run_until = False
        self.env["outlet.import"]._cron_go_on()
        self.assertEqual(self.second.picking_ids.dispatch_state, "shipped")
        self.assertFalse(self.record.is_going_on)
        self.assertEqual(self.record.state, "done")

    def test_paused_import_waits_for_its_user(self):
        self.record.apply_next(1)
        self.record.pause_run()
        self.record.sudo().run_until = False
        self.env["outlet.import"]._cron_go_on()
        self.assertEqual(self.second.picking_ids.dispatch_state, "exported")


@tagged("post_install", "-at_install")
class TestExchangeAnswerDownload(HttpCase, ExchangeBackCommon):
    def test_answer_is_for_whose_file_it_is(self):
        """Proves R12, R131."""
        user = self._agent_user(self.ks, "ks_agent")
        self._agent_user(self.tj, "tj_agent")
        record = self._import(self._book(self._filled(self.rows)), user=user)
        url = f"/brand_outlet/import/{record.id}/answer"
        self.authenticate("ks_agent", "ks_agent")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"PK"))
        self.authenticate("tj_agent", "tj_agent")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(url).status_code, 403)
