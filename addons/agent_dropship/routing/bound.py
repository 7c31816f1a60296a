"""What no plan can beat, and which warehouses no plan needs."""

from __future__ import annotations

from collections import defaultdict

from .problem import EPSILON, Problem, Site, Want


def not_dominated(problem: Problem) -> list[int]:
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


def dual_prices(problem: Problem, useful: list[int]) -> list[float]:
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
