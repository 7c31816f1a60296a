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
KEPT = 150
VERSION = 1


def take(plan: Plan) -> dict[str, Any] | None:
    """Return what a plan was made from, None where that is not known."""
    problem = plan.problem
    if problem is None:
        return None
    across = _across(problem)
    rows = _rows(problem, across, plan)
    site_of = {row: site for site, row in enumerate(rows)}
    demand = problem.demand
    return {
        "version": VERSION,
        "policy": asdict(problem.policy),
        "to": [demand.lat, demand.lon, demand.province],
        "lines": [
            [line.key, line.sku, line.qty, line.weight, line.pinned]
            for line in demand.lines
        ],
        "sites": [_site(problem, row, row in across) for row in rows],
        "offers": _offers(problem, site_of),
        "blocked": _blocked(problem, site_of),
        "pieces": [[one.line, one.sku, one.warehouse, one.qty] for one in plan.pieces],
    }


def _across(problem: Problem) -> set[int]:
    """Rows whose parcels would cross a border, wherever that was noted."""
    across = set(np.flatnonzero(problem.network.foreign).tolist())
    blocked = problem.blocked
    for line in problem.demand.lines if blocked else ():
        codes = blocked.codes.get(line.key)
        if codes is not None:
            border = [
                code
                for code, reason in enumerate(blocked.reasons)
                if reason and reason.code == "cross_border"
            ]
            rows = problem.holdings[line.sku].rows[np.isin(codes, border)]
            across |= set(rows.tolist())
    return across


def _rows(problem: Problem, across: set[int], plan: Plan) -> list[int]:
    """Rows worth keeping: those that might ship some of it."""
    pieces: dict[int, float] = defaultdict(float)
    shut = problem.network.shut.copy()
    if problem.day is not None:
        shut |= problem.day.capacity_left <= 0
    for line in problem.demand.lines:
        offers = problem.holdings.get(line.sku)
        if offers is None:
            continue
        codes = problem.blocked and problem.blocked.codes.get(line.key)
        for at in np.flatnonzero(offers.qty > 0).tolist():
            row = int(offers.rows[at])
            free = codes is None or codes[at] == 0
            serves = free and problem.opening[row] < np.inf
            if serves or row in across and not shut[row]:
                pieces[row] += min(line.qty, int(offers.qty[at]))
    if len(pieces) > KEPT:
        shipped = {problem.network.row_of[one.warehouse] for one in plan.pieces}
        part = KEPT // 3
        kept = set(sorted(pieces, key=lambda row: problem.terms.known[row])[:part])
        kept |= set(sorted(pieces, key=lambda row: problem.opening[row])[:part])
        kept |= set(sorted(pieces, key=lambda row: -pieces[row])[:part])
        return sorted(kept | shipped)
    return sorted(pieces)


def _site(problem: Problem, row: int, across: bool) -> list:
    network, terms = problem.network, problem.terms
    lat, lon = float(network.lat[row]), float(network.lon[row])
    late = 0.0 if problem.day is None else float(problem.day.late[row])
    return [
        network.keys[row],
        None if np.isnan(lat) else lat,
        None if np.isnan(lon) else lon,
        float(network.score[row]),
        float(network.handling[row]),
        int(across),
        late,
        [float(terms.first[row]), float(terms.following[row])],
        float(terms.covered[row]),
    ]


def _offers(problem: Problem, site_of: Mapping[int, int]) -> list:
    kept = []
    for sku in dict.fromkeys(line.sku for line in problem.demand.lines):
        offers = problem.holdings.get(sku)
        rows = [] if offers is None else offers.rows.tolist()
        kept.append(
            [
                sku,
                [
                    [
                        site_of[row],
                        int(offers.qty[at]),
                        offers.price_at(row),
                        offers.fresh_at(row),
                    ]
                    for at, row in enumerate(rows)
                    if row in site_of and offers.qty[at] > 0
                ],
            ]
        )
    return kept


def _blocked(problem: Problem, site_of: Mapping[int, int]) -> list:
    """[line key, sites] of who may not ship a line though it may ship others."""
    if not problem.blocked:
        return []
    border = {
        code
        for code, reason in enumerate(problem.blocked.reasons)
        if reason and reason.code == "cross_border"
    }
    kept = []
    for line in problem.demand.lines:
        codes = problem.blocked.codes.get(line.key)
        if codes is None:
            continue
        rows = problem.holdings[line.sku].rows.tolist()
        shut = [
            site_of[row]
            for row, code in zip(rows, codes.tolist(), strict=True)
            if code and code not in border and row in site_of
        ]
        if shut:
            kept.append([line.key, shut])
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
        return (*site[7], site[8])
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
