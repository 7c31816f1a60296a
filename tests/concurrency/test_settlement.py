"""Settlement runs that are killed in the middle, as by a power cut, and run again."""

import os
import signal
import subprocess
import sys
import time
import unittest

from odoo.fields import Command

from cli import paths

from .race import Race

AGENTS, ORDERS = 3, 5
PRICE = 33.33


class TestSettlementKilled(Race):
    """Parcels of some agents that arrived and were not booked."""

    def setUp(self):
        super().setUp()
        self.transaction(lambda env: env["sale.order.line"]._cron_book_missed())
        self.orders = self.transaction(self._make_orders)

    def _make_orders(self, env):
        owner = env["res.partner"].create({"name": f"店主{self.key}"})
        place = env["outlet.place"].create(
            {"name": self.key, "owner_id": owner.id, "place_type": "group"}
        )
        orders = env["sale.order"]
        for number in range(AGENTS):
            product = self._make_goods(env, owner, number)
            orders += orders.create(
                [
                    {
                        "partner_id": owner.id,
                        "place_id": place.id,
                        "order_line": [
                            Command.create(
                                {"product_id": product.id, "price_unit": PRICE}
                            )
                        ],
                    }
                    for _order in range(ORDERS)
                ]
            )
        orders.action_confirm()
        for parcel in orders.picking_ids:
            parcel.write(
                {
                    "carrier_id": env.ref("agent_dropship.courier_zto").id,
                    "carrier_tracking_ref": f"T{parcel.id}",
                }
            )
            parcel.move_ids.write({"quantity": 1, "picked": True})
        orders.picking_ids._action_done()
        # as history comes in: nobody is told that it arrived
        orders.picking_ids.delivered_at = "2025-10-15 04:00:00"
        return orders.ids

    def _make_goods(self, env, owner, number):
        """A brand, an article of it, and the agent who has it."""
        name = f"{self.key}{number}"
        agent = env["res.partner"].create({"name": f"代理{name}", "is_company": True})
        brand = env["product.brand"].create({"name": name, "partner_id": owner.id})
        env["brand.contract"].create(
            {"brand_id": brand.id, "agent_id": agent.id, "date_start": "2017-01-01"}
        ).action_activate()
        warehouse = env["stock.warehouse"].create(
            {"name": name, "code": f"{self.key[:4]}{number}", "agent_id": agent.id}
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
            until = time.monotonic() + 300
            while time.monotonic() < until:
                with self.environment() as env:
                    if is_begun(env):
                        return
                time.sleep(0.02)
            self.fail("the worker has done nothing")
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()

    def _get_entries(self, env):
        return env["share.entry"].search([("order_id", "in", self.orders)])

    def test_killed_half_way_every_fen_is_booked_once(self):
        self._kill_when(self._get_entries, "sale.order.line", "_cron_book_missed", "1")
        with self.environment() as env:
            begun = len(self._get_entries(env).move_id)
        for _again in range(2):
            self.transaction(lambda env: env["sale.order.line"]._cron_book_missed())
            with self.environment() as env:
                entries = self._get_entries(env)
                lines = env["sale.order"].browse(self.orders).order_line
                self.assertEqual(len(entries), 2 * len(lines), begun)
                self.assertEqual(set(lines.mapped("qty_settled")), {1.0})
                for line in lines:
                    booked = sum(line.share_entry_ids.mapped("amount"))
                    self.assertEqual(line.currency_id.round(booked), PRICE)

    def _get_statements(self, env):
        agents = self._get_entries(env).filtered(lambda e: e.role == "agent")
        return env["settlement.statement"].search(
            [("partner_id", "in", agents.partner_id.ids)]
        )

    def test_killed_half_way_every_line_is_on_one_statement(self):
        self.transaction(lambda env: env["sale.order.line"]._cron_book_missed())
        self._kill_when(
            self._get_statements, "settlement.statement", "_cron_generate", "1"
        )
        for _again in range(2):
            self.transaction(lambda env: env["settlement.statement"]._cron_generate())
            self._assert_stated_once()

    def _assert_stated_once(self):
        with self.environment() as env:
            entries = self._get_entries(env).filtered(lambda e: e.role == "agent")
            statements = self._get_statements(env)
            self.assertEqual(len(statements), AGENTS)
            self.assertEqual(statements.entry_ids, entries)
            for statement in statements:
                owed = sum(statement.entry_ids.mapped("amount"))
                self.assertEqual(statement.total, statement.currency_id.round(owed))

    def test_killed_half_way_a_period_made_in_the_background_goes_on(self):
        """What somebody asked for is finished by the next run, and told as done."""
        self.transaction(lambda env: env["sale.order.line"]._cron_book_missed())
        period = ("2025-10-01", "2025-10-31")
        run = self.transaction(
            lambda env: env["settlement.run"]._start(*period, env.company).id
        )
        self._kill_when(self._get_statements, "settlement.run", "_cron_run", "1")
        for _again in range(2):
            self.transaction(lambda env: env["settlement.run"]._cron_run())
            self._assert_stated_once()
        with self.environment() as env:
            asked = env["settlement.run"].browse(run)
            self.assertEqual((asked.state, asked.left_count), ("done", 0))
            self.assertGreaterEqual(asked.done_count, AGENTS)


if __name__ == "__main__":
    unittest.main()
