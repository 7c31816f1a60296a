"""Routing of single orders: how far from the best possible, and how fast.

For 10 to 5,000 warehouses, and for thin stock with large orders, the same seeded
orders are decided by the usual rules, by our routing and by the exact solver HiGHS.
``ratio`` is the mean cost over the mean of the best possible cost, which is HiGHS's
where it was asked and our own proven one elsewhere. Times are those of the processor,
the fastest of several rounds, from the columns of the order to the decision.
"""

import time

import numpy as np
from agent_dropship.routing import PRESETS, Policy, solve_order
from agent_dropship.routing.problem import build

from ._routing_methods import greedy, highs, nearest_complete, walk
from ._routing_world import World

SEED, ORDERS, ROUNDS = 1, 400, 3
USUAL = PRESETS["balanced"]
#: what leaves with the parcel and nothing else, as published experiments count
SHIPPING = Policy("shipping", freight=1.0, score=10.0, whole_first=False)
#: (warehouses, thin stock and large orders, policy, orders that HiGHS is asked about)
CASES = (
    (10, False, USUAL, 120),
    (100, False, USUAL, 120),
    (1000, False, USUAL, 60),
    (5000, False, USUAL, 15),
    (1000, True, USUAL, 40),
    (1000, False, SHIPPING, 40),
)
#: far more nodes than ever needed: the reference where HiGHS was not asked
THOROUGH = 200_000


def run(_context):
    """Five figures per case and how decision time grows with the warehouses."""
    figures, pace = [], {}
    for warehouses, thin, policy, asked in CASES:
        case = _Case(World(warehouses, SEED, thin), policy, asked)
        label = f"{warehouses:,} warehouses" + (", thin stock" if thin else "")
        label += ", shipping only" if policy is SHIPPING else ""
        found = case.figures(label)
        figures += found
        if policy is USUAL and not thin:
            pace[warehouses] = found[3]["per_s"]
    figures.append(
        {
            "name": "decision time, 5,000 / 10 warehouses",
            "ratio": pace[10] / pace[5000],
            "numerator": 1000 / pace[5000],
            "denominator": 1000 / pace[10],
            "unit": "ms",
        }
    )
    return figures


class _Case:
    def __init__(self, world, policy, asked):
        self.world, self.policy, self.asked = world, policy, asked
        self.orders = world.orders(ORDERS)
        self.best = np.array([self._plan(order, THOROUGH)[0] for order in self.orders])
        self.proven = 0

    def figures(self, label):
        exact = self._exactly(label)
        rules = (
            ("nearest first", walk),
            ("nearest complete", nearest_complete),
            ("greedy", greedy),
        )
        return [
            *(self._figure(f"{label}: {name}", self._by(rule)) for name, rule in rules),
            {**self._figure(f"{label}: routing", self._plan), "proven": self.proven},
            exact,
        ]

    def _exactly(self, label):
        """HiGHS on the first orders; what it finds is the reference for all."""
        costs, parcels, took = self._measure(self._by(highs), self.asked, 1)
        known = self.best[: self.asked]
        if (costs < known - 1e-4).any():
            raise AssertionError(f"{label}: a proven optimum was beaten")
        return self._row(f"{label}: HiGHS", costs, parcels, took)

    def _by(self, rule):
        return lambda order: rule(
            build(
                order[0], self.world.network, self.world.holdings, self.policy, order[1]
            )
        )

    def _plan(self, order, *budget):
        demand, blocked = order
        world = self.world
        plan = solve_order(
            demand, world.network, world.holdings, self.policy, blocked, None, *budget
        )
        return plan.cost, len(plan.warehouses), plan.lower_bound

    def _measure(self, method, count, rounds):
        results, times = [], []
        for _round in range(rounds):
            results, spent = [], []
            for order in self.orders[:count]:
                start = time.process_time()
                results.append(method(order))
                spent.append(time.process_time() - start)
            times.append(spent)
        costs = np.array([result[0] for result in results])
        bounds = np.array([result[-1] for result in results])
        self.proven = float((bounds >= costs - 1e-6).mean())
        parcels = np.array([result[1] for result in results])
        return costs, parcels, np.min(times, axis=0)

    def _figure(self, name, method):
        return self._row(name, *self._measure(method, ORDERS, ROUNDS))

    def _row(self, name, costs, parcels, took):
        best = self.best[: len(costs)]
        ships = best > 0
        gaps = costs[ships] / best[ships] - 1
        return {
            "name": name,
            "ratio": float(costs.sum() / best.sum()),
            "numerator": float(costs.mean()),
            "denominator": float(best.mean()),
            "unit": "yuan",
            "mean_gap_%": float(100 * gaps.mean()),
            "p95_gap_%": float(100 * np.percentile(gaps, 95)),
            "worst_%": float(100 * gaps.max()),
            "parcels": float(parcels[ships].mean()),
            "per_s": float(len(took) / took.sum()),
            "p99_ms": float(1000 * np.percentile(took, 99)),
            "orders": len(costs),
        }
