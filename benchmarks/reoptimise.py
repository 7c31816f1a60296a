"""A queue of 300 orders decided again together, against HiGHS on all of it at once.

60 warehouses, little stock and a daily capacity that the orders share. ``ratio`` is the
cost of the queue after 30 seconds over the best that HiGHS finds in 100; the second
figure is the share of the gap won back that deciding order by order leaves.
"""

from dataclasses import replace

import numpy as np
from agent_dropship.routing import (
    Day,
    Holdings,
    Policy,
    Queued,
    reoptimise,
    solve_order,
)

from ._routing_methods import INFINITE, Model
from ._routing_world import World

ORDERS, WAREHOUSES = 300, 60
SECONDS, SOLVER_SECONDS = 30, 100
#: (seed, pieces in stock per piece asked for, parcels per day and order)
CASES = ((1, 1.7, 6.0), (2, 3.7, 4.0))
#: money that leaves with the parcels; a piece that waits costs 60
POLICY = Policy("shipping", freight=1.0, score=10.0, whole_first=False)
SHORT = 60.0


def run(_context):
    figures = []
    for seed, stock, capacity in CASES:
        figures += _compare(seed, stock, capacity)
    return figures


def _compare(seed, stock, capacity):
    world = World(WAREHOUSES, seed)
    orders = _single_pieces(world.orders(ORDERS))
    holdings = _scarce(world, orders, stock)
    day = _day(world, capacity)
    queue, free, left = _one_by_one(world, orders, holdings, day)
    found = reoptimise(
        queue,
        world.network,
        free,
        POLICY,
        SECONDS,
        seed=seed,
        day=left,
        short=SHORT,
        keep_promises=False,
    )
    best, bound = _solver(world, orders, holdings, day)
    name = f"{ORDERS} orders, {WAREHOUSES} warehouses, stock {stock:g} x demand"
    common = {"unit": "yuan", "rounds": found.rounds, "moved": len(found.plans)}
    return [
        {
            "name": f"{name}: together {SECONDS} s / HiGHS {SOLVER_SECONDS} s",
            "ratio": found.after / best,
            "numerator": found.after,
            "denominator": best,
            **common,
            "one_by_one": found.before / best,
            "HiGHS_bound": bound / best,
        },
        {
            "name": f"{name}: won back / lost one by one",
            "ratio": found.saved / (found.before - best),
            "numerator": found.saved,
            "denominator": found.before - best,
            **common,
        },
    ]


def _single_pieces(orders):
    """Lines of one piece: the solver knows no rule that a line stays in one parcel."""
    return [
        (
            replace(demand, lines=[replace(line, qty=1) for line in demand.lines]),
            blocked,
        )
        for demand, blocked in orders
    ]


def _scarce(world, orders, times):
    """Stock of so many pieces per piece asked for, spread over those who carry it."""
    rng = np.random.default_rng(world.seed)
    wanted = {}
    for demand, _blocked in orders:
        for line in demand.lines:
            wanted[line.sku] = wanted.get(line.sku, 0) + line.qty
    holdings = Holdings()
    for sku, pieces in wanted.items():
        offers = world.holdings[sku]
        total = max(1, rng.poisson(times * pieces))
        qty = rng.multinomial(total, np.full(len(offers.rows), 1 / len(offers.rows)))
        holdings.add(sku, offers.rows, qty)
    return holdings


def _day(world, capacity):
    share = np.random.default_rng([world.seed, 3]).uniform(0.5, 1.5, WAREHOUSES)
    parcels = np.round(capacity * ORDERS * share / share.sum())
    return Day(parcels, np.zeros(WAREHOUSES))


def _one_by_one(world, orders, holdings, day):
    """First come, first served; the queue and what is left free beside it."""
    free = Holdings(holdings)
    left = Day(day.capacity_left.copy(), day.late)
    queue = []
    for demand, blocked in orders:
        plan = solve_order(demand, world.network, free, POLICY, blocked, left)
        free.take(plan.pieces, world.network)
        left.take(plan.warehouses, world.network)
        queue.append(Queued(demand, plan.pieces, blocked))
    return queue, free, left


def _solver(world, orders, holdings, day):
    """(cost, bound) of the whole queue as one mixed integer program."""
    model, taken, sent = Model(), {}, {}
    for demand, blocked in orders:
        _add_order(model, world, demand, blocked, holdings, taken, sent)
    for (sku, row), columns in taken.items():
        offers = holdings[sku]
        stock = int(offers.qty[offers.at(row)])
        model.row(columns, np.ones(len(columns)), 0, stock)
    for row, columns in sent.items():
        most = float(day.capacity_left[row])
        model.row(columns, np.ones(len(columns)), 0, most)
    _values, cost, bound = model.solve(SOLVER_SECONDS)
    return cost, bound


def _add_order(model, world, demand, blocked, holdings, taken, sent):
    terms = world.network.terms(demand, POLICY)
    weight = sum(line.qty * line.weight for line in demand.lines)
    opener = {}
    for line in demand.lines:
        offers = holdings[line.sku]
        may = (offers.qty > 0) & (blocked.codes[line.key] == 0)
        rows = offers.rows[may]
        most = np.minimum(offers.qty[may], line.qty)
        first = model.columns(terms.kilo(weight, rows) * line.weight, most)
        short = model.columns([SHORT], line.qty)
        columns = [*range(first, first + len(rows)), short]
        model.row(columns, np.ones(len(columns)), line.qty, line.qty)
        for column, row, limit in zip(columns, rows.tolist(), most, strict=False):
            if row not in opener:
                opener[row] = model.columns([terms.opening[row]], 1.0, integer=True)
                sent.setdefault(row, []).append(opener[row])
            model.row([column, opener[row]], [1.0, -float(limit)], -INFINITE, 0.0)
            taken.setdefault((line.sku, row), []).append(column)
