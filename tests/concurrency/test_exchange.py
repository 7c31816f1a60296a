"""Exchange files whose maker is killed in the middle of the work."""

import base64
import datetime
import io
import os
import signal
import subprocess
import sys
import time
import unittest

import openpyxl

from odoo.fields import Command

from cli import paths

from .race import Race

AGENTS, ORDERS = 4, 6


class TestExchangeKilled(Race):
    """Some offline agents with some orders of a piece each."""

    def setUp(self):
        super().setUp()
        self.dispatches = self.transaction(self._make_dispatches)

    # --- what is set up -------------------------------------------------------------

    def _make_dispatches(self, env):
        consumer, owner, *agents = env["res.partner"].create(
            [
                {
                    "name": f"{word}{self.key}",
                    "ref": f"{word}{self.key}",
                    "is_company": word != "李雷",
                }
                for word in ("李雷", "品牌", *(f"代理{n}" for n in range(AGENTS)))
            ]
        )
        consumer.write(
            {
                "country_id": env.ref("base.cn").id,
                "state_id": env.ref("base.state_cn_BJ").id,
            }
        )
        place = env["outlet.place"].create(
            {"name": f"店{self.key}", "owner_id": owner.id, "place_type": "group"}
        )
        orders = env["sale.order"]
        for number, agent in enumerate(agents):
            product = self._make_goods(env, owner, agent, number)
            orders |= orders.create(
                [
                    {
                        "partner_id": consumer.id,
                        "place_id": place.id,
                        "order_line": [
                            Command.create(
                                {"product_id": product.id, "price_unit": 50.0}
                            )
                        ],
                    }
                    for _order in range(ORDERS)
                ]
            )
        orders.action_confirm()
        return orders.picking_ids.ids

    def _make_goods(self, env, owner, agent, number):
        """A brand, an article of it, and the agent who has it, offline."""
        name = f"{self.key}{number}"
        brand = env["product.brand"].create({"name": name, "partner_id": owner.id})
        env["brand.contract"].create(
            {"brand_id": brand.id, "agent_id": agent.id, "date_start": "2017-01-01"}
        ).action_activate()
        warehouse = env["stock.warehouse"].create(
            {
                "name": name,
                "code": f"{self.key[:4]}{number}",
                "agent_id": agent.id,
                "partner_id": agent.id,
                "exchange_mode": "offline",
            }
        )
        product = env["product.product"].create(
            {
                "name": f"COAT {name}",
                "default_code": f"COAT-{name}",
                "style_code": f"COAT-{name}",
                "is_storable": True,
                "list_price": 100.0,
                "product_brand_id": brand.id,
                "taxes_id": [Command.clear()],
            }
        )
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, ORDERS, owner_id=agent
        )
        return product

    # --- killing ----------------------------------------------------------------------

    def _kill_when(self, is_begun, *job):
        """Start a job in a process of its own and kill it once it has begun."""
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.concurrency.exchange_worker", *job],
            cwd=paths.ROOT,
            env=os.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            until = time.monotonic() + 180
            while time.monotonic() < until:
                with self.environment() as env:
                    if is_begun(env):
                        return
                time.sleep(0.05)
            self.fail("the worker has done nothing")
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()

    def _exported(self, env):
        return env["stock.picking"].search(
            [("id", "in", self.dispatches), ("exchange_file_id", "!=", False)]
        )

    def _shipped(self, env):
        return env["stock.picking"].search_count(
            [("id", "in", self.dispatches), ("state", "=", "done")]
        )

    def test_killed_half_way_no_dispatch_is_in_two_files_or_in_none(self):
        """Proves R130."""

        def make_due(env):
            slots = env["exchange.slot"].search([])
            slots.last_due = datetime.datetime(2018, 1, 1)
            env.cr.execute(
                "UPDATE stock_picking SET create_date = create_date - interval '2 days'"
                " WHERE id IN %s",
                [tuple(self.dispatches)],
            )

        self.transaction(make_due)
        self._kill_when(self._exported, "exchange.slot", "_cron_serve")
        self.transaction(lambda env: env["exchange.slot"]._cron_serve())
        with self.environment() as env:
            exported = self._exported(env)
            self.assertEqual(len(exported), AGENTS * ORDERS)
            self.assertEqual(len(exported.exchange_file_id), AGENTS)
            lines = env["exchange.file.line"].search(
                [("picking_id", "in", self.dispatches)]
            )
            self.assertEqual(len(lines), AGENTS * ORDERS)
            self.assertEqual(lines.move_id, exported.move_ids)
            for record in exported.exchange_file_id:
                self.assertTrue(record.attachment_id.raw)

    def test_killed_half_way_no_row_ships_twice_or_half(self):
        """Proves R131, R237."""

        def generate(env):
            pickings = env["stock.picking"].browse(self.dispatches)
            files = env["exchange.file"].generate(pickings.agent_id.ids)
            content = env["exchange.file"].browse(files[0]).attachment_id.raw
            record = env["outlet.import"].create(
                {
                    "kind": "tracking",
                    "filename": "back.xlsx",
                    "file": base64.b64encode(self._fill_in(content)),
                }
            )
            record.action_check()
            record.apply_next(1)
            record.run_until = False
            return record.id

        back = self.transaction(generate)
        self._kill_when(
            lambda env: self._shipped(env) > 1, "outlet.import", "_cron_go_on", "1"
        )

        def go_on(env):
            # whoever was killed holds the file for a moment; then it is free
            env["outlet.import"].browse(back).run_until = False
            env["outlet.import"]._cron_go_on()

        self.transaction(go_on)
        with self.environment() as env:
            record = env["outlet.import"].browse(back)
            self.assertEqual(record.mapped("line_ids.status"), ["done"] * ORDERS)
            self.assertEqual(record.state, "done")
            self.assertEqual(self._shipped(env), ORDERS)
            pickings = env["stock.picking"].search(
                [("id", "in", self.dispatches), ("state", "=", "done")]
            )
            self.assertEqual(len(set(pickings.mapped("carrier_tracking_ref"))), ORDERS)
            quants = env["stock.quant"].search(
                [
                    ("product_id", "in", pickings.move_ids.product_id.ids),
                    ("location_id.usage", "=", "internal"),
                ]
            )
            self.assertEqual(sum(quants.mapped("quantity")), 0)

    def _fill_in(self, content):
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheet = book.worksheets[0]
        header = [cell.value for cell in sheet[1]]
        courier, tracking = header.index("快递公司") + 1, header.index("快递单号") + 1
        for number in range(2, sheet.max_row + 1):
            sheet.cell(number, courier).value = "中通"
            sheet.cell(number, tracking).value = f"75{self.key}{number:06}"
        output = io.BytesIO()
        book.save(output)
        return output.getvalue()


if __name__ == "__main__":
    unittest.main()
