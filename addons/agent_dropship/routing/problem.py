"""The order in the form the search wants: demands, offers, costs.

A *demand* is what is searched for as one thing. Usually it is one order line, which
must come from one warehouse where one has it (``whole``). Otherwise it may be put
together from several warehouses. Lines of one SKU that cannot all be served whole are
pooled into one such demand and dealt out to the lines afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from .geo import distance_km
from .model import Candidate, Demand, Line, Policy

FEASIBLE_TRIES = 2000
EPSILON = 1e-9

#: demand index -> [(site index, pieces)]
Assignment = dict[int, list[tuple[int, int]]]


@dataclass
class Want:
    """One demand: ``qty`` reachable pieces of ``sku``, meant for ``lines``.

    ``left`` is the stock per site index; wants of one SKU share the same dictionary.
    """

    sku: Any
    qty: int
    lines: list[Line]
    whole: bool
    left: dict[int, int]

    @property
    def offers(self) -> list[int]:
        """Indexes of the sites that can serve it (whole, or in part for a pool)."""
        least = self.qty if self.whole else 1
        return [index for index, stock in self.left.items() if stock >= least]


@dataclass
class Site:
    """One candidate with its distance, the cost of a parcel and its usable stock."""

    candidate: Candidate
    km: float | None
    stock: dict[Any, int]
    parts: tuple[float, float, float]
    rank: int = 0
    index: int = 0

    @property
    def opening(self) -> float:
        return sum(self.parts)

    def price(self, sku: Any) -> float:
        return float(self.candidate.supply_price.get(sku, 0.0))


@dataclass
class Problem:
    sites: list[Site]
    wants: list[Want]
    policy: Policy

    def unit_cost(self, site: Site, sku: Any) -> float:
        return self.policy.supply * site.price(sku)


def build(demand: Demand, candidates: list[Candidate], policy: Policy) -> Problem:
    sites = [_site(demand, candidate, policy) for candidate in candidates]
    sites.sort(key=lambda site: (_far(site, policy), site.candidate.key))
    for index, site in enumerate(sites):
        site.index, site.rank = index, index + 1
    wants = []
    ordered = sorted(demand.lines, key=lambda line: (str(line.sku), line.key))
    for _sku, lines in groupby(ordered, key=lambda line: line.sku):
        wants += _wants_of_sku(list(lines), sites)
    return Problem(sites, wants, policy)


def _far(site: Site, policy: Policy) -> float:
    return policy.unknown_km if site.km is None else site.km


def _site(demand: Demand, candidate: Candidate, policy: Policy) -> Site:
    km = distance_km(demand.lat, demand.lon, candidate.lat, candidate.lon)
    usable = candidate.cooperation == "active" and not candidate.barred
    stock = {
        line.sku: int(candidate.stock.get(line.sku, 0))
        for line in demand.lines
        if usable
        and line.sku not in candidate.blocked
        and candidate.stock.get(line.sku, 0) >= 1
    }
    far = policy.unknown_km if km is None else km
    parts = (
        policy.km * far,
        policy.parcel,
        policy.score * (1.0 - candidate.score),
    )
    return Site(candidate, km, stock, parts)


def _wants_of_sku(lines: list[Line], sites: list[Site]) -> list[Want]:
    """As many whole demands as fit side by side, one pool for the other lines."""
    sku = lines[0].sku
    left = {site.index: site.stock[sku] for site in sites if sku in site.stock}
    pinned = [line for line in lines if line.pinned is not None]
    wants = [_pinned_want(line, sites, left) for line in pinned]
    # smallest first: no other choice keeps more lines in one piece
    free = [line for line in lines if line.pinned is None]
    free.sort(key=lambda line: (line.qty, line.key))
    fitting = len(free)
    while fitting and not _fits(free[:fitting], left):
        fitting -= 1
    wants += [Want(sku, line.qty, [line], True, left) for line in free[:fitting]]
    others = free[fitting:]
    spare = sum(left.values()) - sum(line.qty for line in free[:fitting])
    reachable = min(spare, sum(line.qty for line in others))
    if reachable:
        wants.append(Want(sku, reachable, others, False, left))
    return [want for want in wants if want.qty]


def _pinned_want(line: Line, sites: list[Site], left: dict[int, int]) -> Want:
    """A demand of its own whose pieces are out of reach for the other lines."""
    offer = {}
    for site in sites:
        if site.candidate.key == line.pinned and left.get(site.index):
            offer[site.index] = min(line.qty, left[site.index])
            left[site.index] -= offer[site.index]
    return Want(line.sku, sum(offer.values()), [line], True, offer)


def _fits(lines: list[Line], left: dict[int, int]) -> bool:
    """Can each of these lines of one SKU come whole from some warehouse?"""
    if lines[-1].qty > max(left.values(), default=0):
        return False
    needs = sorted((line.qty for line in lines), reverse=True)
    tries = FEASIBLE_TRIES

    def place(position: int, stocks: tuple[int, ...]) -> bool:
        nonlocal tries
        if position == len(needs):
            return True
        tries -= 1
        if tries < 0:
            return False
        need = needs[position]
        for value in sorted({stock for stock in stocks if stock >= need}):
            rest = list(stocks)
            rest[rest.index(value)] = value - need
            if place(position + 1, tuple(sorted(rest))):
                return True
        return False

    return place(0, tuple(sorted(left.values())))
