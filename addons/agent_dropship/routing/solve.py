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

from .bound import not_dominated
from .explain import explain
from .model import Candidate, Demand, Piece, Plan, Policy
from .problem import EPSILON, Assignment, Problem, Site, Want, build
from .tree import Tree

NODE_BUDGET = 20_000


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
    useful = not_dominated(problem)
    tree = Tree(problem, useful, budget)
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
