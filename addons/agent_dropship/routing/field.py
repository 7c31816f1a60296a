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
    def of(cls, problem: Problem) -> Field:
        """All rows of the network as columns."""
        size = len(problem.opening)
        wholes = [want for want in problem.wants if want.whole]
        whole = np.full((len(wholes), size), np.inf)
        for costs, want in zip(whole, wholes, strict=True):
            costs[want.rows] = want.need * want.unit
        pools = []
        for want in problem.wants:
            if not want.whole:
                pool = Pool(want.need, np.zeros(size), np.zeros(size))
                pool.stock[want.rows] = np.minimum(want.need, want.stock)
                pool.unit[want.rows] = want.unit
                pools.append(pool)
        return cls(np.arange(size), problem.opening, whole, pools)

    def narrow(self, keep: np.ndarray) -> Field:
        """The same with some columns only (indexes or mask)."""
        return Field(
            self.rows[keep],
            self.opening[keep],
            self.whole[:, keep],
            [pool.narrow(keep) for pool in self.pools],
        )

    # --- what a set of open warehouses costs -----------------------------------

    def with_each(self, opened: list[int]) -> np.ndarray:
        """Cost of these columns together with each single other one."""
        total = self.opening + self.opening[opened].sum()
        if opened:
            least = self.whole[:, opened].min(axis=1)
            total += np.minimum(self.whole, least[:, None]).sum(axis=0)
        else:
            total += self.whole.sum(axis=0)
        for pool in self.pools:
            total += _with_each(pool, opened)
        total[opened] = np.inf
        return total

    def cost(self, opened: list[int]) -> float:
        """Cost of opening just these columns (inf: they do not have everything)."""
        cost = self.opening[opened].sum() + self.whole[:, opened].min(axis=1).sum()
        for pool in self.pools:
            cost += _fill(pool, opened)[-1]
        return float(cost)

    def _suffices(self) -> bool:
        """Whether all columns together have everything."""
        return bool((self.whole.min(axis=1) < np.inf).all()) and all(
            pool.stock.sum() >= pool.need for pool in self.pools
        )

    # --- what nothing can beat ------------------------------------------------

    def bound(self) -> tuple[float, np.ndarray]:
        """(lower bound, slack per column) by dual ascent.

        Every want gets a price; the slack of a column is its opening less what the
        prices overpay its offers. For any prices, need x price less the overdrawn
        slacks is a bound (Lagrange); a plan that opens a column with slack costs at
        least so much more.
        """
        rows = len(self.whole) + len(self.pools)
        if not len(self.rows) or not self._suffices():
            return np.inf, self.opening
        share = self.opening / rows
        prices = (self.whole + share).min(axis=1)
        over = np.maximum(prices[:, None] - self.whole, 0.0)
        slack = self.opening - over.sum(axis=0)
        if len(self.whole) > 1:
            for i in range(len(prices)):
                costs = self.whole[i]
                room = slack + over[i]
                top = (costs + np.maximum(room, 0.0)).min()
                if top > prices[i]:
                    prices[i] = top
                    slack = room - np.maximum(top - costs, 0.0)
        total = prices.sum()
        for pool in self.pools:
            price, used = _pool_price(pool, slack)
            total += pool.need * price
            slack = slack - used
        return float(total + np.minimum(slack, 0.0).sum()), slack


def _fill(pool: Pool, opened: list[int]) -> np.ndarray:
    """Cheapest cost of the first 0..need pieces from these columns."""
    costs = np.full(pool.need + 1, pool.short)
    costs[0] = 0.0
    if opened:
        units = np.repeat(pool.unit[opened], pool.stock[opened].astype(int))
        units = np.sort(units)[: pool.need]
        costs[1 : len(units) + 1] = units
    return costs.cumsum()


def _with_each(pool: Pool, opened: list[int]) -> np.ndarray:
    costs = _fill(pool, opened)
    best = np.full(len(pool.unit), costs[-1])
    for pieces in range(1, pool.need + 1):
        rest = costs[pool.need - pieces]
        if rest < np.inf:
            has = pool.stock >= pieces
            best[has] = np.minimum(best[has], pieces * pool.unit[has] + rest)
    return best


def _pool_price(pool: Pool, slack: np.ndarray) -> tuple[float, np.ndarray]:
    """The price at which as many pieces are worth giving as are needed, and what
    it takes of each column's slack."""
    some = np.flatnonzero(pool.stock)
    stock, unit = pool.stock[some], pool.unit[some]
    tops = unit + np.maximum(slack[some], 0.0) / stock
    order = np.argsort(tops, kind="stable")
    at = np.searchsorted(stock[order].cumsum(), pool.need)
    price = tops[order[at]]
    used = np.zeros(len(slack))
    used[some] = stock * np.maximum(price - unit, 0.0)
    return price, used
