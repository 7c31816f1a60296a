"""What one decision was made from, small enough to keep, enough to decide again.

Only warehouses that might have shipped are kept; why the others could not is told by
the explanation that is stored beside it. A snapshot is made of numbers, texts and
lists, so it can be stored as JSON and comes back the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from math import ceil
from typing import Any

import numpy as np

from .model import Demand, Line, Plan, Policy
from .network import Blocked, Day, Holdings, Network, Offers
from .problem import Problem
from .solve import solve_order

#: so many warehouses are kept at most, of every point of view the best
KEPT = 90
VERSION = 1


def take(plan: Plan) -> dict[str, Any] | None:
    """Return what a plan was made from, None where that is not known."""
    problem = plan.problem
    if problem is None:
        return None
    across = _across(problem)
    rows = _rows(problem, across, plan)
    site_of = np.full(len(problem.network), -1)
    site_of[rows] = np.arange(len(rows))
    demand = problem.demand
    return {
        "version": VERSION,
        "policy": asdict(problem.policy),
        "to": [demand.lat, demand.lon, demand.province],
        "lines": [
            [line.key, line.sku, line.qty, line.weight, line.pinned]
            for line in demand.lines
        ],
        "sites": _sites(problem, rows, across),
        "offers": _offers(problem, site_of),
        "blocked": _blocked(problem, site_of),
        "pieces": pieces_of(plan),
    }


def _codes(problem: Problem, line: Line) -> np.ndarray | None:
    return problem.blocked and problem.blocked.codes.get(line.key)


def _border(problem: Problem) -> list[int]:
    """The codes that stand for a border."""
    reasons = problem.blocked.reasons if problem.blocked else ()
    return [
        code
        for code, reason in enumerate(reasons)
        if reason and reason.code == "cross_border"
    ]


def _across(problem: Problem) -> np.ndarray:
    """Per row whether its parcels would cross a border, wherever that was noted."""
    across = problem.network.foreign.copy()
    border = _border(problem)
    for line in problem.demand.lines if border else ():
        codes = _codes(problem, line)
        if codes is not None:
            rows = problem.holdings[line.sku].rows
            across[rows[np.isin(codes, border)]] = True
    return across


def _rows(problem: Problem, across: np.ndarray, plan: Plan) -> np.ndarray:
    """Rows worth keeping: those that might ship some of it."""
    shut = problem.network.shut.copy()
    if problem.day is not None:
        shut |= problem.day.capacity_left <= 0
    pieces = np.zeros(len(problem.network))
    for line in problem.demand.lines:
        offers = problem.holdings.get(line.sku)
        if offers is None:
            continue
        serves = problem.opening[offers.rows] < np.inf
        codes = _codes(problem, line)
        if codes is not None:
            serves = serves & (codes == 0)
        serves |= across[offers.rows] & ~shut[offers.rows]
        pieces[offers.rows] += serves * np.clip(offers.qty, 0, line.qty)
    rows = np.flatnonzero(pieces)
    if len(rows) <= KEPT:
        return rows
    part = KEPT // 3
    kept = np.zeros(len(pieces), bool)
    for column in (problem.terms.known, problem.opening, -pieces):
        kept[rows[np.argsort(column[rows], kind="stable")[:part]]] = True
    kept[[problem.network.row_of[one.warehouse] for one in plan.pieces]] = True
    return np.flatnonzero(kept)


def _sites(problem: Problem, rows: np.ndarray, across: np.ndarray) -> list:
    network, terms, day = problem.network, problem.terms, problem.day
    late = np.zeros(len(rows)) if day is None else day.late[rows]
    columns = (
        network.lat[rows],
        network.lon[rows],
        network.score[rows],
        network.handling[rows],
        across[rows].astype(int),
        late,
        terms.first[rows],
        terms.following[rows],
        terms.covered[rows],
    )
    return [
        [network.keys[row], *(None if value != value else value for value in values)]
        for row, *values in zip(
            rows.tolist(), *(column.tolist() for column in columns), strict=True
        )
    ]


def _offers(problem: Problem, site_of: np.ndarray) -> list:
    kept = []
    for sku in dict.fromkeys(line.sku for line in problem.demand.lines):
        offers = problem.holdings.get(sku)
        if offers is None:
            kept.append([sku, []])
            continue
        at = np.flatnonzero((site_of[offers.rows] >= 0) & (offers.qty > 0))
        price = np.zeros(len(at)) if offers.price is None else offers.price[at]
        fresh = np.ones(len(at)) if offers.fresh is None else offers.fresh[at]
        columns = (site_of[offers.rows[at]], offers.qty[at], price, fresh)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        kept.append([sku, [list(row) for row in rows]])
    return kept


def _blocked(problem: Problem, site_of: np.ndarray) -> list:
    """[line key, sites] of who may not ship a line though it may ship others."""
    border, kept = _border(problem), []
    for line in problem.demand.lines:
        codes = _codes(problem, line)
        if codes is None:
            continue
        sites = site_of[problem.holdings[line.sku].rows]
        shut = sites[(codes != 0) & ~np.isin(codes, border) & (sites >= 0)]
        if len(shut):
            kept.append([line.key, shut.tolist()])
    return kept


# --- deciding again -------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """What is different when a decision is made again (nothing: all as it was).

    :param policy: None for the stored one
    :param lanes: warehouse -> (first fee, next fee, kg of the first) to the
        destination, in place of the stored ones; None for those
    :param without: warehouses that do not take part
    :param moved: (warehouse, sku) -> pieces that are gone because earlier orders are
        served from there now, and were not then (negative: the other way round)
    """

    policy: Policy | None = None
    lanes: Mapping[Any, tuple[float, float, float]] | None = None
    without: frozenset = frozenset()
    moved: Mapping[tuple[Any, Any], int] = field(default_factory=dict)


NO_CHANGE = Change()


def decide_again(snapshot: Mapping[str, Any], change: Change = NO_CHANGE) -> Plan:
    """Decide from a snapshot. Without a change the plan is the one of the time."""
    demand, policy = _demand(snapshot), change.policy or Policy(**snapshot["policy"])
    sites = snapshot["sites"]
    # a border is a matter of the order, so it was worked out for its destination
    shut = {
        site[0] for site in sites if site[5] and not policy.allow_cross_border
    } | set(change.without)
    kept = {at: site for at, site in enumerate(sites) if site[0] not in shut}
    row_of = {at: row for row, at in enumerate(kept)}
    network = Network(
        [site[0] for site in kept.values()],
        lat=[site[1] for site in kept.values()],
        lon=[site[2] for site in kept.values()],
        score=[site[3] for site in kept.values()],
        handling=[site[4] for site in kept.values()],
        lanes={
            (site[0], demand.province): lane
            for site in kept.values()
            if (lane := _lane(site, change))
        },
    )
    return solve_order(
        demand,
        network,
        _holdings(snapshot, change, row_of),
        policy,
        _still_blocked(snapshot, row_of),
        Day.of(network, late={site[0]: site[6] for site in kept.values()}),
    )


def _demand(snapshot) -> Demand:
    lat, lon, province = snapshot["to"]
    lines = [
        Line(key, sku, qty, pinned, weight)
        for key, sku, qty, weight, pinned in snapshot["lines"]
    ]
    return Demand(lines, lat, lon, province)


def _lane(site, change: Change):
    if change.lanes is None:
        return tuple(site[7:10])
    return change.lanes.get(site[0])


def _holdings(snapshot, change: Change, row_of: Mapping[int, int]) -> Holdings:
    holdings, sites = Holdings(), snapshot["sites"]
    for sku, offers in snapshot["offers"]:
        listed = [offer for offer in offers if offer[0] in row_of]
        moved = [change.moved.get((sites[at][0], sku), 0) for at, *_rest in listed]
        holdings[sku] = Offers(
            np.array([row_of[offer[0]] for offer in listed], np.intp),
            np.array(
                [max(0, o[1] - gone) for o, gone in zip(listed, moved, strict=True)],
                np.int64,
            ),
            np.array([offer[2] for offer in listed], float),
            np.array([offer[3] for offer in listed], float),
        )
    return holdings


def _still_blocked(snapshot, row_of: Mapping[int, int]) -> Blocked:
    listed = {
        sku: [offer[0] for offer in offers if offer[0] in row_of]
        for sku, offers in snapshot["offers"]
    }
    sku_of = {line[0]: line[1] for line in snapshot["lines"]}
    return Blocked.of(
        {
            key: [int(at in shut) for at in listed[sku_of[key]]]
            for key, shut in snapshot["blocked"]
        },
        [None, None],
    )


# --- comparing ------------------------------------------------------------------------


def pieces_of(plan: Plan) -> list[list]:
    """The pieces of a plan the way a snapshot has them."""
    return [[one.line, one.sku, one.warehouse, one.qty] for one in plan.pieces]


def figures(snapshot: Mapping[str, Any], pieces, lanes=None) -> dict[str, Any]:
    """Parcels, kilometres, freight and the pieces of each warehouse.

    :param pieces: [line, SKU, warehouse, quantity]
    :param lanes: see :class:`Change`
    """
    sites = {site[0]: site for site in snapshot["sites"]}
    weight_of = {line[0]: line[3] for line in snapshot["lines"]}
    weights: dict[Any, float] = defaultdict(float)
    counts: dict[Any, int] = defaultdict(int)
    for line, _sku, warehouse, qty in pieces:
        weights[warehouse] += qty * weight_of[line]
        counts[warehouse] += qty
    demand, change = _demand(snapshot), Change(lanes=lanes)
    used = sorted(weights)
    network = Network(
        used,
        lat=[sites[key][1] for key in used],
        lon=[sites[key][2] for key in used],
        lanes={
            (key, demand.province): lane
            for key in used
            if (lane := _lane(sites[key], change))
        },
    )
    terms = network.terms(demand, Policy("figures"))
    fees = [
        _fee(terms.first[row], terms.following[row], terms.covered[row], weights[key])
        + sites[key][4]
        for row, key in enumerate(used)
    ]
    return {
        "parcels": len(used),
        "km": float(np.nansum(terms.km)) if used else 0.0,
        "freight": float(sum(fees)),
        "counts": dict(counts),
    }


def measure(problem: Problem, pieces) -> dict[str, Any]:
    """The same figures of pieces of an order that is just being decided."""
    weight_of = {line.key: line.weight for line in problem.demand.lines}
    weights: dict[int, float] = defaultdict(float)
    for line, _sku, warehouse, qty in pieces:
        weights[problem.network.row_of[warehouse]] += qty * weight_of[line]
    terms, handling = problem.terms, problem.network.handling
    fees = [
        _fee(terms.first[row], terms.following[row], terms.covered[row], kg)
        + handling[row]
        for row, kg in weights.items()
    ]
    km = [float(terms.km[row]) for row in weights]
    return {
        "parcels": len(weights),
        "km": float(np.nansum(km)) if km else 0.0,
        "freight": float(sum(fees)),
    }


def _fee(first: float, following: float, covered: float, kg: float) -> float:
    return first + following * max(0, ceil(round(kg - covered, 6)))
