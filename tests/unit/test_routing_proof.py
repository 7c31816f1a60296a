"""Routing of one order against brute force: every way to deal every line."""

import random
import unittest
from itertools import product

from agent_dropship.routing import (
    PRESETS,
    Candidate,
    Demand,
    Line,
    Policy,
    Reason,
    distance_km,
    solve,
)


def _random_case(rng):
    skus = rng.sample("ABCDE", rng.randint(1, 4))
    lines = [Line(i, sku, rng.randint(1, 4)) for i, sku in enumerate(skus)]
    candidates = [
        Candidate(
            key,
            f"AG{key}",
            {sku: rng.randint(0, 4) for sku in skus if rng.random() < 0.7},
            lat=rng.uniform(22, 45),
            lon=rng.uniform(90, 125),
            supply_price={sku: rng.randint(20, 400) for sku in skus},
            cooperation=rng.choice(["active"] * 6 + ["paused"]),
            blocked={s: Reason("region") for s in skus if rng.random() < 0.1},
            score=rng.random(),
        )
        for key in range(rng.randint(1, 5))
    ]
    return Demand(lines, rng.uniform(22, 45), rng.uniform(90, 125)), candidates


def _brute_force(demand, candidates, policy: Policy):
    """Cost of the best plan by trying every way to deal every line."""
    stocks, opening = [], []
    for c in candidates:
        usable = c.cooperation == "active" and not c.barred
        stocks.append(
            {
                line.sku: c.stock.get(line.sku, 0)
                for line in demand.lines
                if usable and line.sku not in c.blocked
            }
        )
        km = distance_km(demand.lat, demand.lon, c.lat, c.lon)
        opening.append(policy.km * km + policy.parcel + policy.score * (1 - c.score))
        opening[-1] += policy.freight * (6 + 0.004 * km)
    ways = []
    for line in demand.lines:
        stock = [s.get(line.sku, 0) for s in stocks]
        target = min(line.qty, sum(stock))
        deals = [d for d in product(*(range(s + 1) for s in stock)) if sum(d) == target]
        if any(s >= line.qty for s in stock):
            deals = [d for d in deals if max(d) == target]
        ways.append(deals)
    best, whole = float("inf"), float("inf")
    for choice in product(*ways):
        used = {i for deal in choice for i, qty in enumerate(deal) if qty}
        cost = sum(opening[i] for i in used) + sum(
            qty * (policy.supply * candidates[i].supply_price[line.sku] + policy.age)
            for line, deal in zip(demand.lines, choice, strict=True)
            for i, qty in enumerate(deal)
        )
        best = min(best, cost)
        if len(used) == 1:
            whole = min(whole, cost)
    return whole if policy.whole_first and whole < float("inf") else best


class TestProof(unittest.TestCase):
    def test_every_small_order_costs_what_trying_everything_finds(self):
        rng = random.Random(20180115)
        for turn in range(400):
            demand, candidates = _random_case(rng)
            policy = PRESETS[rng.choice(sorted(PRESETS))]
            plan = solve(demand, candidates, policy)
            with self.subTest(turn=turn, policy=policy.name):
                self.assertAlmostEqual(
                    plan.cost, _brute_force(demand, candidates, policy), places=6
                )
                self.assertTrue(plan.exact)
                self._assert_sound(demand, candidates, plan)

    def test_bound_holds_when_the_search_is_cut_short(self):
        rng = random.Random(7)
        for turn in range(200):
            demand, candidates = _random_case(rng)
            policy = PRESETS[rng.choice(["cheapest", "balanced"])]
            plan = solve(demand, candidates, policy, node_budget=1)
            best = _brute_force(demand, candidates, policy)
            with self.subTest(turn=turn):
                self.assertGreaterEqual(plan.cost, best - 1e-6)
                self.assertLessEqual(plan.lower_bound, best + 1e-6)

    def test_competing_lines_of_one_article_ship_all_there_is(self):
        rng = random.Random(11)
        for turn in range(300):
            demand, candidates = _random_case(rng)
            more = [
                Line(10 + i, li.sku, rng.randint(1, 3))
                for i, li in enumerate(demand.lines)
                if rng.random() < 0.6
            ]
            demand = Demand([*demand.lines, *more], demand.lat, demand.lon)
            plan = solve(demand, candidates, PRESETS["balanced"])
            with self.subTest(turn=turn):
                self._assert_sound(demand, candidates, plan)

    def _assert_sound(self, demand, candidates, plan):
        """No piece twice, none from a forbidden place, all that exists is used."""
        left = {c.key: dict(c.stock) for c in candidates}
        by_key = {c.key: c for c in candidates}
        for piece in plan.pieces:
            candidate = by_key[piece.warehouse]
            self.assertEqual(candidate.cooperation, "active")
            self.assertNotIn(piece.sku, candidate.blocked)
            left[piece.warehouse][piece.sku] -= piece.qty
            self.assertGreaterEqual(left[piece.warehouse][piece.sku], 0)
        for line in demand.lines:
            if plan.waiting.get(line.key):
                usable = [
                    c
                    for c in candidates
                    if c.cooperation == "active" and line.sku not in c.blocked
                ]
                spare = sum(left[c.key].get(line.sku, 0) for c in usable)
                self.assertEqual(spare, 0)
        shipped_qty = sum(piece.qty for piece in plan.pieces)
        self.assertEqual(
            shipped_qty + sum(plan.waiting.values()),
            sum(line.qty for line in demand.lines),
        )

    def test_large_order_among_forty_warehouses_is_decided_quickly(self):
        rng = random.Random(3)
        skus = [f"S{i}" for i in range(20)]
        candidates = [
            Candidate(
                key,
                f"AG{key}",
                {s: rng.randint(1, 6) for s in skus if rng.random() < 0.25},
                lat=rng.uniform(22, 45),
                lon=rng.uniform(90, 125),
                supply_price={s: rng.randint(80, 120) for s in skus},
            )
            for key in range(40)
        ]
        demand = Demand([Line(i, s, 2) for i, s in enumerate(skus)], 31.2, 121.5)
        plan = solve(demand, candidates, PRESETS["cheapest"])
        self._assert_sound(demand, candidates, plan)
        self.assertLessEqual(plan.lower_bound, plan.cost)
        self.assertLess(plan.cost, plan.lower_bound * 1.15)
