"""Session goods wanted by many at the very same moment."""

import datetime
import os
import signal
import subprocess
import sys
import time
import unittest

from odoo.exceptions import UserError
from odoo.fields import Command

from cli import paths

from .session_world import SessionRace

BUYERS = 64
LONGEST_WAIT = 5.0


class TestConcurrentSession(SessionRace):
    def _buy_until_sold_out(self, buyer, wants_of):
        """Claim again and again; return {key: wants} of what was got, longest wait."""
        got, longest = {}, 0.0
        while True:
            key = f"{self.key}-{buyer}-{len(got)}"
            wants = wants_of(buyer, len(got))
            try:
                longest = max(longest, self.claim(key, wants, buyer=str(buyer)))
            except UserError:
                return got, longest
            got[key] = wants

    def test_sixty_four_buyers_get_five_hundred_pieces_and_not_one_more(self):
        """Proves R111."""
        self.make_world(articles=1, stock=600, quota=500)
        results, errors, _wait = self.run_together(
            [
                lambda buyer=buyer: self._buy_until_sold_out(
                    buyer, lambda _buyer, _round: [(0, 1)]
                )
                for buyer in range(BUYERS)
            ]
        )
        self.assertEqual(errors, [])
        baskets = {key: wants for got, _wait in results for key, wants in got.items()}
        self.assertEqual(len(baskets), 500)
        self.assertLess(max(wait for _got, wait in results), LONGEST_WAIT)
        self.assertEqual(self.counters(), [(500, 500, 0)])
        self.order(baskets)
        self.confirm_queue()
        self.assertEqual(self.counters(), [(500, 0, 500)])
        self.assertEqual(self.free(), [100])

    def test_baskets_of_several_articles_in_any_order_never_lock_up(self):
        self.make_world(articles=4, stock=40, quota=40)

        def wants_of(buyer, number):
            chosen = {buyer % 4, (buyer + 1 + number) % 4, (buyer + 2) % 4}
            return [(article, 1) for article in self.shuffled(chosen)]

        results, errors, _wait = self.run_together(
            [
                lambda buyer=buyer: self._buy_until_sold_out(buyer, wants_of)
                for buyer in range(24)
            ]
        )
        self.assertEqual(errors, [])
        self.assertLess(max(wait for _got, wait in results), LONGEST_WAIT)
        claimed = [0] * 4
        for got, _wait in results:
            for wants in got.values():
                for article, pieces in wants:
                    claimed[article] += pieces
        # all or nothing: what was got is what is counted, to the piece
        self.assertEqual(
            self.counters(), [(40, claimed[number], 0) for number in range(4)]
        )

    def test_one_buyer_who_taps_everywhere_gets_his_limit(self):
        self.make_world(articles=1, stock=50, quota=50, buyer_limit=2)

        def tap(number):
            try:
                self.claim(f"{self.key}-{number}", [(0, 1)], buyer="one")
                return 1
            except UserError:
                return 0

        results, errors, _wait = self.run_together(
            [lambda number=number: tap(number) for number in range(12)]
        )
        self.assertEqual((errors, sum(results)), ([], 2))

    def test_the_same_tap_many_times_takes_one_piece(self):
        self.make_world(articles=1, stock=5, quota=5)
        _results, errors, _wait = self.run_together(
            [lambda: self.claim(f"{self.key}-same", [(0, 1)]) for _tap in range(8)]
        )
        self.assertEqual(errors, [])
        self.assertEqual(self.counters(), [(5, 1, 0)])

    def test_session_and_normal_sales_share_the_last_ten_pieces(self):
        """Proves R113."""
        self.make_world(articles=1, stock=10, quota=6)
        with self.environment() as env:
            normal = (
                env["sale.order"]
                .create([self._prepare_normal(env) for _number in range(8)])
                .ids
            )
            session = (
                env["sale.order"]
                .create(
                    [
                        self._prepare_order(f"{self.key}-{number}", [(0, 1)])
                        for number in range(8)
                    ]
                )
                .ids
            )

        def confirm(order_id):
            def act(env):
                order = env["sale.order"].browse(order_id)
                order.action_confirm()
                return order.routing_state == "allocated"

            try:
                return self.transaction(act)
            except UserError:
                return False

        both = [id_ for pair in zip(normal, session, strict=True) for id_ in pair]
        results, errors, _wait = self.run_together(
            [lambda order_id=order_id: confirm(order_id) for order_id in both]
        )
        self.assertEqual(errors, [])
        self.assertEqual(sum(results), 10)
        self.assertEqual(self.counters(), [(6, 0, 6)])
        self.assertEqual(self.free(), [0])

    def _prepare_normal(self, env):
        return {
            "partner_id": self.consumer,
            "place_id": self.place,
            "order_line": [
                Command.create(
                    {
                        "product_id": self.products[0],
                        "product_uom_qty": 1,
                        "price_unit": 50.0,
                    }
                )
            ],
        }

    def test_what_is_approved_and_what_is_sold_meanwhile_never_exceed_the_stock(self):
        self.make_world(articles=1, stock=10, quota=1)
        with self.environment() as env:
            lines = [self._propose(env, 4) for _number in range(4)]
            normal = (
                env["sale.order"]
                .create([self._prepare_normal(env) for _number in range(3)])
                .ids
            )

        def approve(line_id):
            try:
                self.transaction(
                    lambda env: (
                        env["outlet.session.line"].browse(line_id).action_approve()
                    )
                )
                return 4
            except UserError:
                return 0

        def sell(order_id):
            def act(env):
                order = env["sale.order"].browse(order_id)
                order.action_confirm()
                return int(order.routing_state == "allocated")

            return self.transaction(act)

        results, errors, _wait = self.run_together(
            [lambda line_id=line_id: approve(line_id) for line_id in lines]
            + [lambda order_id=order_id: sell(order_id) for order_id in normal]
        )
        self.assertEqual(errors, [])
        self.assertIn(sum(results), (7, 8, 9))
        self.assertLessEqual(sum(results) + 1, 10)

    def _propose(self, env, quota):
        session = env["outlet.session"].browse(self.session)
        session = session.copy(
            {
                "date_start": session.date_end,
                "date_end": session.date_end + datetime.timedelta(hours=1),
            }
        )
        line = env["outlet.session.line"].browse(self.lines[0])
        return line.copy(
            {
                "session_id": session.id,
                "quota_ids": [
                    Command.create(
                        {
                            "product_id": self.products[0],
                            "warehouse_id": self.warehouse,
                            "quota": quota,
                        }
                    )
                ],
            }
        ).id

    def test_killed_while_confirming_nothing_is_lost_or_sold_twice(self):
        """Proves R112."""
        self.make_world(articles=1, stock=30, quota=30)
        baskets = {f"{self.key}-{number}": [(0, 1)] for number in range(30)}
        for key, wants in baskets.items():
            self.claim(key, wants)
        orders = self.order(baskets)
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.concurrency.queue_worker"],
            cwd=paths.ROOT,
            env=os.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._wait_for_some(orders)
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        quota, claimed, sold = self.counters()[0]
        self.assertEqual((quota, claimed + sold), (30, 30))
        with self.environment() as env:
            env["outlet.session.quota"]._cron_heal()
        self.confirm_queue()
        self.assertEqual(self.counters(), [(30, 0, 30)])
        self.assertEqual(self.free(), [0])
        with self.environment() as env:
            states = set(env["sale.order"].browse(orders).mapped("routing_state"))
        self.assertEqual(states, {"allocated"})

    def _wait_for_some(self, orders):
        """Return once the worker has confirmed a part of the orders."""
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with self.environment() as env:
                done = env["sale.order"].search_count(
                    [("id", "in", orders), ("state", "=", "sale")]
                )
            if done:
                return
            time.sleep(0.1)
        self.fail("the worker has confirmed nothing")


if __name__ == "__main__":
    unittest.main()
