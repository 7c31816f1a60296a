"""A queue of orders decided again together: what it wins and what it never does."""

import unittest
from collections import Counter
from dataclasses import replace

import numpy as np
from agent_dropship.routing import (
    Day,
    Demand,
    Holdings,
    Line,
    Network,
    Policy,
    Queued,
    reoptimise,
    solve_order,
)

MONEY = Policy("money", freight=1.0, parcel=2.0, whole_first=False)
NORTH, SOUTH = (39.9, 116.4), (23.1, 113.3)


class TestQueue(unittest.TestCase):
    def test_two_orders_that_took_each_other_s_pieces_change_places(self):
        network, queue, free = _crossed()
        found = reoptimise(queue, network, free, MONEY, None, iterations=30)
        places = {at: plan.warehouses for at, plan in found.plans.items()}
        self.assertEqual(places, {0: (1,), 1: (2,)})
        self.assertGreater(found.saved, 0)
        self.assertEqual(found.before - found.after, found.saved)

    def test_what_may_not_move_stays(self):
        network, queue, free = _crossed()
        queue[0] = replace(queue[0], movable=False)
        found = reoptimise(queue, network, free, MONEY, None, iterations=30)
        self.assertEqual(found.plans, {})
        self.assertEqual(found.before, found.after)

    def test_pinned_line_stays_where_it_is_pinned(self):
        network, queue, free = _crossed()
        line = replace(queue[0].demand.lines[0], pinned=2)
        queue[0] = replace(queue[0], demand=replace(queue[0].demand, lines=[line]))
        found = reoptimise(queue, network, free, MONEY, None, iterations=30)
        self.assertEqual(found.plans, {})

    def test_waiting_order_gets_the_piece_another_can_do_without(self):
        network = Network([1, 2], lat=[39.4, 31.4], lon=[117.0, 121.0])
        free = Holdings()
        free.add("A", [0, 1], [0, 1])
        near = Demand([Line(1, "A", 1)], *NORTH)
        taken = _holding("A", 1)
        plan = solve_order(near, network, taken, MONEY)
        pinned = Demand([Line(1, "A", 1, pinned=1)], *NORTH)
        queue = [Queued(near, plan.pieces), Queued(pinned)]
        found = reoptimise(queue, network, free, MONEY, None, iterations=30)
        places = {at: plan.warehouses for at, plan in found.plans.items()}
        self.assertEqual(places, {0: (2,), 1: (1,)})

    def test_queue_is_never_worse_and_takes_no_more_than_there_is(self):
        for seed in range(12):
            network, queue, free, day, stock, capacity = _queue(seed)
            found = reoptimise(
                queue, network, free, MONEY, None, iterations=60, seed=seed, day=day
            )
            with self.subTest(seed=seed):
                self.assertLessEqual(found.after, found.before + 1e-9)
                self._assert_sound(queue, found, stock, capacity)

    def test_same_seed_and_rounds_give_the_same_queue(self):
        results = []
        for _turn in range(2):
            network, queue, free, day, _stock, _capacity = _queue(3)
            found = reoptimise(
                queue, network, free, MONEY, None, iterations=80, seed=5, day=day
            )
            pieces = {at: plan.pieces for at, plan in found.plans.items()}
            results.append((found.after, pieces))
        self.assertEqual(*results)

    def test_free_goods_and_capacity_of_the_caller_are_left_alone(self):
        network, queue, free, day, _stock, _capacity = _queue(1)
        before = {sku: offers.qty.tolist() for sku, offers in free.items()}
        left = day.capacity_left.tolist()
        reoptimise(queue, network, free, MONEY, None, iterations=20, day=day)
        after = {sku: offers.qty.tolist() for sku, offers in free.items()}
        self.assertEqual((after, day.capacity_left.tolist()), (before, left))

    def test_empty_queue_and_no_time_change_nothing(self):
        network, queue, free = _crossed()
        self.assertEqual(reoptimise([], network, free, MONEY, 1.0).plans, {})
        self.assertEqual(reoptimise(queue, network, free, MONEY, 0.0).plans, {})

    def _assert_sound(self, queue, found, stock, capacity):
        taken, sent = Counter(), Counter()
        for at, order in enumerate(queue):
            plan = found.plans.get(at)
            pieces = plan.pieces if plan else order.pieces
            self.assertGreaterEqual(
                sum(piece.qty for piece in pieces),
                sum(piece.qty for piece in order.pieces),
            )
            for piece in pieces:
                taken[piece.sku, piece.warehouse] += piece.qty
            sent.update({piece.warehouse for piece in pieces})
        for pair, pieces in taken.items():
            self.assertLessEqual(pieces, stock[pair])
        for warehouse, parcels in sent.items():
            self.assertLessEqual(parcels, capacity[warehouse])


def _holding(sku, pieces):
    holdings = Holdings()
    holdings.add(sku, [0], [pieces])
    return holdings


def _crossed():
    """The order of the north took the piece of the south, and the other way round."""
    network = Network([1, 2], lat=[39.4, 23.0], lon=[117.0, 113.1])
    free = Holdings()
    free.add("A", [0, 1], [0, 0])
    queue = []
    for place, row in ((NORTH, 1), (SOUTH, 0)):
        demand, taken = Demand([Line(1, "A", 1)], *place), Holdings()
        taken.add("A", [row], [1])
        plan = solve_order(demand, network, taken, MONEY)
        queue.append(Queued(demand, plan.pieces))
    return network, queue, free


def _queue(seed):
    """Twenty orders served one by one from little stock and capacity."""
    rng = np.random.default_rng(seed)
    size = 8
    network = Network(
        range(size), rng.uniform(22, 45, size), rng.uniform(100, 125, size)
    )
    free, stock = Holdings(), {}
    for sku in range(6):
        qty = rng.integers(0, 5, size)
        free.add(sku, range(size), qty)
        stock.update({(sku, key): int(one) for key, one in enumerate(qty)})
    capacity = {key: int(rng.integers(2, 7)) for key in range(size)}
    day = Day.of(network, capacity)
    queue = []
    for _order in range(20):
        skus = rng.choice(6, int(rng.integers(1, 4)), replace=False)
        lines = [
            Line(int(sku), int(sku), int(rng.integers(1, 3)), weight=0.8)
            for sku in skus
        ]
        demand = Demand(lines, float(rng.uniform(22, 45)), float(rng.uniform(100, 125)))
        plan = solve_order(demand, network, free, MONEY, day=day)
        free.take(plan.pieces, network)
        day.take(plan.warehouses, network)
        queue.append(Queued(demand, plan.pieces))
    return network, queue, free, day, stock, capacity
