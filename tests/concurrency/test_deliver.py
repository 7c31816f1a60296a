"""Parcels of one order line delivered at the very same moment, or by who is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
import unittest

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.service.model import retrying

from cli import paths

from .race import Race


class TestConcurrentDelivery(Race):
    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            product = self._make_stock(env)
            order = self._make_order(env, product)
            self.line = order.order_line.id
            self.parcels = self._ship_one_by_one(env, order)

    def _make_stock(self, env):
        """An article of which one agent has three pieces."""
        partners = env["res.partner"].create(
            [
                {"name": f"品牌{self.key}"},
                {"name": f"代理{self.key}", "is_company": True},
            ]
        )
        brand = env["product.brand"].create(
            {"name": f"品牌{self.key}", "partner_id": partners[0].id}
        )
        product = env["product.product"].create(
            {
                "name": f"COAT {self.key}",
                "default_code": f"COAT-{self.key}",
                "style_code": f"COAT-{self.key}",
                "is_storable": True,
                "list_price": 100.0,
                "product_brand_id": brand.id,
                "taxes_id": [Command.clear()],
            }
        )
        env["brand.contract"].create(
            {
                "brand_id": brand.id,
                "agent_id": partners[1].id,
                "date_start": "2017-01-01",
            }
        ).action_activate()
        warehouse = env["stock.warehouse"].create(
            {"name": self.key, "code": self.key, "agent_id": partners[1].id}
        )
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 3, owner_id=partners[1]
        )
        return product

    def _make_order(self, env, product):
        """Three pieces for 100.00: the parts are 33.33, 33.34 and 33.33."""
        owner = env["res.partner"].create({"name": f"店主{self.key}"})
        place = env["outlet.place"].create(
            {"name": self.key, "owner_id": owner.id, "place_type": "group"}
        )
        order = env["sale.order"].create(
            {
                "partner_id": owner.id,
                "place_id": place.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 3,
                            "price_unit": 50.0,
                            "discount": 33.33,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        return order

    def _ship_one_by_one(self, env, order):
        for number in range(3):
            parcel = order.picking_ids.filtered(lambda p: p.state == "assigned")
            parcel.write(
                {
                    "carrier_id": env.ref("agent_dropship.courier_zto").id,
                    "carrier_tracking_ref": f"T{number}",
                }
            )
            parcel.move_ids.quantity = 1
            parcel.move_ids.picked = True
            parcel._action_done()
        return order.picking_ids.ids

    def _deliver_all(self):
        ready = threading.Barrier(len(self.parcels))
        errors = []

        def deliver(parcel_id):
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    parcel = env["stock.picking"].browse(parcel_id)
                    # reading first takes the snapshot, as every request does
                    self.assertEqual(parcel.dispatch_state, "shipped")
                    ready.wait(timeout=60)
                    retrying(parcel.action_deliver, env)
            except Exception as error:
                errors.append(error)

        threads = [threading.Thread(target=deliver, args=[i]) for i in self.parcels]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        return errors

    def test_shares_of_parcels_delivered_at_once_add_up(self):
        """None of them may take the others for not yet delivered."""
        self.assertEqual(self._deliver_all(), [])
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            line = env["sale.order.line"].browse(self.line)
            booked = sum(line.share_entry_ids.mapped("amount"))
            self.assertEqual(line.qty_settled, 3)
            self.assertEqual(line.currency_id.round(booked), line.price_total)
            paid = line.share_entry_ids.filtered(lambda e: e.role == "operator")
            self.assertEqual(
                line.currency_id.round(sum(paid.mapped("paid"))), line.price_total
            )

    def test_killed_between_delivery_and_booking_there_is_neither(self):
        """Proves R144: what is delivered and not shared out does not exist."""
        parcel = self.parcels[0]
        with self.registry.cursor() as cr:
            # the booking waits for the line, so that it is killed before it is done
            cr.execute(
                "INSERT INTO sale_order_line_settled (id, quantity) VALUES (%s, 0)"
                " ON CONFLICT (id) DO UPDATE SET quantity = EXCLUDED.quantity",
                [self.line],
            )
            worker = subprocess.Popen(
                [sys.executable, "-m", "tests.concurrency.deliver_worker", str(parcel)],
                cwd=paths.ROOT,
                env=os.environ,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                self._wait_until_blocked(cr)
            finally:
                worker.send_signal(signal.SIGKILL)
                worker.wait()
            cr.rollback()
        self.assertEqual(self._read(parcel), ("shipped", 0, 0))
        with self.environment() as env:
            env["stock.picking"].browse(parcel).action_deliver()
        state, settled, entries = self._read(parcel)
        self.assertEqual((state, settled), ("delivered", 1))
        self.assertTrue(entries)

    def _wait_until_blocked(self, cr):
        """Wait until somebody waits for what this transaction holds."""
        until = time.monotonic() + 180
        while time.monotonic() < until:
            cr.execute(
                "SELECT COUNT(*) FROM pg_locks WHERE NOT granted"
                " AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cr.fetchone()[0]:
                return
            time.sleep(0.05)
        self.fail("Nobody delivers.")

    def _read(self, parcel):
        """Return (state of the parcel, settled pieces of the line, its entries)."""
        with self.environment() as env:
            picking = env["stock.picking"].browse(parcel)
            line = env["sale.order.line"].browse(self.line)
            entries = picking.move_ids.share_entry_ids
            return picking.dispatch_state, line.qty_settled, len(entries)


if __name__ == "__main__":
    unittest.main()
