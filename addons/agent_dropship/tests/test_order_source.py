import importlib.util
import io
from datetime import timedelta
from pathlib import Path

import openpyxl
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .import_common import ImportCommon

SIMULATOR = Path(__file__).parents[3] / "tests" / "simulators" / "market.py"


def load_market():
    """The simulator beside the addons."""
    spec = importlib.util.spec_from_file_location("market", SIMULATOR)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Market


@tagged("post_install", "-at_install")
class TestOrderSource(ImportCommon):
    """Markets outside bring orders and are told what became of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = load_market()().__enter__()
        cls.addClassCleanup(cls.market.__exit__)
        cls.source = cls.env["order.source"].create(
            {"name": "有货供货市场", "owner_id": cls.owner.id}
        )
        cls._stock(cls.tj, cls.coat, 20)
        cls.courier.courier_code = "zhongtong"

    def setUp(self):
        super().setUp()
        self.market.events.clear()
        self.market.faults.clear()

    def _push(self, number="W1", **row):
        return self.source.push_orders([self._row(number, **row)])

    def _row(self, number="W1", **row):
        return {
            "shop": "有货·小陈优选",
            "order_no": number,
            "sku": "T-COAT",
            "quantity": 1,
            "price": 500,
            "receiver": "李雷",
            "phone": "13812345678",
            "province": "北京市",
            "city": "北京市",
            "district": "朝阳区",
            "street": "建国路88号院3号楼502",
            **row,
        }

    def _order_of(self, number):
        return self.env["sale.order"].search([("client_order_ref", "=", number)])

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("agent_dropship.cron_order_source").method_direct_trigger()

    def _ship(self, order, number="73100000000001"):
        dispatch = order.picking_ids
        dispatch.action_accept()
        dispatch._ship(self.courier, number)
        return dispatch

    def test_an_order_comes_in_once_and_its_shop_is_the_sources(self):
        """Proves R236, R138."""
        (answer,) = self._push()
        self.assertTrue(answer["ok"], answer)
        order = self._order_of("W1")
        self.assertEqual(order.name, answer["order"])
        self.assertEqual(order.place_id.source_id, self.source)
        self.assertEqual(order.picking_ids.agent_id, self.tj.agent_id)
        (again,) = self._push()
        self.assertTrue(again["already"])
        self.assertEqual(self._order_of("W1"), order)

    def test_bad_rows_say_why_and_spoil_none_of_the_others(self):
        answers = self.source.push_orders(
            [
                self._row("W2"),
                self._row("W3", sku="NO-SUCH"),
                self._row("W4", price=1e6),
            ]
        )
        self.assertEqual([one["ok"] for one in answers], [True, False, False])
        self.assertIn("NO-SUCH", answers[1]["error"])
        self.assertFalse(self._order_of("W3"))
        with self.assertRaises(ValidationError):
            self.source.push_orders("W5")

    def test_tracking_goes_back_at_once_with_the_number_of_the_market(self):
        """Proves R235."""
        self.source.write(
            {"pass_back": "push", "url": self.market.url, "secret": "SECRET"}
        )
        self._push("W6")
        dispatch = self._ship(self._order_of("W6"))
        cron = self.env.ref("agent_dropship.cron_order_source")
        self.assertTrue(
            self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]),
            "shipping wakes the messages",
        )
        self._run_cron()
        (event,) = self.market.events.values()
        self.assertEqual(
            (event["order_no"], event["what"], event["number"], event["courier_code"]),
            ("W6", "shipped", "73100000000001", "zhongtong"),
        )
        self.assertEqual(event["lines"], [{"sku": "T-COAT", "pieces": 1}])
        dispatch.action_deliver()
        self._run_cron()
        self._run_cron()
        self.assertEqual(
            [one["what"] for one in self.market.events.values()],
            ["shipped", "delivered"],
        )

    def test_what_was_not_answered_is_told_again_later(self):
        self.source.write(
            {"pass_back": "push", "url": self.market.url, "secret": "SECRET"}
        )
        self._push("W7")
        self._ship(self._order_of("W7"))
        self.market.faults.extend(["500", "forget"])
        self._run_cron()
        self.assertIn("500", self.source.last_error)
        self.assertFalse(self.market.events)
        later = fields.Datetime.now()
        for _try in range(2):
            later += timedelta(minutes=40)
            with freeze_time(later):
                self._run_cron()
        self.assertEqual(self.source.news_ids.state, "passed")
        self.assertEqual(len(self.market.events), 1, "the same event, told twice")
        self.assertFalse(self.source.last_error)

    def test_trouble_of_one_source_does_not_hold_up_the_next(self):
        self.source.write(
            {"pass_back": "push", "url": self.market.url, "secret": "SECRET"}
        )
        other = self.source.copy({"name": "另一市场", "secret": "SECRET"})
        self._push("W20")
        other.push_orders([self._row("W21", shop="另一市场·小陈优选")])
        for number, parcel in (("W20", "73100000000020"), ("W21", "73100000000021")):
            self._ship(self._order_of(number), parcel)
        self._break(self.source, "order.source", "_push")
        with self.assertLogs("odoo.addons.brand_outlet.models.ir_cron", "ERROR"):
            self._run_cron()
        (event,) = self.market.events.values()
        self.assertEqual(event["order_no"], "W21")

    def test_a_source_without_messages_gets_a_workbook_in_its_own_columns(self):
        """Proves R235, R236."""
        self.source.column_ids = [
            Command.clear(),
            Command.create({"value": "order_no", "header": "外部单号"}),
            Command.create({"value": "number", "header": "运单号"}),
            Command.create({"value": "fixed", "header": "平台", "text": "有货"}),
        ]
        self._push("W8")
        self._ship(self._order_of("W8"), "73100000000002")
        self.source.action_pass_back()
        (file,) = self.source.message_ids.attachment_ids
        book = openpyxl.load_workbook(io.BytesIO(file.raw))
        rows = list(book.active.iter_rows(values_only=True))
        self.assertEqual(
            rows, [("外部单号", "运单号", "平台"), ("W8", "73100000000002", "有货")]
        )
        with self.assertRaises(UserError):
            self.source.action_pass_back()

    def test_the_orders_of_all_shops_stand_in_one_queue_split_by_agent(self):
        """Proves R127, R234."""
        self._stock(self.fs, self.scarf, 20)
        rows = [
            self._row(f"Q{number}", shop=f"小店{number % 3}", sku=sku, price=price)
            for number, (sku, price) in enumerate(
                [("T-COAT", 500), ("T-SCARF", 200)] * 3
            )
        ]
        for row, answer in zip(rows, self.source.push_orders(rows), strict=True):
            self.assertTrue(answer["ok"], (row, answer))
        queue = self.env["stock.picking"].search(
            [
                ("dispatch_state", "=", "new"),
                ("sale_id.place_id.source_id", "!=", False),
            ]
        )
        self.assertEqual(
            {
                agent: len(dispatches)
                for agent, dispatches in queue.grouped("agent_id").items()
            },
            {self.tj.agent_id: 3, self.fs.agent_id: 3},
        )
        action = self.source.action_view_orders()
        totals = self.env["sale.order"]._read_group(
            action["domain"], ["place_id"], ["amount_total:sum", "__count"]
        )
        self.assertEqual(
            sorted((place.name, total, count) for place, total, count in totals),
            [("小店0", 700.0, 2), ("小店1", 700.0, 2), ("小店2", 700.0, 2)],
        )
        self.assertEqual(sum(count for _p, _t, count in totals), len(queue))

    def test_an_agent_reaches_no_source_and_nobody_reads_the_secret(self):
        self.source.write(
            {"pass_back": "push", "url": self.market.url, "secret": "SECRET"}
        )
        staff = self._agent_user(self.tj, "source-agent")
        with self.assertRaises(AccessError):
            self.source.with_user(staff).read(["name"])
        with self.assertRaises(AccessError):
            self.source.with_user(staff).push_orders([self._row("W9")])
        self.assertFalse(self.source.secret)
        self.source.url = "https://elsewhere.example.com/"
        self.assertFalse(self.source.has_secret, "another address asks for it again")
