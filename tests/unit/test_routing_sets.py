"""Routing against every set of warehouses: optimum, bound, tolerance, limits."""

import random
import unittest
from dataclasses import replace
from itertools import combinations

import numpy as np
from agent_dropship.routing import (
    PRESETS,
    Demand,
    Holdings,
    Line,
    Network,
    solve_order,
)
from agent_dropship.routing.problem import build
from agent_dropship.routing.search import assign

BEIJING = {"lat": 39.90, "lon": 116.41}


class TestProofOverSets(unittest.TestCase):
    """Up to nine warehouses every set of them is tried."""

    def test_cost_is_the_optimum_and_the_bound_never_above_it(self):
        rng = np.random.default_rng(20180115)
        proven = 0
        for turn in range(120):
            world = _world(rng)
            best = _least_cost(*world)
            with self.subTest(turn=turn):
                for budget in (0, 400):
                    plan = solve_order(*world, node_budget=budget)
                    self.assertGreaterEqual(plan.cost, best - 1e-6)
                    self.assertLessEqual(plan.lower_bound, best + 1e-6)
                    proven += plan.exact
                self.assertAlmostEqual(plan.cost, best, places=6)
                self.assertTrue(plan.exact)
        self.assertGreater(proven, 200)

    def test_tolerated_gap_is_never_exceeded(self):
        rng = np.random.default_rng(4)
        for turn in range(100):
            world = _world(rng)
            plan = solve_order(*world, tolerance=0.05)
            best = _least_cost(*world)
            with self.subTest(turn=turn):
                self.assertLessEqual(plan.cost, best * 1.05 / (1 - 0.05))
                self.assertLessEqual(plan.gap, 0.05 + 1e-6)
                self.assertLessEqual(plan.lower_bound, best + 1e-6)

    def test_limited_parcels_ship_as_many_pieces_as_any_set_of_them(self):
        rng = np.random.default_rng(9)
        for turn in range(80):
            demand, network, holdings, policy = _world(rng, thin=True)
            for limit in (1, 2):
                limited = replace(policy, max_parcels=limit)
                plan = solve_order(demand, network, holdings, limited)
                shipped = sum(piece.qty for piece in plan.pieces)
                with self.subTest(turn=turn, limit=limit):
                    self.assertLessEqual(len(plan.warehouses), limit)
                    self.assertEqual(shipped, _most_pieces(demand, holdings, limit))
                    self.assertLessEqual(plan.lower_bound, plan.cost + 1e-9)


def _world(rng, thin=False):
    size, count = int(rng.integers(3, 10)), int(rng.integers(2, 7))
    network = Network(
        range(size),
        rng.uniform(22, 45, size),
        rng.uniform(100, 125, size),
        score=rng.uniform(0.5, 1.0, size),
        handling=rng.uniform(0, 3, size),
    )
    holdings = Holdings()
    for sku in range(count):
        rows = np.flatnonzero(rng.random(size) < (0.35 if thin else 0.6))
        prices, ages = rng.uniform(50, 90, len(rows)), rng.integers(0, 500, len(rows))
        most = 2 if thin else 4
        holdings.add(sku, rows, rng.integers(1, most + 1, len(rows)), prices, ages)
    lines = [
        Line(sku, sku, int(rng.integers(1, 4)), weight=0.7) for sku in range(count)
    ]
    policy = random.Random(int(rng.integers(1e9))).choice(
        [PRESETS["cheapest"], PRESETS["balanced"]]
    )
    return Demand(lines, **BEIJING), network, holdings, policy


def _least_cost(demand, network, holdings, policy):
    problem = build(demand, network, holdings, policy)
    best = float("inf") if problem.wants else 0.0
    for size in range(1, len(network) + 1):
        for rows in combinations(range(len(network)), size):
            found = assign(problem, list(rows))
            if found:
                best = min(best, found[0] + float(problem.opening[list(rows)].sum()))
    return best


def _most_pieces(demand, holdings, limit):
    rows = {row for offers in holdings.values() for row in offers.rows.tolist()}
    most = 0
    for chosen in combinations(sorted(rows), min(limit, len(rows))):
        pieces = 0
        for line in demand.lines:
            offers = holdings[line.sku]
            stock = offers.qty[np.isin(offers.rows, chosen)].sum()
            pieces += min(line.qty, int(stock))
        most = max(most, pieces)
    return most
