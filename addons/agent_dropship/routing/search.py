"""Search for the cheapest set of warehouses, with a proof as far as it goes.

With the set fixed the wants are independent, so an order is a small fixed-charge
location problem:

1. the best single warehouse;
2. dual ascent over all warehouses: a bound no plan can beat, and the slack by which
   each one would raise it;
3. a good plan among those of little slack, by exchange of warehouses;
4. every warehouse whose slack lifts the bound over that plan is out for good;
5. branch and bound on the few that remain, each node with a bound of its own, with a
   budget of nodes.
"""

from __future__ import annotations

import numpy as np

from .field import Field
from .fits import deal
from .problem import Problem

NODE_BUDGET = 400
SHORTLIST = 24
HAIR = 1e-11


class Search:
    """After :meth:`run`: ``best`` (rows that open), ``cost`` and ``lower``."""

    def __init__(self, problem: Problem, budget: int, tolerance: float):
        self.problem = problem
        self.budget = budget
        self.tolerance = tolerance
        self.best: list[int] = []
        self.cost = np.inf
        self.lower = np.inf

    def run(self) -> None:
        wants = self.problem.wants
        if not wants:
            self.cost = self.lower = 0.0
        elif len(wants) == 1 and wants[0].whole:
            self._single_want(wants[0])
        else:
            self._several_wants()

    def _single_want(self, want) -> None:
        costs = self.problem.opening[want.rows] + want.need * want.unit
        at = int(costs.argmin())
        self.best, self.cost = [int(want.rows[at])], float(costs[at])
        self.lower = self.cost

    def _several_wants(self) -> None:
        field = Field.of(self.problem)
        totals = field.with_each([])
        at = int(totals.argmin())
        if totals[at] < np.inf and self._accept(field, [at]):
            if self.problem.policy.whole_first:
                self.lower = self.cost
                return
        bound, slack = field.bound()
        if not self._worth(bound):
            self.lower = min(bound, self.cost)
            return
        self._exchange(field.narrow(self._shortlist(slack)), [])
        if not self._worth(bound):
            self.lower = min(bound, self.cost)
            return
        keep = bound + np.abs(slack) < self._ceiling()
        keep |= slack < 0
        self._branch(field.narrow(keep & (slack < np.inf)), 0, 0.0, bound)
        self.lower = min(self.lower, self.cost)

    def _shortlist(self, slack: np.ndarray) -> np.ndarray:
        """Columns of least slack; all tight ones, as they cover every want."""
        if len(slack) <= SHORTLIST:
            return np.flatnonzero(slack < np.inf)
        limit = max(np.partition(slack, SHORTLIST)[SHORTLIST], 1e-9)
        return np.flatnonzero((slack <= limit) & (slack < np.inf))

    # --- plans ------------------------------------------------------------------

    def _ceiling(self) -> float:
        """A bound of this much or more is as good as the plan at hand."""
        return self.cost * (1.0 - self.tolerance) - HAIR

    def _worth(self, bound: float) -> bool:
        return bound < self._ceiling()

    def _accept(self, field: Field, opened: list[int], spent: float = 0.0) -> bool:
        """Keep this set of columns if it is a better plan than the best one."""
        rows = [int(field.rows[at]) for at in opened]
        if self.problem.shared:
            cost = true_cost(self.problem, rows)
        else:
            cost = spent + field.cost(opened)
        if cost < self.cost - HAIR:
            self.best, self.cost = rows, cost
        return cost < np.inf

    def _exchange(self, field: Field, start: list[int]) -> None:
        """Add, drop and swap columns while that pays."""
        opened = self._greedy(field, start)
        cost = field.cost(opened) if opened else np.inf
        improved = cost < np.inf
        while improved:
            improved = False
            for out in [None, *opened]:
                others = [at for at in opened if at != out]
                if not others:
                    continue
                trials = field.with_each(others)
                at = int(trials.argmin())
                if trials[at] < cost - HAIR:
                    opened, cost, improved = [*others, at], float(trials[at]), True
                    break
                if out is not None and len(others) < len(opened):
                    less = field.cost(others)
                    if less < cost - HAIR:
                        opened, cost, improved = others, less, True
                        break
        if cost < np.inf:
            self._accept(field, opened)

    def _greedy(self, field: Field, start: list[int]) -> list[int]:
        """Open by cost per want newly served, until everything is."""
        opened = list(start)
        least = (
            field.whole[:, opened].min(axis=1)
            if opened
            else np.full(len(field.whole), np.inf)
        )
        missing = [pool.need - pool.stock[opened].sum() for pool in field.pools]
        while np.isinf(least).any() or any(need > 0 for need in missing):
            gain = np.zeros(len(field.rows))
            spent = field.opening.copy()
            lacking = field.whole[np.isinf(least)]
            has = lacking < np.inf
            gain += has.sum(axis=0)
            spent += np.where(has, lacking, 0.0).sum(axis=0)
            for pool, need in zip(field.pools, missing, strict=True):
                if need > 0:
                    gives = np.minimum(pool.stock, need)
                    gain += gives / pool.need
                    spent += gives * pool.unit
            gain[opened] = 0.0
            if not gain.any():
                return []
            at = int(
                np.where(gain > 0, spent / np.maximum(gain, 1e-9), np.inf).argmin()
            )
            opened.append(at)
            least = np.minimum(least, field.whole[:, at])
            missing = [
                need - pool.stock[at]
                for need, pool in zip(missing, field.pools, strict=True)
            ]
        return opened

    # --- proof ------------------------------------------------------------------

    def _branch(self, field: Field, fixed: int, spent: float, floor: float) -> None:
        """Search below a node.

        The first ``fixed`` columns are open and paid (``spent``), the others may be
        opened; nothing else exists. ``floor``: the bound of the node above.
        """
        if self.budget <= 0:
            self.lower = min(self.lower, floor)
            return
        self.budget -= 1
        bound, slack = field.bound()
        bound = max(bound + spent, floor)
        if not self._worth(bound):
            self.lower = min(self.lower, bound)
            return
        self._try(field, fixed, spent)
        keep = (bound + np.abs(slack) < self._ceiling()) | (slack < 0)
        keep[:fixed] = True
        field, slack = field.narrow(keep), slack[keep]
        if len(slack) == fixed:
            self._try(field, fixed, spent)
            self.lower = min(self.lower, max(bound, self._ceiling()))
            return
        tight = slack[fixed:] <= slack[fixed:].min() + HAIR
        holds = (field.whole[:, fixed:] < np.inf).sum(axis=0)
        at = fixed + int(np.where(tight, holds, -1).argmax())
        others = np.delete(np.arange(len(slack)), at)
        order = np.concatenate((others[:fixed], [at], others[fixed:]))
        opened = field.narrow(order)
        paid = float(opened.opening[fixed])
        opened.opening[fixed] = 0.0
        self._branch(opened, fixed + 1, spent + paid, bound)
        self._branch(field.narrow(others), fixed, spent, bound)

    def _try(self, field: Field, fixed: int, spent: float) -> None:
        """Complete the open columns to a plan."""
        opened = self._greedy(field, list(range(fixed)))
        if opened:
            self._accept(field, opened, spent)


def true_cost(problem: Problem, rows: list[int]) -> float:
    """Cost of opening these rows where wants may compete for stock."""
    found = assign(problem, rows)
    if found is None:
        return np.inf
    return float(problem.opening[rows].sum()) + found[0]


def assign(problem: Problem, rows: list[int]):
    """(cost, [(want, row, pieces)]) of the cheapest filling from these rows."""
    opened = {row: float(problem.terms.known[row]) for row in rows}
    shares: dict[int, list[int]] = {}
    for index, want in enumerate(problem.wants):
        key = want.share if want.share >= 0 else -1 - index
        shares.setdefault(key, []).append(index)
    total, parts = 0.0, []
    for indexes in shares.values():
        found = deal([problem.wants[index] for index in indexes], opened)
        if found is None:
            return None
        total += found[0]
        parts += [(problem.wants[indexes[at]], row, qty) for at, row, qty in found[1]]
    return total, parts
