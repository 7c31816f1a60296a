"""Branch and bound over the demands of one order."""

from __future__ import annotations

from collections import defaultdict

from .bound import dual_prices
from .problem import EPSILON, Assignment, Problem, Want


class Tree:
    """Depth first over the demands, cheapest way first."""

    def __init__(self, problem: Problem, useful: list[int], budget: int):
        self.problem = problem
        self.budget = budget
        self.best: Assignment = {}
        self.cost = float("inf")
        allowed = set(useful)
        self.offers = [[i for i in w.offers if i in allowed] for w in problem.wants]
        # whole before pools (a pool takes what its SKU's whole lines leave), then
        # the demands with the fewest ways
        self.order = sorted(
            range(len(problem.wants)),
            key=lambda p: (not problem.wants[p].whole, len(self.offers[p]), p),
        )
        prices = dual_prices(problem, useful)
        self.root = sum(prices)
        self.tail = self._tail_bounds(prices)

    def _tail_bounds(self, prices: list[float]):
        """Per depth: price of the demands still open, and what each warehouse would
        save of it once it is open."""
        tails = [(0.0, defaultdict(float))]
        for position in reversed(self.order):
            want = self.problem.wants[position]
            total, savings = tails[-1]
            savings = savings.copy()
            for index in self.offers[position]:
                unit = self.problem.unit_cost(self.problem.sites[index], want.sku)
                savings[index] += max(0.0, prices[position] - want.qty * unit)
            tails.append((total + prices[position], savings))
        return tails[::-1]

    def offer(self, assignment: Assignment, cost: float) -> None:
        if cost < self.cost - EPSILON:
            self.best, self.cost = assignment, cost

    def run(self) -> bool:
        """True when the whole tree was searched: the best plan is proven."""
        if self.root >= self.cost - EPSILON:
            return True
        self.opened: dict[int, int] = defaultdict(int)
        self.taken: dict[tuple[int, int], int] = defaultdict(int)
        self.path: Assignment = {}
        self._visit(0, 0.0)
        return self.budget > 0

    def _bound(self, depth: int, cost: float) -> float:
        total, savings = self.tail[depth]
        return cost + total - sum(savings[i] for i, n in self.opened.items() if n)

    def _visit(self, depth: int, cost: float) -> None:
        self.budget -= 1
        if self.budget <= 0 or self._bound(depth, cost) >= self.cost - EPSILON:
            return
        if depth == len(self.order):
            self.offer({p: list(takes) for p, takes in self.path.items()}, cost)
            return
        position = self.order[depth]
        self.path[position] = []
        if self.problem.wants[position].whole:
            self._whole(depth, cost)
        else:
            self._pool(depth, cost, self._by_price(position), 0)
        del self.path[position]

    def _spare(self, want: Want, index: int) -> int:
        return want.left[index] - self.taken[id(want.left), index]

    def _by_price(self, position: int) -> list[int]:
        want, sites = self.problem.wants[position], self.problem.sites
        offers = self.offers[position]
        key = [(self.problem.unit_cost(sites[i], want.sku), i) for i in offers]
        return [index for _price, index in sorted(key)]

    def _marginal(self, want: Want, index: int, qty: int) -> float:
        site = self.problem.sites[index]
        opening = 0.0 if self.opened[index] else site.opening
        return opening + qty * self.problem.unit_cost(site, want.sku)

    def _whole(self, depth: int, cost: float) -> None:
        position = self.order[depth]
        want = self.problem.wants[position]
        ways = sorted(
            (self._marginal(want, index, want.qty), index)
            for index in self.offers[position]
            if self._spare(want, index) >= want.qty
        )
        for extra, index in ways:
            self._take(position, index, want.qty)
            self._visit(depth + 1, cost + extra)
            self._give_back(position, index, want.qty)

    def _pool(self, depth: int, cost: float, sites: list[int], start: int) -> None:
        """In order of price every warehouse gives all it has or nothing; the last
        one gives the rest. Some best filling always looks like that."""
        position = self.order[depth]
        want = self.problem.wants[position]
        need = want.qty - sum(take for _index, take in self.path[position])
        if not need:
            self._visit(depth + 1, cost)
            return
        if sum(self._spare(want, index) for index in sites[start:]) < need:
            return
        for at in range(start, len(sites)):
            take = min(need, self._spare(want, sites[at]))
            if take <= 0:
                continue
            extra = self._marginal(want, sites[at], take)
            self._take(position, sites[at], take)
            self.budget -= 1
            if self.budget > 0 and cost + extra < self.cost - EPSILON:
                self._pool(depth, cost + extra, sites, at + 1)
            self._give_back(position, sites[at], take)

    def _take(self, position: int, index: int, qty: int) -> None:
        want = self.problem.wants[position]
        self.opened[index] += 1
        self.taken[id(want.left), index] += qty
        self.path[position].append((index, qty))

    def _give_back(self, position: int, index: int, qty: int) -> None:
        want = self.problem.wants[position]
        self.opened[index] -= 1
        self.taken[id(want.left), index] -= qty
        self.path[position].pop()
