"""Routing by the columns of a network: cost parts, hard rules, limits."""

import unittest
from dataclasses import replace

import numpy as np
from agent_dropship.routing import (
    PRESETS,
    Blocked,
    Candidate,
    Day,
    Demand,
    Holdings,
    Line,
    Network,
    Policy,
    Reason,
    solve,
    solve_order,
)

TIANJIN, KUNSHAN, FOSHAN = (39.38, 117.04), (31.38, 120.98), (23.03, 113.14)
BEIJING = {"lat": 39.90, "lon": 116.41}
MONEY = Policy("money", freight=1.0, whole_first=False)
PLACES = (("tianjin", TIANJIN), ("kunshan", KUNSHAN), ("foshan", FOSHAN))


def sites(stock, **more):
    """The three warehouses with the same stock; ``more`` by name of the warehouse."""
    return [
        Candidate(key, f"agent {key}", stock, *place, name=key, **more.get(key, {}))
        for key, place in PLACES
    ]


def decide(candidates, policy, lines=()):
    lines = lines or [Line(1, "A", 1)]
    return solve(Demand(lines, **BEIJING), candidates, policy)


def codes(plan):
    return {row.warehouse: row.reason.code for row in plan.considered}


class TestCosts(unittest.TestCase):
    def test_parcel_costs_what_the_rate_card_says(self):
        lanes = {
            "tianjin": {"lane": (9.0, 2.0, 1.0), "handling": 1.5},
            "kunshan": {"lane": (8.0, 5.0, 1.0)},
            "foshan": {"lane": (20.0, 0.0, 1.0)},
        }
        light = decide(sites({"A": 9}, **lanes), MONEY, [Line(1, "A", 1, weight=0.6)])
        self.assertEqual(light.warehouses, ("kunshan",))
        self.assertAlmostEqual(light.cost, 8.0, places=6)
        # 3.2 kg: one first kilo and three started ones
        heavy = decide(sites({"A": 9}, **lanes), MONEY, [Line(1, "A", 4, weight=0.8)])
        self.assertEqual(heavy.warehouses, ("tianjin",))
        self.assertAlmostEqual(heavy.cost, 9.0 + 1.5 + 3 * 2.0, places=6)

    def test_lane_without_a_rate_is_estimated_and_never_free(self):
        plan = decide(sites({"A": 9}, foshan={"lane": (5.0, 1.0, 1.0)}), MONEY)
        self.assertEqual(plan.warehouses, ("foshan",))
        self.assertEqual(codes(plan)["tianjin"], "dearer")

    def test_oldest_stock_goes_first_where_the_policy_wants_it(self):
        candidates = sites({"A": 9}, foshan={"age": {"A": 360}})
        self.assertEqual(decide(candidates, MONEY).warehouses, ("tianjin",))
        plan = decide(candidates, replace(MONEY, age=20.0))
        self.assertEqual(plan.warehouses, ("foshan",))
        self.assertGreater(plan.cost, 0.0)

    def test_parcel_that_misses_the_cut_off_costs_its_lateness(self):
        candidates = sites({"A": 9}, tianjin={"late": 1.0})
        self.assertEqual(decide(candidates, MONEY).warehouses, ("tianjin",))
        plan = decide(candidates, replace(MONEY, late=10.0))
        self.assertEqual(plan.warehouses, ("kunshan",))

    def test_every_preset_tells_the_cost_by_its_parts(self):
        for name, policy in PRESETS.items():
            plan = decide(sites({"A": 9}, tianjin={"score": 0.8}), policy)
            with self.subTest(policy=name):
                chosen = next(row for row in plan.considered if row.chosen)
                self.assertAlmostEqual(chosen.cost, plan.cost, places=6)
                self.assertEqual(sum(chosen.parts.values()), chosen.cost)


class TestHardRules(unittest.TestCase):
    def test_warehouse_that_is_full_today_is_passed_over(self):
        plan = decide(sites({"A": 9}, tianjin={"capacity_left": 0}), MONEY)
        self.assertEqual(plan.warehouses, ("kunshan",))
        self.assertEqual(codes(plan)["tianjin"], "full")

    def test_border_is_crossed_only_where_the_policy_allows_it(self):
        """Proves R140."""
        candidates = sites({"A": 9}, tianjin={"foreign": True})
        self.assertEqual(decide(candidates, MONEY).warehouses, ("tianjin",))
        plan = decide(candidates, replace(MONEY, allow_cross_border=False))
        self.assertEqual(plan.warehouses, ("kunshan",))
        self.assertEqual(codes(plan)["tianjin"], "cross_border")

    def test_order_waits_completely_where_only_whole_orders_ship(self):
        lines = [Line(1, "A", 1), Line(2, "B", 1)]
        plan = decide(sites({"A": 9}), replace(MONEY, whole_only=True), lines)
        self.assertEqual(plan.pieces, ())
        self.assertEqual(plan.waiting, {1: 1, 2: 1})
        self.assertIn("whole_only", [reason.code for reason in plan.summary])

    def test_what_does_not_fit_into_the_parcels_waits(self):
        candidates = [
            replace(one, stock={sku: 2})
            for one, sku in zip(sites({}), "ABC", strict=True)
        ]
        lines = [Line(1, "A", 2), Line(2, "B", 1), Line(3, "C", 2)]
        plan = decide(candidates, replace(MONEY, max_parcels=2), lines)
        self.assertEqual(sorted(plan.warehouses), ["foshan", "tianjin"])
        self.assertEqual(plan.waiting, {2: 1})
        self.assertIn("max_parcels", [reason.code for reason in plan.summary])

    def test_line_that_is_blocked_does_not_block_the_other_of_the_same_article(self):
        network = Network([1, 2], lat=[39.4, 31.4], lon=[117.0, 121.0])
        holdings = Holdings()
        holdings.add("A", [0, 1], [5, 5])
        blocked = Blocked.of({1: [1, 0]}, [None, Reason("refused")])
        plan = solve_order(
            Demand([Line(1, "A", 2), Line(2, "A", 2)], **BEIJING),
            network,
            holdings,
            PRESETS["nearest"],
            blocked,
        )
        by_line = {piece.line: piece.warehouse for piece in plan.pieces}
        self.assertEqual(by_line[1], 2)
        self.assertFalse(plan.waiting)

    def test_many_lines_of_one_article_ship_all_there_is(self):
        rng = np.random.default_rng(12)
        for turn in range(40):
            size = int(rng.integers(2, 14))
            network = Network(
                range(size), rng.uniform(22, 45, size), rng.uniform(100, 125, size)
            )
            holdings = Holdings()
            holdings.add("A", range(size), rng.integers(0, 6, size))
            holdings.add("B", range(size), rng.integers(0, 3, size))
            lines = [
                Line(key, "A" if key % 4 else "B", int(rng.integers(1, 5)))
                for key in range(int(rng.integers(4, 20)))
            ]
            plan = solve_order(Demand(lines, **BEIJING), network, holdings, MONEY)
            with self.subTest(turn=turn):
                for sku in "AB":
                    wanted = sum(line.qty for line in lines if line.sku == sku)
                    there = int(holdings[sku].qty.sum())
                    shipped = sum(p.qty for p in plan.pieces if p.sku == sku)
                    self.assertEqual(shipped, min(wanted, there))
                self.assertLessEqual(plan.lower_bound, plan.cost)
                self.assertLess(plan.cost, np.inf)

    def test_lines_that_only_just_fit_beside_each_other_all_ship(self):
        rng = np.random.default_rng(1)
        for turn in range(45):
            wanted = rng.integers(2, 10, int(rng.integers(8, 16)))
            group = rng.integers(0, max(2, len(wanted) // 3), len(wanted))
            stock = [int(wanted[group == one].sum()) for one in range(group.max() + 1)]
            size = len(stock)
            network = Network(range(size), rng.uniform(22, 45, size), [110.0] * size)
            holdings = Holdings()
            holdings.add("A", range(size), stock, rng.uniform(50, 90, size))
            lines = [Line(key, "A", int(qty)) for key, qty in enumerate(wanted)]
            plan = solve_order(
                Demand(lines, **BEIJING), network, holdings, PRESETS["cheapest"]
            )
            with self.subTest(turn=turn):
                self.assertFalse(plan.waiting)
                self.assertLess(plan.cost, np.inf)


class TestNetwork(unittest.TestCase):
    def test_what_one_order_takes_is_gone_for_the_next(self):
        network = Network([1, 2], lat=[39.4, 31.4], lon=[117.0, 121.0])
        holdings, day = Holdings(), Day.of(network, {2: 1})
        holdings.add("A", [1, 0], [5, 2])
        demand = Demand([Line(1, "A", 2)], **BEIJING)
        taken = []
        for _order in range(3):
            plan = solve_order(demand, network, holdings, MONEY, day=day)
            holdings.take(plan.pieces, network)
            day.take(plan.warehouses, network)
            taken.append(plan)
        self.assertEqual([plan.warehouses for plan in taken], [(1,), (2,), ()])
        self.assertEqual(codes(taken[2]), {1: "no_stock", 2: "full"})
        # told of the state in which it was decided, also after the others came
        self.assertEqual(codes(taken[0]), {1: "chosen_whole", 2: "farther"})

    def test_keys_out_of_order_are_refused(self):
        with self.assertRaises(ValueError):
            Network([2, 1], lat=[0, 0], lon=[0, 0])

    def test_pieces_of_a_warehouse_that_is_not_listed_are_refused(self):
        network = Network([1, 2], lat=[39.4, 31.4], lon=[117.0, 121.0])
        holdings, other = Holdings(), Holdings()
        holdings.add("A", [0], [5])
        other.add("A", [1], [5])
        demand = Demand([Line(1, "A", 1)], **BEIJING)
        plan = solve_order(demand, network, holdings, MONEY)
        with self.assertRaises(KeyError):
            other.take(plan.pieces, network)

    def test_only_the_chosen_and_the_most_telling_losers_are_told(self):
        size = 3000
        rng = np.random.default_rng(5)
        network = Network(
            range(size), rng.uniform(22, 45, size), rng.uniform(100, 125, size)
        )
        holdings = Holdings()
        holdings.add("A", range(size), rng.integers(0, 3, size))
        plan = solve_order(
            Demand([Line(1, "A", 2)], **BEIJING), network, holdings, MONEY
        )
        self.assertLessEqual(len(plan.considered), 31)
        kms = [row.km for row in plan.considered]
        self.assertEqual(kms, sorted(kms))
        self.assertEqual(sum(row.chosen for row in plan.considered), 1)
