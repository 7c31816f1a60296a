"""The warehouses still in question as dense arrays, and the bound they allow.

Column j is a warehouse: ``opening[j]`` for its parcel, ``whole[i, j]`` for serving the
i-th whole want from it (inf: it can not). A pool has pieces: ``stock[j]`` of them at
``unit[j]``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .problem import Problem


@dataclass(eq=False)
class Pool:
    """A want that several columns may serve together; ``short`` is the cost of a
    missing piece."""

    need: int
    stock: np.ndarray
    unit: np.ndarray
    short: float = np.inf

    def narrow(self, keep: np.ndarray) -> Pool:
        return Pool(self.need, self.stock[keep], self.unit[keep], self.short)


@dataclass(eq=False)
class Field:
    rows: np.ndarray
    opening: np.ndarray
    whole: np.ndarray
    pools: list[Pool]

    @classmethod
    def of(cls, problem: Problem, rows: np.ndarray) -> Field:
        """These rows of the network as columns."""
        size = len(rows)
        place = np.full(len(problem.opening), -1)
        place[rows] = np.arange(size)
        # the wants with the fewest ways come first: they set the first prices
        wholes = [want for want in problem.wants if want.whole]
        wholes.sort(key=lambda want: len(want.rows))
        whole = np.full((len(wholes), size), np.inf)
        for costs, want in zip(whole, wholes, strict=True):
            at = place[want.rows]
            here = at >= 0
            costs[at[here]] = want.need * want.unit[here]
        pools = []
        for want in problem.wants:
            if not want.whole:
                pool = Pool(want.need, np.zeros(size), np.zeros(size))
                at = place[want.rows]
                here = at >= 0
                pool.stock[at[here]] = np.minimum(want.need, want.stock[here])
                pool.unit[at[here]] = want.unit[here]
                pools.append(pool)
        return cls(rows, problem.opening[rows], whole, pools)

    def narrow(self, keep: np.ndarray) -> Field:
        """The same with some columns only (indexes or mask)."""
        return Field(
            self.rows[keep],
            self.opening[keep],
            self.whole[:, keep],
            [pool.narrow(keep) for pool in self.pools],
        )

    # --- what a set of open warehouses costs -----------------------------------

    def with_each(self, opened: list[int]) -> tuple[float, np.ndarray]:
        """Cost of these columns, and of them together with each single other one."""
        cost = float(np.add.reduce(self.opening[opened]))
        each = self.opening + cost
        if opened:
            least = np.minimum.reduce(self.whole[:, opened], axis=1)
            each += np.add.reduce(np.minimum(self.whole, least[:, None]), axis=0)
            cost += float(np.add.reduce(least))
        else:
            each += np.add.reduce(self.whole, axis=0)
            cost += np.inf if len(self.whole) else 0.0
        for pool in self.pools:
            costs = _fill(pool, opened)
            cost += float(costs[-1])
            each += _with_each(pool, costs)
        each[opened] = np.inf
        return cost, each

    def cost(self, opened: list[int]) -> float:
        """Cost of opening just these columns (inf: they do not have everything)."""
        cost = self.opening[opened].sum() + self.whole[:, opened].min(axis=1).sum()
        for pool in self.pools:
            cost += _fill(pool, opened)[-1]
        return float(cost)

    # --- what nothing can beat ------------------------------------------------

    def bound(self) -> Bound:
        """A bound by dual ascent: prices as high as slack that stays positive allows.

        Every want gets a price; the slack of a column is its opening less what the
        prices overpay its offers.
        """
        whole = self.whole
        # at first every column spreads its opening evenly over what it holds
        holds = np.add.reduce(whole < np.inf, axis=0)
        nothing = Bound(np.inf, self.opening, holds)
        if not len(self.rows):
            return nothing
        for pool in self.pools:
            holds = holds + (pool.stock > 0)
        share = self.opening / np.maximum(holds, 1)
        prices = np.minimum.reduce(whole + share, axis=1)
        if np.inf in prices:
            return nothing
        over = np.maximum(prices[:, None] - whole, 0.0)
        slack = self.opening - np.add.reduce(over, axis=0)
        paid = whole + over
        for i, price in enumerate(prices.tolist()):
            top = np.minimum.reduce(paid[i] + slack)
            if top > price:
                prices[i] = top
                slack += over[i]
                slack -= np.maximum(top - whole[i], 0.0)
        total = float(np.add.reduce(prices))
        for pool in self.pools:
            price = _pool_price(pool, slack)
            if price is None:
                return nothing
            slack = slack - pool.stock * np.maximum(price - pool.unit, 0.0)
            total += pool.need * price
        total += float(np.add.reduce(np.minimum(slack, 0.0)))
        return Bound(total, slack, holds)


@dataclass(frozen=True, eq=False)
class Bound:
    """No plan from these columns costs less than ``total``.

    That holds for any prices (Lagrange): the sum of need x price, less the slacks
    that are overdrawn. A plan that opens a column with slack left costs at least so
    much more than the total. ``holds`` counts the wants a column has.
    """

    total: float
    slack: np.ndarray
    holds: np.ndarray

    def narrow(self, keep) -> Bound:
        return Bound(self.total, self.slack[keep], self.holds[keep])


def _fill(pool: Pool, opened: list[int]) -> np.ndarray:
    """Cheapest cost of the first 0..need pieces from these columns."""
    costs = np.full(pool.need + 1, pool.short)
    costs[0] = 0.0
    if opened:
        units = np.repeat(pool.unit[opened], pool.stock[opened].astype(int))
        units = np.sort(units)[: pool.need]
        costs[1 : len(units) + 1] = units
    return costs.cumsum()


def _with_each(pool: Pool, costs: np.ndarray) -> np.ndarray:
    """Cost of the pool with each column more, if so many pieces cost ``costs``."""
    best = np.full(len(pool.unit), costs[-1])
    for pieces in range(1, pool.need + 1):
        rest = costs[pool.need - pieces]
        if rest < np.inf:
            has = pool.stock >= pieces
            best[has] = np.minimum(best[has], pieces * pool.unit[has] + rest)
    return best


def _pool_price(pool: Pool, slack: np.ndarray) -> float | None:
    """The price at which as many pieces are worth giving as are needed (None: there
    are not so many)."""
    some = np.flatnonzero(pool.stock)
    stock = pool.stock[some]
    tops = pool.unit[some] + np.maximum(slack[some], 0.0) / stock
    order = np.argsort(tops, kind="stable")
    at = int(stock[order].cumsum().searchsorted(pool.need))
    return float(tops[order[at]]) if at < len(order) else None
