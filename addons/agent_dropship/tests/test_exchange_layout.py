from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .exchange_common import ExchangeCommon


@tagged("post_install", "-at_install")
class TestExchangeLayout(ExchangeCommon):
    """Kunshan's program wants columns of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.regent = cls.env.ref("agent_dropship.exchange_layout_regent")
        cls.own = cls.env["exchange.layout"].create(
            {"agent_id": cls.ks.agent_id.id, **cls.regent._get_copied_vals()}
        )

    def _column(self, source):
        return self.own.column_ids.filtered(lambda column: column.source == source)

    def test_file_has_the_agents_columns_in_his_order(self):
        self.own.phone_format = "dashed"
        row = self._rows(self._generate())[0]
        self.assertEqual(list(row), self.regent.column_ids.mapped("name"))
        self.assertEqual(row["单据编号"], "E2018011500002")
        self.assertEqual(row["渠道"], "网络代发")
        self.assertEqual(row["联系电话"], "138-0000-0000")
        self.assertEqual(row["收货地址"], "上海市人民路1号")
        self.assertEqual(
            row["单据日期"],
            self.own._to_local(self.order.date_order, self.env.company).strftime(
                "%Y/%m/%d"
            ),
        )

    def test_file_is_named_as_the_agent_wants(self):
        self.own.file_name = "{agent}/{date}"
        record = self._generate()
        today = self.own._to_local(record.slot, self.env.company)
        self.assertEqual(record.attachment_id.name, f"昆山恒盛_{today:%Y%m%d}.xlsx")

    def test_returned_file_is_read_by_the_same_layout(self):
        self._column("tracking").name = "我司面单"
        self._column("courier").name = "用哪家"
        rows = self._rows(self._generate())
        for row in rows:
            row.update({"我司面单": "75312345678901", "用哪家": "中通"})
        record = self._import(self._book(rows))
        self.assertEqual(self._statuses(record), ["done", "done"])
        self.assertEqual(self.dispatch.carrier_tracking_ref, "75312345678901")

    def test_returned_file_is_known_without_saying_whose_it_is(self):
        rows = self._rows(self._generate())
        for row in rows:
            row.update({"运单号": "75312345678901", "承运公司": "中通"})
        record = self._import(self._book(rows), run=False)
        record.write({"agent_id": False, "kind": False})
        record.action_check()
        self.assertEqual(record.kind, "tracking")
        self.assertEqual(self._statuses(record), ["ok", "ok"])

    def test_text_file_round_trip_keeps_every_digit(self):
        self.own.column_ids = [(0, 0, {"name": "处理", "source": "task"})]
        self.own.file_format = "csv"
        self.order.client_order_ref = "900719925474099312"
        record = self._generate()
        text = record.attachment_id.raw.decode("utf-8-sig")
        self.assertIn("900719925474099312", text)
        self.assertIn("'=HYPERLINK", text)
        head, first, second = text.splitlines()
        at = head.split(",").index("运单号")
        cells = second.split(",")
        cells[at - 1 : at + 1] = ["中通", "900719925474099313"]
        back = "\n".join([head, first, ",".join(cells)]).encode()
        self._import(back, name="back.csv")
        self.assertIn(
            "900719925474099313",
            self.order.picking_ids.mapped("carrier_tracking_ref"),
        )

    def test_layout_that_could_not_come_back_is_refused(self):
        wrong = {
            "columns for courier": lambda: self._column("tracking").unlink(),
            "row ID or both": lambda: (
                self._column("key") + self._column("sku")
            ).unlink(),
            "two different things": lambda: self._column("city").create(
                {"layout_id": self.own.id, "name": "X", "source": "sku"}
            ),
            "Two columns have the header": lambda: self._column("sku").write(
                {"name": "数量"}
            ),
            "a text file has one sheet": lambda: self.own.write({"file_format": "csv"}),
            "but not {week}": lambda: self.own.write({"file_name": "{code}-{week}"}),
            "name of a sheet": lambda: self.own.write({"sheet_name": "a/b"}),
        }
        for reason, act in wrong.items():
            with self.subTest(reason), self.assertRaises(ValidationError) as caught:
                with self.env.cr.savepoint():
                    act()
                    self.own._check_columns()
            self.assertIn(reason.casefold(), str(caught.exception).casefold())

    def test_new_layout_starts_from_a_sample(self):
        form = Form(self.env["exchange.layout"])
        self.assertEqual(len(form.column_ids), len(self.layout.column_ids))
        form.agent_id = self.fs.agent_id
        form.sample_id = self.regent
        layout = form.save()
        self.assertEqual(
            layout.column_ids.mapped("name"), self.regent.column_ids.mapped("name")
        )
        self.assertEqual(layout.name, self.fs.agent_id.name)
        self.assertEqual(layout.date_format, self.regent.date_format)

    def test_preview_shows_the_agents_last_dispatches(self):
        self.assertIn("invented", self.own.preview)
        self._generate()
        self.own.invalidate_recordset()
        self.assertIn("E2018011500002", self.own.preview)
        self.assertIn("单据编号", self.own.preview)
        self.assertNotIn("<script", self.own.preview)

    def test_two_layouts_of_one_agent_are_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["exchange.layout"].create(
                {"agent_id": self.ks.agent_id.id, **self.regent._get_copied_vals()}
            )


@tagged("post_install", "-at_install")
class TestExchangeLayoutOwn(ExchangeCommon):
    """What the staff of an agent may do with layouts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls._agent_user(cls.ks, "ks_agent")
        cls.other = cls.env["exchange.layout"].create(
            {"agent_id": cls.fs.agent_id.id, **cls.layout._get_copied_vals()}
        )
        cls.Layout = cls.env["exchange.layout"].with_user(cls.user)

    def _make_own(self):
        self.assertFalse(self.Layout.action_open_own()["res_id"])
        with Form(self.Layout) as form:
            form.file_name = "{code}_{date}"
        return form.record

    def test_agent_makes_and_changes_his_own(self):
        own = self._make_own()
        self.assertEqual(own.agent_id, self.ks.agent_id)
        own.column_ids[0].name = "我的行号"
        self.assertEqual(self.Layout.action_open_own()["res_id"], own.id)
        self.assertIn("我的行号", self._rows(self._generate())[0])

    def test_agent_changes_neither_samples_nor_others(self):
        """Proves R12."""
        for layout in (self.layout, self.other):
            with self.assertRaises(AccessError):
                layout.with_user(self.user).name = "X"
            with self.assertRaises(AccessError):
                layout.column_ids[0].with_user(self.user).name = "X"
        self.assertFalse(self.Layout.search([("id", "=", self.other.id)]))
        with self.assertRaises(AccessError):
            self.Layout.create({"name": "X", "agent_id": self.fs.agent_id.id})

    def test_agent_hands_nothing_of_his_to_others(self):
        """Proves R12."""
        own = self._make_own()
        stranger = self.env["res.partner"].create({"name": "X", "email": "x@x.cn"})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            own.agent_id = self.fs.agent_id.id
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            own.column_ids[0].layout_id = self.other.id
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            own.contact_ids = stranger

    def test_preview_shows_the_agents_own_rows_only(self):
        self._generate()
        own = self._make_own()
        self.assertIn("E2018011500002", own.preview)
