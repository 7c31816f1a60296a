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

from .field import Bound, Field
from .fits import deal
from .problem import Problem

#: nodes of branch and bound; fewer where lines compete, as each set is dear to fill
NODE_BUDGET, SHARED_BUDGET = 400, 40
SHORTLIST = 24
#: up to this many warehouses all pairs are tried
PAIRS = 60
HAIR = 1e-11


class Search:
    """After :meth:`run`: ``best`` (rows that open), ``cost`` and ``lower``."""

    def __init__(self, problem: Problem, budget: int, tolerance: float):
        self.problem = problem
        self.budget = min(budget, SHARED_BUDGET) if problem.shared else budget
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
        alive = self._alone()
        if not len(alive):
            whole = self.problem.policy.whole_first
            self.lower = self.cost * (1.0 if whole else 1.0 - self.tolerance)
            return
        field = Field.of(self.problem, alive)
        bound = field.bound()
        if self._worth(bound.total):
            self._exchange(field.narrow(self._shortlist(bound.slack)))
        if self._worth(bound.total):
            keep = self._useful(bound)
            field, bound = field.narrow(keep), bound.narrow(keep)
            self._prove(field, bound)
        else:
            self.lower = bound.total
        if not self.best:
            self._anything(alive)
        self.lower = min(self.lower, self.cost * (1.0 - self.tolerance))

    def _anything(self, rows: np.ndarray) -> None:
        """Competing wants left no plan within the budget: open all, then close."""
        opened = rows.tolist()
        self._accept(opened, np.inf)
        for row in rows[np.argsort(-self.problem.opening[rows], kind="stable")]:
            fewer = [one for one in self.best if one != row]
            if fewer:
                self._accept(fewer, np.inf)

    def _prove(self, field: Field, bound: Bound) -> None:
        parcels = 3 if self._try_pairs(field) else 2
        if self._worth(_least(field, parcels)):
            again = field.bound()
            self._branch(field, 0, 0.0, again, bound.total)

    def _try_pairs(self, field: Field) -> bool:
        """Take the best two warehouses, if there are not too many to try them all."""
        if field.pools or self.problem.shared or len(field.rows) > PAIRS:
            return False
        whole, opening = field.whole, field.opening
        both = np.minimum(whole[:, :, None], whole[:, None, :]).sum(axis=0)
        both += opening[:, None] + opening
        if both.size:
            pair = divmod(int(both.argmin()), len(opening))
            if pair[0] != pair[1]:
                self._accept(field.rows[list(pair)].tolist(), float(both[pair]))
        return True

    def _useful(self, bound: Bound, spent: float = 0.0) -> np.ndarray:
        """Mask of the columns that a better plan may open."""
        room = self._ceiling() - spent - bound.total
        return bound.slack < room

    def _alone(self) -> np.ndarray:
        """Take the best single warehouse; return the rows a better plan may open.

        A plan of several parcels costs at least two openings and every want at its
        cheapest, so a row whose opening is too dear for that is out.
        """
        problem = self.problem
        size = len(problem.opening)
        cost, served = np.zeros(size), np.zeros(size, np.int16)
        cheapest = 0.0
        for want in problem.wants:
            served[want.rows] += 1
            if want.whole:
                costs = want.need * want.unit
                cost[want.rows] += costs
                cheapest += float(np.minimum.reduce(costs))
        if all(want.whole for want in problem.wants):
            self._take_best((served == len(problem.wants)).nonzero()[0], cost)
        listed = served.nonzero()[0]
        if not self.best:
            return listed
        if problem.policy.whole_first:
            return listed[:0]
        opening = problem.opening[listed]
        second = 0.0 if problem.shared else np.minimum.reduce(opening)
        return listed[opening < self._ceiling() - second - cheapest]

    def _take_best(self, rows: np.ndarray, cost: np.ndarray) -> None:
        """Take the best of the warehouses that have everything."""
        if len(rows):
            totals = self.problem.opening[rows] + cost[rows]
            for at in np.argsort(totals) if self.problem.shared else [totals.argmin()]:
                if totals[at] >= self.cost:
                    break
                self._accept([int(rows[at])], float(totals[at]))

    def _shortlist(self, slack: np.ndarray) -> np.ndarray:
        """Columns of least slack; all tight ones, as they cover every want."""
        if len(slack) <= SHORTLIST:
            return np.flatnonzero(slack < np.inf)
        limit = max(np.partition(slack, SHORTLIST)[SHORTLIST], 1e-9)
        return np.flatnonzero((slack <= limit) & (slack < np.inf))

    def _listed(self) -> np.ndarray:
        listed = np.zeros(len(self.problem.opening), bool)
        for want in self.problem.wants:
            listed[want.rows] = True
        return np.flatnonzero(listed)

    # --- plans ------------------------------------------------------------------

    def _ceiling(self) -> float:
        """A bound of this much or more is as good as the plan at hand."""
        return self.cost * (1.0 - self.tolerance) - HAIR

    def _worth(self, bound: float) -> bool:
        return bound < self._ceiling()

    def _accept(self, rows: list[int], cost: float) -> None:
        """Keep these open rows if they are a better plan than the best one."""
        if self.problem.shared:
            cost = true_cost(self.problem, rows)
        if cost < self.cost - HAIR:
            self.best, self.cost = rows, cost

    def _exchange(self, field: Field) -> None:
        """Add, drop and swap columns while that pays."""
        opened = self._greedy(field)
        cost = field.cost(opened) if opened else np.inf
        improved = cost < np.inf
        while improved:
            improved = False
            for out in [None, *opened]:
                others = [at for at in opened if at != out]
                if not others:
                    continue
                less, trials = field.with_each(others)
                at = int(trials.argmin())
                trial = others
                if trials[at] < less:
                    trial, less = [*others, at], float(trials[at])
                if less < cost - HAIR:
                    opened, cost, improved = trial, less, True
                    break
        if cost < np.inf:
            self._accept(field.rows[opened].tolist(), cost)

    def _greedy(self, field: Field) -> list[int]:
        """Open by cost per want newly served, until everything is."""
        opened: list[int] = []
        least = np.full(len(field.whole), np.inf)
        missing = [float(pool.need) for pool in field.pools]
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

    def _branch(
        self, field: Field, fixed: int, spent: float, bound: Bound, floor: float
    ) -> None:
        """Search below a node.

        The first ``fixed`` columns are open and paid (``spent``), the others may be
        opened; nothing else exists. ``bound`` holds for this node, ``spent`` apart;
        ``floor`` holds above it.
        """
        floor = max(floor, spent + bound.total)
        if not self._worth(floor) or self.budget <= 0:
            self.lower = min(self.lower, floor)
            return
        self.budget -= 1
        free = self._useful(bound, spent)
        free[:fixed] = False
        free = free.nonzero()[0]
        if not len(free):
            return
        # of those of least slack the one that holds most
        slack = bound.slack[free]
        tight = slack <= max(float(slack.min()), 0.0) + HAIR
        at = int(np.where(tight, bound.holds[free], -1).argmax())
        opened, others = list(range(fixed)), free.tolist()
        chosen = others.pop(at)
        child = field.narrow([*opened, chosen, *others])
        self._branch_open(child, fixed, spent, floor)
        child = field.narrow([*opened, *others])
        self._branch(child, fixed, spent, child.bound(), floor)

    def _branch_open(self, field: Field, at: int, spent: float, floor: float) -> None:
        """The same with the column at this place open as well."""
        spent += float(field.opening[at])
        field.opening[at] = 0.0
        cost = spent + field.cost(list(range(at + 1)))
        if cost < np.inf:
            self._accept(field.rows[: at + 1].tolist(), cost)
        self._branch(field, at + 1, spent, field.bound(), floor)


def _least(field: Field, parcels: int) -> float:
    """What so many parcels cost at least."""
    if len(field.rows) < parcels:
        return np.inf
    openings = np.partition(field.opening, parcels - 1)[:parcels].sum()
    return float(openings + field.whole.min(axis=1).sum())


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
