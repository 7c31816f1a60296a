"""The decision: an exact search for the usual order, a good plan for the others.

With the set of open warehouses fixed the demands are independent, so an order is a
small fixed-charge location problem. Four steps:

1. drop every warehouse another one beats on everything it could be used for;
2. raise the dual prices of the demands: a lower bound no plan can beat;
3. build a plan greedily, then drop and swap warehouses while that pays;
4. branch and bound from there, with a budget of nodes. Where the budget lasts the
   plan is proven and its cost is the bound.

As many pieces as possible are served first; cost decides between plans that do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from .explain import explain
from .model import Candidate, Demand, Piece, Plan, Policy
from .problem import Problem, Site, Want, build

NODE_BUDGET = 20_000
EPSILON = 1e-9

#: demand index -> [(site index, pieces)]
Assignment = dict[int, list[tuple[int, int]]]


def solve(
    demand: Demand,
    candidates: Sequence[Candidate],
    policy: Policy,
    node_budget: int = NODE_BUDGET,
) -> Plan:
    """Decide which warehouse ships which pieces of the order.

    :param candidates: every warehouse worth mentioning, also those that may not or
        can not serve: they appear in the explanation
    :return: a :class:`Plan`; lines nobody has are in ``waiting``, nothing is raised
    """
    problem = build(demand, list(candidates), policy)
    assignment, cost, bound = _search(problem, node_budget)
    pieces = _pieces(problem, assignment)
    waiting = _waiting(demand, pieces)
    considered, summary = explain(demand, problem, pieces, waiting, cost)
    return Plan(tuple(pieces), waiting, cost, bound, considered, summary)


def _search(problem: Problem, budget: int) -> tuple[Assignment, float, float]:
    if not problem.wants:
        return {}, 0.0, 0.0
    single = _best_single(problem)
    if single and problem.policy.whole_first:
        return single[0], single[1], single[1]
    useful = _not_dominated(problem)
    tree = _Tree(problem, useful, budget)
    for plan in filter(None, (single, _greedy(problem, useful))):
        tree.offer(*plan)
    finished = tree.run()
    return tree.best, tree.cost, tree.cost if finished else min(tree.root, tree.cost)


# --- a set of open warehouses -----------------------------------------------------


def _fill(problem: Problem, opened: Sequence[int]) -> tuple[Assignment, float] | None:
    """Cheapest filling of all demands from these warehouses (None: not possible).

    Wants come whole ones first; with several of one SKU the filling is a good one,
    not always the best one.
    """
    taken: dict[tuple[int, int], int] = defaultdict(int)
    assignment: Assignment = {}
    cost = 0.0
    for position, want in enumerate(problem.wants):
        sites = [problem.sites[index] for index in opened if index in want.left]
        sites.sort(key=lambda site: (problem.unit_cost(site, want.sku), site.index))
        need, takes = want.qty, []
        for site in sites:
            spare = want.left[site.index] - taken[id(want.left), site.index]
            take = min(need, spare)
            if take <= 0 or want.whole and take < need:
                continue
            taken[id(want.left), site.index] += take
            takes.append((site.index, take))
            cost += take * problem.unit_cost(site, want.sku)
            need -= take
            if not need:
                break
        if need:
            return None
        assignment[position] = takes
    used = {index for takes in assignment.values() for index, _take in takes}
    cost += sum(problem.sites[index].opening for index in sorted(used))
    return assignment, cost


def _best_single(problem: Problem) -> tuple[Assignment, float] | None:
    plans = (_fill(problem, [site.index]) for site in problem.sites)
    return min(filter(None, plans), key=lambda plan: plan[1], default=None)


def _greedy(problem: Problem, useful: list[int]) -> tuple[Assignment, float] | None:
    """Open by cost per piece newly served, then drop and swap while that pays."""
    opened: list[int] = []
    missing = {position: want.qty for position, want in enumerate(problem.wants)}
    while missing:
        best = None
        for index in (index for index in useful if index not in opened):
            gain, cost = _gain(problem, missing, problem.sites[index])
            ratio = cost / gain if gain else None
            if gain and (best is None or ratio < best[0] - EPSILON):
                best = ratio, index
        if best is None:
            return None
        opened.append(best[1])
        _serve(problem, missing, best[1])
        plan = None if missing else _fill(problem, opened)
        if not missing and plan is None:
            # several lines of one SKU compete: open everything, then drop
            opened, plan = list(useful), _fill(problem, useful)
    return _improve(problem, useful, opened, plan) if plan else None


def _gain(problem: Problem, missing: dict[int, int], site: Site) -> tuple[int, float]:
    gain, cost = 0, site.opening
    for position, need in missing.items():
        want = problem.wants[position]
        stock = want.left.get(site.index, 0)
        take = min(need, stock) if not want.whole or stock >= need else 0
        gain += take
        cost += take * problem.unit_cost(site, want.sku)
    return gain, cost


def _serve(problem: Problem, missing: dict[int, int], index: int) -> None:
    for position in list(missing):
        want = problem.wants[position]
        stock = want.left.get(index, 0)
        if want.whole and stock < missing[position]:
            continue
        missing[position] -= min(missing[position], stock)
        if not missing[position]:
            del missing[position]


def _improve(problem, useful, opened, plan) -> tuple[Assignment, float]:
    improved = True
    while improved:
        improved = False
        for out in list(opened):
            others = [index for index in opened if index != out]
            trials = [others] + [others + [new] for new in useful if new not in opened]
            plans = ((trial, _fill(problem, trial)) for trial in trials)
            found = [(trial, new) for trial, new in plans if new]
            found = min(found, key=lambda pair: pair[1][1], default=None)
            if found and found[1][1] < plan[1] - EPSILON:
                opened, plan = found
                improved = True
                break
    return plan


# --- pruning and bound ------------------------------------------------------------


def _not_dominated(problem: Problem) -> list[int]:
    """Indexes of the warehouses no other one beats on all they could be used for.

    One beats another when opening it costs no more and it holds the order's whole
    need of every SKU the other is good for, at no higher price. Of equals the nearer
    stays.
    """
    need: dict[int, int] = defaultdict(int)
    for want in problem.wants:
        need[id(want.left)] += want.qty
    good_for = {
        site.index: [want for want in problem.wants if site.index in want.offers]
        for site in problem.sites
    }
    kept: list[int] = []
    for site in sorted(problem.sites, key=lambda site: (site.opening, site.index)):
        wants = good_for[site.index]
        if wants and not any(
            _beats(problem, problem.sites[other], site, wants, need) for other in kept
        ):
            kept.append(site.index)
    return sorted(kept)


def _beats(problem: Problem, one: Site, other: Site, wants: list[Want], need) -> bool:
    return all(
        want.left.get(one.index, 0) >= need[id(want.left)]
        and problem.unit_cost(one, want.sku) <= problem.unit_cost(other, want.sku)
        for want in wants
    )


def _dual_prices(problem: Problem, useful: list[int]) -> list[float]:
    """A price per demand such that no warehouse's opening is overpaid.

    Their sum is a lower bound (dual ascent of the location problem's relaxation, in
    which one offer serves a whole demand).
    """
    options = []
    for want in problem.wants:
        offers = [problem.sites[i] for i in want.offers if i in set(useful)]
        costs = [(want.qty * problem.unit_cost(s, want.sku), s.index) for s in offers]
        options.append(sorted(costs))
    slack = {index: problem.sites[index].opening for index in useful}
    prices = [costs[0][0] for costs in options]
    for position in sorted(range(len(options)), key=lambda p: len(options[p])):
        costs = options[position]
        price = prices[position]
        while True:
            tight = [index for cost, index in costs if cost <= price + EPSILON]
            room = min(slack[index] for index in tight)
            higher = [cost for cost, _index in costs if cost > price + EPSILON]
            step = min(room, higher[0] - price if higher else room)
            for index in tight:
                slack[index] -= step
            price += step
            if step >= room - EPSILON:
                break
        prices[position] = price
    return prices


# --- branch and bound -------------------------------------------------------------


class _Tree:
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
        prices = _dual_prices(problem, useful)
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


# --- back to order lines ----------------------------------------------------------


def _pieces(problem: Problem, assignment: Assignment) -> list[Piece]:
    pieces = []
    for position, takes in assignment.items():
        want = problem.wants[position]
        for line, index, qty in _deal(want, dict(takes)):
            site = problem.sites[index]
            key = site.candidate.key
            price = site.price(want.sku)
            pieces.append(Piece(line, want.sku, key, qty, site.km, price, site.rank))
    return sorted(pieces, key=lambda piece: (piece.line, piece.rank))


def _deal(want: Want, takes: dict[int, int]):
    """Deal a demand's pieces to its lines, cutting as few lines as possible."""
    for line in sorted(want.lines, key=lambda line: (-line.qty, line.key)):
        need = line.qty
        while need and takes:
            enough = [(qty, index) for index, qty in takes.items() if qty >= need]
            most = max((qty, -index) for index, qty in takes.items())
            index = min(enough)[1] if enough else -most[1]
            qty = min(need, takes[index])
            yield line.key, index, qty
            need -= qty
            takes[index] -= qty
            if not takes[index]:
                del takes[index]


def _waiting(demand: Demand, pieces: list[Piece]) -> dict:
    served: dict = defaultdict(int)
    for piece in pieces:
        served[piece.line] += piece.qty
    return {
        line.key: line.qty - served[line.key]
        for line in demand.lines
        if served[line.key] < line.qty
    }
