"""A parcel is shipped and its order cancelled at the very same moment."""

import threading
import unittest

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying

from .race import Race

ROUNDS = 12


class TestShipOrCancel(Race):
    """Exactly one of the two wins, and nothing is left half done."""

    def setUp(self):
        super().setUp()
        with self.environment() as env:
            self.product, self.warehouse = self._make_world(env)

    def _make_world(self, env):
        """One agent who has plenty of one article."""
        owner, agent = env["res.partner"].create(
            [
                {"name": f"品牌{self.key}"},
                {"name": f"代理{self.key}", "is_company": True},
            ]
        )
        brand = env["product.brand"].create(
            {"name": f"品牌{self.key}", "partner_id": owner.id}
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
            {"brand_id": brand.id, "agent_id": agent.id, "date_start": "2017-01-01"}
        ).action_activate()
        warehouse = env["stock.warehouse"].create(
            {"name": self.key, "code": self.key, "agent_id": agent.id}
        )
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 1000, owner_id=agent
        )
        place = env["outlet.place"].create(
            {"name": self.key, "owner_id": owner.id, "place_type": "group"}
        )
        self.place = place.id
        return product.id, warehouse.id

    def _make_order(self):
        with self.environment() as env:
            order = env["sale.order"].create(
                {
                    "partner_id": env["outlet.place"].browse(self.place).owner_id.id,
                    "place_id": self.place,
                    "order_line": [
                        Command.create({"product_id": self.product, "price_unit": 50.0})
                    ],
                }
            )
            order.action_confirm()
            order.picking_ids.action_accept()
            return order.id, order.picking_ids.id

    def _ship(self, env, picking_id, number):
        picking = env["stock.picking"].browse(picking_id)
        courier = env.ref("agent_dropship.courier_zto")
        picking._ship(courier, f"SF{self.key.upper()}{number:06d}")

    def _stop(self, env, order_id):
        env["sale.order"].browse(order_id)._intercept()

    def _race(self, first, second):
        """Both look before one of them acts; ``first`` starts a little earlier."""
        ready = threading.Barrier(2)
        ahead = threading.Event()
        outcome = {}

        def run(name, act, leads):
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
                    # the snapshot is taken here, before either has written anything
                    cr.execute("SELECT 1 FROM stock_picking LIMIT 1")
                    ready.wait(timeout=60)
                    if leads:
                        ahead.set()
                    else:
                        ahead.wait(timeout=60)
                    retrying(lambda: act(env), env)
                    outcome[name] = True
            except UserError as refusal:
                outcome[name] = refusal

        threads = [
            threading.Thread(target=run, args=(*first, True)),
            threading.Thread(target=run, args=(*second, False)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        return outcome

    def _check(self, order_id, picking_id, outcome):
        """Return who won, having proven that the other lost entirely."""
        with self.environment() as env:
            order = env["sale.order"].browse(order_id)
            picking = env["stock.picking"].browse(picking_id)
            interception = order.interception_ids
            self.assertIs(outcome["stop"], True)
            self.assertEqual(len(interception), 1)
            moved = sum(
                move.quantity for move in picking.move_ids if move.state == "done"
            )
            if outcome["ship"] is True:
                self.assertEqual(picking.dispatch_state, "shipped")
                self.assertEqual(order.state, "sale")
                self.assertEqual(order.order_line.qty_delivered, 1)
                self.assertEqual(interception.state, "courier_asked")
                self.assertEqual(moved, 1)
                return "ship"
            self.assertEqual(picking.state, "cancel")
            self.assertEqual(order.state, "cancel")
            self.assertEqual(order.order_line.qty_delivered, 0)
            self.assertEqual(interception.state, "asked")
            self.assertFalse(picking.carrier_tracking_ref)
            self.assertEqual(moved, 0)
        with self.environment() as env, self.assertRaises(UserError):
            self._ship(env, picking_id, 999999)
        return "stop"

    def _check_stock(self, shipped):
        """What left the shelf is what was shipped; nothing stays reserved."""
        with self.environment() as env:
            quants = env["stock.quant"].search(
                [
                    ("product_id", "=", self.product),
                    ("location_id.warehouse_id", "=", self.warehouse),
                ]
            )
            self.assertEqual(sum(quants.mapped("quantity")), 1000 - shipped)
            self.assertEqual(sum(quants.mapped("reserved_quantity")), 0)

    def test_ship_and_cancel_at_once_have_one_winner(self):
        """Proves R129."""
        winners = []
        for number in range(ROUNDS):
            order_id, picking_id = self._make_order()
            acts = [
                ("ship", lambda env, p=picking_id, n=number: self._ship(env, p, n)),
                ("stop", lambda env, o=order_id: self._stop(env, o)),
            ]
            # each of them leads in half of the rounds
            outcome = self._race(*(acts if number % 2 else reversed(acts)))
            winners.append(self._check(order_id, picking_id, outcome))
        self._check_stock(winners.count("ship"))
        self.assertEqual(len(winners), ROUNDS)

    def test_whoever_commits_first_wins_in_either_order(self):
        """The loser had looked before, and only learns of it when he writes."""
        for number, winner in enumerate(("ship", "stop")):
            order_id, picking_id = self._make_order()
            acts = {
                "ship": lambda env, p=picking_id, n=number: self._ship(env, p, n),
                "stop": lambda env, o=order_id: self._stop(env, o),
            }
            loser = "stop" if winner == "ship" else "ship"
            outcome = {winner: True}
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
                picking = env["stock.picking"].browse(picking_id)
                self.assertEqual(picking.dispatch_state, "accepted")
                self.transaction(acts[winner])
                try:
                    retrying(lambda act=acts[loser], e=env: act(e), env)
                    outcome[loser] = True
                except UserError as refusal:
                    outcome[loser] = refusal
                    cr.rollback()
            self.assertEqual(self._check(order_id, picking_id, outcome), winner)

    def test_two_who_cancel_at_once_make_one_interception(self):
        order_id, picking_id = self._make_order()
        stop = ("stop", lambda env: self._stop(env, order_id))
        outcome = self._race(stop, ("again", lambda env: self._stop(env, order_id)))
        self.assertEqual(outcome, {"stop": True, "again": True})
        with self.environment() as env:
            order = env["sale.order"].browse(order_id)
            self.assertEqual(order.state, "cancel")
            self.assertEqual(order.interception_ids.picking_id.id, picking_id)


if __name__ == "__main__":
    unittest.main()
