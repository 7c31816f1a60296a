"""A decision is kept with what it was made from, and can be made again."""

import json
import random
import unittest
from dataclasses import replace

from agent_dropship.routing import (
    PRESETS,
    Blocked,
    Day,
    Demand,
    Holdings,
    Line,
    Network,
    Reason,
    solve_order,
)
from agent_dropship.routing.snapshot import (
    Change,
    decide_again,
    figures,
    pieces_of,
    take,
)

SKUS = "ABCDEF"


def world(rng, size):
    """A network with some of everything: scores, fees, lanes, a border, late ones."""
    keys = sorted(rng.sample(range(1000), size))
    network = Network(
        keys,
        lat=[rng.choice([None, rng.uniform(20, 45)]) for _key in keys],
        lon=[rng.uniform(90, 125) for _key in keys],
        score=[rng.choice([None, rng.random()]) for _key in keys],
        handling=[rng.choice([0, 1.5]) for _key in keys],
        foreign=[rng.random() < 0.1 for _key in keys],
        barred={keys[0]: Reason("cooperation", {"state": "paused"})},
        lanes={
            (key, "GD"): (rng.uniform(4, 15), rng.uniform(1, 8), 1.0)
            for key in keys
            if rng.random() < 0.7
        },
    )
    holdings = Holdings()
    for sku in SKUS:
        rows = sorted(rng.sample(range(size), rng.randint(1, size)))
        holdings.add(
            sku,
            rows,
            [rng.randint(0, 4) for _row in rows],
            price=[rng.uniform(50, 300) for _row in rows],
            age=[rng.randint(0, 800) for _row in rows],
        )
    day = Day.of(
        network,
        {key: rng.randint(0, 2) for key in keys if rng.random() < 0.2},
        {key: 1 for key in keys if rng.random() < 0.2},
    )
    return network, holdings, day


def an_order(rng, network, holdings, policy):
    """An order, with the agents who may not ship some of it, or not over a border."""
    lines = [
        Line(number + 1, sku, rng.randint(1, 4), weight=rng.choice([0, 0.4, 1.3]))
        for number, sku in enumerate(rng.sample(SKUS, rng.randint(1, 4)))
    ]
    border = {row for row in range(len(network)) if rng.random() < 0.1}
    border = set() if policy.allow_cross_border else border
    codes = {
        line.key: [
            2 if row in border else int(rng.random() < 0.2)
            for row in holdings[line.sku].rows
        ]
        for line in lines
    }
    reasons = [None, Reason("region"), Reason("cross_border")]
    demand = Demand(lines, rng.uniform(20, 45), rng.uniform(90, 125), province="GD")
    return demand, Blocked.of(codes, reasons)


def an_order_decided(rng, size):
    network, holdings, day = world(rng, size)
    policy = PRESETS[rng.choice(sorted(PRESETS))]
    policy = replace(policy, allow_cross_border=rng.random() < 0.5)
    demand, blocked = an_order(rng, network, holdings, policy)
    plan = solve_order(demand, network, holdings, policy, blocked, day)
    holdings.take(plan.pieces, network)
    day.take(plan.warehouses, network)
    return plan


def stored(plan):
    """The snapshot as it comes back from a database."""
    return json.loads(json.dumps(take(plan)))


class TestSnapshot(unittest.TestCase):
    def test_a_thousand_decisions_come_out_the_same_again(self):
        rng = random.Random(4)
        for number in range(1000):
            plan = an_order_decided(rng, rng.randint(2, 40))
            again = decide_again(stored(plan))
            self.assertEqual(pieces_of(again), pieces_of(plan), number)
            self.assertAlmostEqual(again.cost, plan.cost, 6)

    def test_explanation_tells_of_the_stock_there_was_before(self):
        network = Network([1, 2], lat=[30, 31], lon=[110, 111])
        holdings = Holdings()
        holdings.add("A", [0, 1], [1, 1])
        demand = Demand([Line(1, "A", 1)], 30, 110)
        plan = solve_order(demand, network, holdings, PRESETS["nearest"])
        holdings.take(plan.pieces, network)
        self.assertEqual([row.pieces for row in plan.considered], [1, 1])
        self.assertEqual(stored(plan)["offers"][0][1][0][1], 1)

    def test_of_thousands_the_telling_ones_are_kept(self):
        rng = random.Random(5)
        for _number in range(10):
            plan = an_order_decided(rng, 900)
            snapshot = stored(plan)
            self.assertLess(len(snapshot["sites"]), 100)
            self.assertEqual(pieces_of(decide_again(snapshot)), pieces_of(plan))

    def test_another_policy_decides_otherwise(self):
        network = Network([1, 2], lat=[30, 40], lon=[110, 110])
        holdings = Holdings()
        holdings.add("A", [0, 1], [1, 1], price=[200, 100])
        demand = Demand([Line(1, "A", 1)], 30, 110)
        plan = solve_order(demand, network, holdings, PRESETS["nearest"])
        self.assertEqual(plan.warehouses, (1,))
        cheapest = Change(policy=PRESETS["cheapest"])
        self.assertEqual(decide_again(stored(plan), cheapest).warehouses, (2,))
        without = Change(without=frozenset([1]))
        self.assertEqual(decide_again(stored(plan), without).warehouses, (2,))
        gone = Change(moved={(1, "A"): 1})
        self.assertEqual(decide_again(stored(plan), gone).warehouses, (2,))

    def test_another_rate_card_decides_otherwise(self):
        lanes = {(1, "GD"): (5.0, 1.0, 1.0), (2, "GD"): (9.0, 1.0, 1.0)}
        network = Network([1, 2], lat=[30, 30], lon=[110, 110], lanes=lanes)
        holdings = Holdings()
        holdings.add("A", [0, 1], [2, 2])
        demand = Demand([Line(1, "A", 2, weight=1.2)], 30, 110, province="GD")
        plan = solve_order(demand, network, holdings, PRESETS["cheapest"])
        self.assertEqual(plan.warehouses, (1,))
        snapshot = stored(plan)
        self.assertEqual(figures(snapshot, snapshot["pieces"])["freight"], 7.0)
        dearer = {1: (20.0, 1.0, 1.0), 2: (9.0, 1.0, 1.0)}
        again = decide_again(snapshot, Change(lanes=dearer))
        self.assertEqual(again.warehouses, (2,))
        self.assertEqual(figures(snapshot, pieces_of(again), dearer)["freight"], 11.0)

    def test_border_opens_when_the_policy_allows_it(self):
        network = Network([1, 2], lat=[30, 22], lon=[110, 114], foreign=[False, True])
        holdings = Holdings()
        holdings.add("A", [0, 1], [1, 1])
        demand = Demand([Line(1, "A", 1)], 22.5, 114)
        inland = replace(PRESETS["nearest"], allow_cross_border=False)
        plan = solve_order(demand, network, holdings, inland)
        self.assertEqual(plan.warehouses, (1,))
        across = Change(policy=PRESETS["nearest"])
        self.assertEqual(decide_again(stored(plan), across).warehouses, (2,))


if __name__ == "__main__":
    unittest.main()
