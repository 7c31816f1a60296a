"""The order in the form the search wants: demands, offers, costs, as arrays.

A *want* is what is searched for as one thing. Usually it is one order line, which must
come from one warehouse where one has it (``whole``). Otherwise it may be put together
from several warehouses (a *pool*). Lines of one SKU that cannot all be served whole
are pooled into one want and dealt out to the lines afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import isnan
from typing import Any

import numpy as np

from .fits import fits
from .model import Demand, Line, Policy
from .network import Blocked, Day, Holdings, Network, Terms

NOTHING = np.zeros(0, np.intp)


@dataclass(eq=False)
class Want:
    """One demand: ``need`` reachable pieces of ``sku``, meant for ``lines``.

    Row ``rows[i]`` has ``stock[i]`` pieces at ``unit[i]`` each; of a whole want only
    rows that have all of it are listed. ``spare`` is what there is beside the SKU's
    offers; wants of one ``share`` compete for it.
    """

    sku: Any
    need: int
    lines: list[Line]
    whole: bool
    rows: np.ndarray
    stock: np.ndarray
    unit: np.ndarray
    spare: np.ndarray
    share: int = -1

    def offers(self, rows: Iterable[int]):
        """(row, stock, cost of a piece) of those of these rows that have some."""
        last = len(self.rows) - 1
        for row in rows:
            at = min(int(self.rows.searchsorted(row)), last)
            if self.rows[at] == row:
                yield row, int(self.stock[at]), float(self.unit[at])


@dataclass(eq=False)
class Problem:
    """One order before its warehouses: the wants and the cost of a parcel per row."""

    demand: Demand
    network: Network
    policy: Policy
    holdings: Holdings
    blocked: Blocked | None
    day: Day | None
    terms: Terms
    opening: np.ndarray
    weight: float
    wants: list[Want] = field(default_factory=list)
    shared: bool = False

    @cached_property
    def some_shut(self) -> bool:
        return self.day is not None or bool(self.terms.opening.max() == np.inf)

    def km(self, row: int) -> float | None:
        km = float(self.terms.km[row])
        return None if isnan(km) else km

    def candidates(self) -> np.ndarray:
        """Rows that are listed with any SKU of the order, nearest first."""
        rows = np.flatnonzero(self._listed())
        return rows[np.argsort(self.terms.known[rows], kind="stable")]

    def _listed(self) -> np.ndarray:
        listed = np.zeros(len(self.network), bool)
        for line in self.demand.lines:
            if line.sku in self.holdings:
                listed[self.holdings[line.sku].rows] = True
        return listed

    def ranks(self, rows: Iterable[int]) -> dict[int, int]:
        """Places by distance among the candidates, 1 for the nearest."""
        listed = self._listed()
        known = self.terms.known
        ranks = {}
        for row in rows:
            before = (known < known[row]) & listed
            same = (known[:row] == known[row]) & listed[:row]
            ranks[row] = 1 + int(np.count_nonzero(before) + np.count_nonzero(same))
        return ranks


def build(
    demand: Demand,
    network: Network,
    holdings: Holdings,
    policy: Policy,
    blocked: Blocked | None = None,
    day: Day | None = None,
) -> Problem:
    # what the order takes is taken from the caller's holdings; the plan is explained
    # by what was there before
    skus = {line.sku for line in demand.lines} & holdings.keys()
    holdings = Holdings({sku: holdings[sku] for sku in skus})
    terms = network.terms(demand, policy)
    opening = terms.opening
    if day is not None:
        opening = opening + policy.late * day.late
        opening[day.capacity_left <= 0] = np.inf
        # the caller's day goes on; the plan is explained by how it was
        day = Day(day.capacity_left.copy(), day.late)
    weight = sum(line.qty * line.weight for line in demand.lines)
    problem = Problem(
        demand, network, policy, holdings, blocked, day, terms, opening, weight
    )
    by_sku: dict[Any, list[Line]] = defaultdict(list)
    for line in demand.lines:
        by_sku[line.sku].append(line)
    for sku, lines in by_sku.items():
        offers = holdings.get(sku)
        if offers is None or not len(offers.rows):
            continue
        if len(lines) == 1 and lines[0].pinned is None:
            want = _want(problem, lines, _spare(problem, lines[0]), lines[0].qty)
            problem.wants += [want] if want else []
        else:
            problem.wants += _competing(problem, lines)
    return problem


def _spare(problem: Problem, line: Line) -> np.ndarray:
    """Pieces the line may have, beside the offers of its SKU."""
    offers = problem.holdings[line.sku]
    spare = offers.qty
    codes = problem.blocked and problem.blocked.codes.get(line.key)
    if codes is not None:
        spare = spare * (codes == 0)
    if problem.some_shut:
        spare = spare * (problem.opening[offers.rows] < np.inf)
    if line.pinned is not None:
        row = problem.network.row_of.get(line.pinned, -1)
        spare = spare * (offers.rows == row)
    return spare


def _want(problem, lines, spare, need, whole=None, share=-1) -> Want | None:
    """The want of these lines: whole where a warehouse has it, else a pool."""
    at = (spare >= need).nonzero()[0] if whole is not False else NOTHING
    if not at.size:
        at = np.flatnonzero(spare > 0)
        need = min(need, int(spare.sum()))
        whole = len(at) == 1
    if not need:
        return None
    sku = lines[0].sku
    rows = problem.holdings[sku].rows[at]
    unit = unit_costs(problem, lines[0], at)
    whole = whole is not False
    return Want(sku, need, lines, whole, rows, spare[at], unit, spare, share)


def unit_costs(problem: Problem, line: Line, at: np.ndarray) -> np.ndarray:
    """Cost of one piece of the line at these places of its SKU's offers."""
    offers, policy = problem.holdings[line.sku], problem.policy
    if policy.supply and offers.price is not None:
        unit = policy.supply * offers.price[at]
    else:
        unit = np.zeros(len(at))
    if policy.age:
        unit += policy.age if offers.fresh is None else policy.age * offers.fresh[at]
    if line.weight and policy.freight:
        rows = offers.rows[at]
        factor = policy.freight * line.weight
        unit += problem.terms.kilo(problem.weight, rows) * factor
    return unit


def _competing(problem: Problem, lines: list[Line]) -> list[Want]:
    """Wants of the lines of one SKU: pinned ones first, then those with the fewest
    pieces within reach; the last group of lines with the same reach share."""
    free: dict[bytes, list[Line]] = defaultdict(list)
    taken = np.zeros(len(problem.holdings[lines[0].sku].rows), np.int64)
    wants = []
    for line in lines:
        if line.pinned is None:
            free[(_spare(problem, line) > 0).tobytes()].append(line)
            continue
        spare = np.maximum(_spare(problem, line) - taken, 0)
        want = _want(problem, [line], spare, line.qty)
        if want:
            taken[np.flatnonzero(spare)] += min(line.qty, int(spare.max()))
            wants.append(want)
    groups = sorted(free.values(), key=lambda some: int(_spare(problem, some[0]).sum()))
    for place, some in enumerate(groups):
        spare = np.maximum(_spare(problem, some[0]) - taken, 0)
        if place == len(groups) - 1:
            wants += _side_by_side(problem, some, spare)
        else:
            later = sum(_spare(problem, group[0]) > 0 for group in groups[place + 1 :])
            wants += _set_apart(problem, some, spare, taken, later)
    return wants


def _set_apart(problem, lines, spare, taken, later) -> list[Want]:
    """Give every line pieces of its own, of warehouses of little use to others."""
    rows = problem.holdings[lines[0].sku].rows
    order = np.lexsort((problem.opening[rows], later))
    wants = []
    for line in lines:
        need, given = line.qty, np.zeros_like(spare)
        enough = [at for at in order if spare[at] >= need]
        for at in enough[:1] or order:
            given[at] = min(need, spare[at])
            need -= given[at]
        spare -= given
        taken += given
        want = _want(problem, [line], given, line.qty)
        wants += [want] if want else []
    return wants


def _side_by_side(problem, lines, spare) -> list[Want]:
    """As many whole wants as fit side by side, one pool for the other lines.

    Smallest first: no other choice keeps more lines in one piece.
    """
    lines = sorted(lines, key=lambda line: (line.qty, line.key))
    fitting = len(lines)
    while fitting and not fits([line.qty for line in lines[:fitting]], spare):
        fitting -= 1
    share = len(problem.wants) + 1 if len(lines) > 1 else -1
    problem.shared |= share > 0
    wants = [
        _want(problem, [line], spare, line.qty, True, share) for line in lines[:fitting]
    ]
    others = lines[fitting:]
    reach = int(spare.sum()) - sum(line.qty for line in lines[:fitting])
    reach = min(reach, sum(line.qty for line in others))
    if reach > 0:
        wants.append(_want(problem, others, spare, reach, False, share))
    return wants
