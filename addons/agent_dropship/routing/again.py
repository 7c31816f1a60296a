"""A plan whose pieces are given: checked, priced and explained like any other."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from .explain import explain, summarise
from .model import Demand, Lazy, Piece, Plan, Policy
from .network import Blocked, Day, Holdings, Network
from .problem import Problem, build, unit_costs


def plan_of(
    demand: Demand,
    network: Network,
    holdings: Holdings,
    policy: Policy,
    blocked: Blocked | None,
    day: Day | None,
    pieces: list,
    bound: float,
) -> Plan | None:
    """Return the plan that ships these pieces, None where that can not be.

    :param pieces: [line, SKU, warehouse, quantity]
    :param bound: what no plan can beat, as far as is known
    """
    problem = build(demand, network, holdings, policy, blocked, day)
    if not _is_possible(problem, pieces):
        return None
    cost = cost_of(problem, pieces)
    ranks = problem.ranks(sorted({network.row_of[piece[2]] for piece in pieces}))
    shipped = tuple(_piece(problem, piece, ranks) for piece in pieces)
    waiting = _waiting(demand, pieces)
    return Plan(
        shipped,
        waiting,
        cost,
        min(bound, cost),
        Lazy(lambda: explain(problem, shipped, cost)),
        Lazy(lambda: summarise(problem, shipped, waiting)),
        problem,
    )


def _is_possible(problem: Problem, pieces) -> bool:
    lines = {line.key: line for line in problem.demand.lines}
    wanted: dict = defaultdict(int)
    taken: dict = defaultdict(int)
    for key, sku, warehouse, qty in pieces:
        row = problem.network.row_of.get(warehouse)
        offers = problem.holdings.get(sku)
        at = None if row is None or offers is None else offers.at(row)
        if key not in lines or at is None or not problem.opening[row] < np.inf:
            return False
        codes = problem.blocked and problem.blocked.codes.get(key)
        if codes is not None and codes[at]:
            return False
        wanted[key] += qty
        taken[sku, at] += qty
    return all(
        taken[sku, at] <= problem.holdings[sku].qty[at] for sku, at in taken
    ) and all(wanted[key] <= line.qty for key, line in lines.items())


def cost_of(problem: Problem, pieces) -> float:
    """Cost of shipping these pieces from where they say."""
    lines = {line.key: line for line in problem.demand.lines}
    rows = {problem.network.row_of[piece[2]] for piece in pieces}
    cost = float(sum(problem.opening[row] for row in rows))
    for key, sku, warehouse, qty in pieces:
        at = problem.holdings[sku].at(problem.network.row_of[warehouse])
        cost += qty * float(unit_costs(problem, lines[key], np.array([at]))[0])
    return cost


def _piece(problem: Problem, piece, ranks) -> Piece:
    key, sku, warehouse, qty = piece
    row = problem.network.row_of[warehouse]
    price = problem.holdings[sku].price_at(row)
    return Piece(key, sku, warehouse, qty, problem.km(row), price, ranks[row])


def _waiting(demand: Demand, pieces) -> dict:
    left = {line.key: line.qty for line in demand.lines}
    for key, _sku, _warehouse, qty in pieces:
        left[key] -= qty
    return {key: qty for key, qty in left.items() if qty}
