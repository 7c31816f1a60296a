"""Orders confirmed at the very same moment, with cursors and threads of their own."""

import contextlib
import threading
import unittest

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.service.model import retrying

from .race import Race

BUYERS = 6
CROWD = 32
TIANJIN, KUNSHAN = (39.3838, 117.0444), (31.3849, 120.9807)


class TestConcurrentConfirm(Race):
    def setUp(self):
        super().setUp()
        self.orders = []
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            self.brand = self._make_brand(env).id
            self.place = self._make_place(env).id
            self.consumer = env["res.partner"].create(self._consumer(env)).id
        self.addCleanup(self._withdraw)

    # --- what is set up and cleared away -------------------------------------------

    def _make_brand(self, env):
        owner = env["res.partner"].create({"name": f"品牌{self.key}"})
        return env["product.brand"].create(
            {"name": f"品牌{self.key}", "partner_id": owner.id}
        )

    def _make_place(self, env):
        owner = env["res.partner"].create({"name": f"店主{self.key}"})
        return env["outlet.place"].create(
            {"name": f"店{self.key}", "owner_id": owner.id, "place_type": "group"}
        )

    def _consumer(self, env):
        return {
            "name": "李雷",
            "country_id": env.ref("base.cn").id,
            "state_id": env.ref("base.state_cn_BJ").id,
            "partner_latitude": 39.9,
            "partner_longitude": 116.4,
        }

    def _make_product(self, env, sku):
        return env["product.product"].create(
            {
                "name": f"{sku} {self.key}",
                "default_code": f"{sku}-{self.key}",
                "style_code": f"{sku}-{self.key}",
                "is_storable": True,
                "list_price": 100.0,
                "product_brand_id": self.brand,
                "taxes_id": [Command.clear()],
            }
        )

    def _make_warehouse(self, env, code, point, stock):
        agent = env["res.partner"].create(
            {"name": f"代理{code}{self.key}", "is_company": True}
        )
        address = env["res.partner"].create(
            {
                "name": f"仓{code}{self.key}",
                "partner_latitude": point[0],
                "partner_longitude": point[1],
            }
        )
        contract = env["brand.contract"].create(
            {"brand_id": self.brand, "agent_id": agent.id, "date_start": "2017-01-01"}
        )
        contract.action_activate()
        warehouse = env["stock.warehouse"].create(
            {
                "name": f"仓{code}{self.key}",
                "code": f"{code}{self.key[:4]}",
                "partner_id": address.id,
                "agent_id": agent.id,
            }
        )
        for product, quantity in stock.items():
            env["stock.quant"]._update_available_quantity(
                product, warehouse.lot_stock_id, quantity, owner_id=agent
            )
        return warehouse

    def _make_orders(self, env, lines_of, buyers=BUYERS):
        """One order per buyer; ``lines_of(number)`` = [(product, quantity)]."""
        return env["sale.order"].create(
            [
                {
                    "partner_id": self.consumer,
                    "place_id": self.place,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_uom_qty": quantity,
                                "price_unit": 50.0,
                            }
                        )
                        for product, quantity in lines_of(number)
                    ],
                }
                for number in range(buyers)
            ]
        )

    def _withdraw(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            env["sale.order"].browse(self.orders)._action_cancel()
            env["brand.contract"].search([("brand_id", "=", self.brand)]).action_end()

    # --- the race ------------------------------------------------------------------

    def _confirm_all(self):
        """Confirm every order in a thread of its own, all transactions open at once;
        return the errors."""
        ready = threading.Barrier(len(self.orders))
        errors = []

        def buy(order_id):
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    order = env["sale.order"].browse(order_id)
                    # reading first takes the snapshot, as every request does
                    self.assertEqual(order.state, "draft")
                    ready.wait(timeout=60)
                    retrying(order.action_confirm, env)
            except Exception as error:
                errors.append(error)

        threads = [threading.Thread(target=buy, args=[id_]) for id_ in self.orders]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        return errors

    def _sums(self, env, product):
        """Return (pieces promised, pieces reserved, least free on a shelf)."""
        lines = env["sale.order"].browse(self.orders).order_line
        promised = sum(
            line.product_uom_qty
            for line in lines
            if line.product_id == product and line.routing_state == "allocated"
        )
        env["stock.quant"]._merge_quants()
        quants = env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id.usage", "=", "internal")]
        )
        free = min(quant.quantity - quant.reserved_quantity for quant in quants)
        return promised, sum(quants.mapped("reserved_quantity")), free

    def test_last_piece_is_promised_to_one_buyer(self):
        """Proves R124, R128."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            coat = self._make_product(env, "COAT")
            self._make_warehouse(env, "A", TIANJIN, {coat: 1})
            self.orders = self._make_orders(env, lambda _n: [(coat, 1)]).ids
        self.assertEqual(self._confirm_all(), [])
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            orders = env["sale.order"].browse(self.orders)
            states = sorted(orders.mapped("routing_state"))
            self.assertEqual(states, ["allocated"] + ["waiting"] * (BUYERS - 1))
            self.assertEqual(self._sums(env, coat.with_env(env)), (1, 1, 0))

    def test_pieces_in_two_warehouses_are_promised_once_each(self):
        """Proves R125, R128."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            coat = self._make_product(env, "COAT")
            self._make_warehouse(env, "A", TIANJIN, {coat: 1})
            self._make_warehouse(env, "B", KUNSHAN, {coat: 2})
            self.orders = self._make_orders(env, lambda _n: [(coat, 1)]).ids
        self.assertEqual(self._confirm_all(), [])
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(self._sums(env, coat.with_env(env)), (3, 3, 0))

    def test_buyers_of_the_same_articles_in_another_order_do_not_block_each_other(self):
        """Proves R128."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            coat, scarf = (self._make_product(env, sku) for sku in ("COAT", "SCARF"))
            self._make_warehouse(env, "A", TIANJIN, {coat: 3, scarf: 3})
            lines = [(coat, 1), (scarf, 1)]
            self.orders = self._make_orders(
                env, lambda number: lines if number % 2 else lines[::-1]
            ).ids[:3]
        self.assertEqual(self._confirm_all(), [])
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for product in (coat, scarf):
                self.assertEqual(self._sums(env, product.with_env(env)), (3, 3, 0))

    def test_a_crowd_gets_every_piece_once_wherever_it_lies(self):
        """Proves R125, R128: conflicts are routed anew, nobody is refused."""
        with self.environment() as env:
            coat, scarf = (self._make_product(env, sku) for sku in ("COAT", "SCARF"))
            self._make_warehouse(env, "A", TIANJIN, {coat: 9, scarf: 4})
            self._make_warehouse(env, "B", KUNSHAN, {coat: 11, scarf: 20})
            lines = [(coat, 1), (scarf, 1)]
            self.orders = self._make_orders(
                env, lambda number: lines if number % 2 else lines[::-1], CROWD
            ).ids
        self.assertEqual(self._confirm_all(), [])
        with self.environment() as env:
            self.assertEqual(self._sums(env, coat.with_env(env)), (20, 20, 0))
            self.assertEqual(self._sums(env, scarf.with_env(env)), (24, 24, 0))
            orders = env["sale.order"].browse(self.orders)
            self.assertEqual(set(orders.mapped("state")), {"sale"})

    def test_what_a_crowd_reserved_can_be_shipped_and_given_back(self):
        """Proves R128."""
        with self.environment() as env:
            coat = self._make_product(env, "COAT")
            warehouse = self._make_warehouse(env, "A", TIANJIN, {coat: 40})
            self.orders = self._make_orders(env, lambda _n: [(coat, 2)], 16).ids
        self.assertEqual(self._confirm_all(), [])
        with self.environment() as env:
            orders = env["sale.order"].browse(self.orders)
            carrier = env["delivery.carrier"].search([], limit=1)
            for number, picking in enumerate(orders[:8].picking_ids):
                picking._ship(carrier, f"YT00000000{number:02}")
            orders[8:12]._action_cancel()
        with self.environment() as env:
            quants = env["stock.quant"].search(
                [
                    ("product_id", "=", coat.id),
                    ("location_id", "=", warehouse.with_env(env).lot_stock_id.id),
                ]
            )
            # 32 were promised, 16 of them shipped and 8 given back
            self.assertEqual(sum(quants.mapped("quantity")), 24)
            self.assertEqual(sum(quants.mapped("reserved_quantity")), 8)
            self.orders = self.orders[12:]

    def test_buyer_killed_half_way_leaves_his_piece_to_the_next(self):
        """Proves R128."""
        with self.environment() as env:
            coat = self._make_product(env, "COAT")
            self._make_warehouse(env, "A", TIANJIN, {coat: 1})
            self.orders = self._make_orders(env, lambda _n: [(coat, 1)], 3).ids
        killed, meanwhile, after = self.orders
        cr = self.registry.cursor()
        env = api.Environment(cr, SUPERUSER_ID, {})
        order = env["sale.order"].browse(killed)
        order.action_confirm()
        env.flush_all()
        self.assertEqual(order.routing_state, "allocated")
        # his piece is his while he lives
        self.assertEqual(self._confirm(meanwhile), "waiting")
        cr.execute("SELECT pg_backend_pid()")
        [pid] = cr.fetchone()
        with self.registry.cursor() as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        with contextlib.suppress(psycopg2.Error):
            cr.close()
        self.assertEqual(self._confirm(after), "allocated")
        with self.environment() as env:
            self.assertEqual(self._sums(env, coat.with_env(env)), (1, 1, 0))

    def test_buyer_who_fails_wakes_those_who_wait(self):
        """Proves R125."""
        with self.environment() as env:
            coat = self._make_product(env, "COAT")
            self._make_warehouse(env, "A", TIANJIN, {coat: 1})
            self.orders = self._make_orders(env, lambda _n: [(coat, 1)], 2).ids
            cron = env.ref("agent_dropship.cron_retry_routing")
            before = env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        failing, waiting = self.orders
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["sale.order"].browse(failing).action_confirm()
            self.assertEqual(self._confirm(waiting), "waiting")
            cr.rollback()
        with self.environment() as env:
            after = env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
            self.assertGreater(after, before)
            env["sale.order"].browse(waiting).action_retry_routing()
            self.assertEqual(self._sums(env, coat.with_env(env)), (1, 1, 0))

    def test_stock_made_in_the_same_transaction_can_be_sold_in_it(self):
        """Proves R124: a file that brings goods and orders is one transaction."""
        with self.environment() as env:
            coat = self._make_product(env, "COAT")
            self._make_warehouse(env, "A", TIANJIN, {coat: 2})
            orders = self._make_orders(env, lambda _n: [(coat, 1)], 3)
            self.orders = orders.ids
            for order in orders:
                order.action_confirm()
            states = orders.mapped("routing_state")
            self.assertEqual(states, ["allocated", "allocated", "waiting"])

    def _confirm(self, order_id):
        """Confirm one order as a request does; return where it stands."""
        return self.transaction(
            lambda env: (
                env["sale.order"].browse(order_id).action_confirm(),
                env["sale.order"].browse(order_id).routing_state,
            )[1]
        )


if __name__ == "__main__":
    unittest.main()
