"""All warehouses as columns, their goods and their day: what a batch reads once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from .geo import EARTH_DIAMETER_KM
from .model import Demand, Piece, Policy, Reason

#: estimated (first fee, next fee) where no rate card covers a lane, and their slopes
#: per km
ESTIMATED_FIRST, ESTIMATED_NEXT = (6.0, 0.004), (1.0, 0.002)
REMEMBERED_PLACES = 256
YEAR = 365.0


@dataclass(eq=False)
class Network:
    """What is known of all warehouses before any order comes. Not to be changed.

    :param keys: the warehouses in ascending order; a *row* is a place in this list
    :param lat, lon: degrees, NaN where unknown
    :param score: 0..1 per row (default 1)
    :param handling: fee per parcel and row (default 0)
    :param foreign: whether a parcel from the row crosses a border (default no)
    :param barred: key -> reason, warehouses that serve nobody now
    :param lanes: (key, province) -> (first fee, next fee, kg covered by the first);
        what is missing is estimated from the distance
    """

    keys: Sequence[Any]
    lat: Any
    lon: Any
    names: Sequence[str] = ()
    agents: Sequence[str] = ()
    score: Any = None
    handling: Any = None
    foreign: Any = None
    barred: Mapping[Any, Reason] = field(default_factory=dict)
    lanes: Mapping[tuple, tuple] = field(default_factory=dict)

    def __post_init__(self):
        size = len(self.keys)
        self.keys = list(self.keys)
        if any(a >= b for a, b in zip(self.keys, self.keys[1:], strict=False)):
            raise ValueError("the keys of a network must ascend")
        self.row_of = {key: row for row, key in enumerate(self.keys)}
        self.names = list(self.names) or [""] * size
        self.agents = list(self.agents) or [""] * size
        self.lat = _column(self.lat, size, np.nan)
        self.lon = _column(self.lon, size, np.nan)
        self.score = _column(self.score, size, 1.0)
        self.handling = _column(self.handling, size, 0.0)
        self.foreign = _column(self.foreign, size, 0.0).astype(bool)
        self.shut = np.zeros(size, bool)
        self.shut[[self.row_of[key] for key in self.barred if key in self.row_of]] = 1
        self._points = _points(self.lat, self.lon)
        self._rates: dict[Any, tuple] = {}
        self._places: OrderedDict = OrderedDict()
        self._by_province: dict[Any, list] = {}
        for (key, province), lane in self.lanes.items():
            if key in self.row_of:
                self._by_province.setdefault(province, []).append(
                    (self.row_of[key], *lane[:3])
                )

    def __len__(self) -> int:
        return len(self.keys)

    def distances(self, lat: float | None, lon: float | None) -> np.ndarray:
        """Great-circle km from every row to a point, NaN where unknown."""
        if lat is None or lon is None:
            return np.full(len(self), np.nan)
        there = _points(np.array([lat], float), np.array([lon], float))
        square = ((self._points - there) ** 2).sum(axis=0)
        return EARTH_DIAMETER_KM * np.arcsin(np.minimum(1.0, np.sqrt(square) / 2))

    def terms(self, demand: Demand, policy: Policy) -> Terms:
        """What a parcel from every row costs at the demand's destination."""
        place = (demand.lat, demand.lon, demand.province, policy)
        found = self._places.get(place)
        if found is None:
            found = self._places[place] = self._make_terms(demand, policy)
            if len(self._places) > REMEMBERED_PLACES:
                self._places.popitem(last=False)
        return found

    def _make_terms(self, demand: Demand, policy: Policy) -> Terms:
        km = self.distances(demand.lat, demand.lon)
        known = np.where(np.isnan(km), policy.unknown_km, km)
        first, following, covered = self._lane(demand.province, known)
        # a hair of the distance breaks ties: of equals the nearer serves
        opening = (policy.km + 1e-11) * known
        opening += policy.parcel + policy.score * (1.0 - self.score)
        if policy.freight:
            opening += policy.freight * (first + self.handling)
        shut = self.shut
        if not policy.allow_cross_border:
            shut = shut | self.foreign
        opening[shut] = np.inf
        return Terms(km, known, first, following, covered, opening)

    def _lane(self, province: Any, km: np.ndarray):
        """First fee, next fee and kilos covered by the first, per row."""
        first = ESTIMATED_FIRST[0] + ESTIMATED_FIRST[1] * km
        following = ESTIMATED_NEXT[0] + ESTIMATED_NEXT[1] * km
        covered = np.ones(len(self))
        if province in self._by_province:
            if province not in self._rates:
                rows, *columns = zip(*self._by_province[province], strict=True)
                self._rates[province] = (
                    np.array(rows),
                    *(np.array(column, float) for column in columns),
                )
            rows, *columns = self._rates[province]
            for target, column in zip(
                (first, following, covered), columns, strict=True
            ):
                target[rows] = column
        return first, following, covered


@dataclass(frozen=True, eq=False)
class Terms:
    """Columns per row for one destination: distance (NaN: unknown; ``known`` has the
    assumed one), lane, and the cost of opening a parcel (inf: may not serve)."""

    km: np.ndarray
    known: np.ndarray
    first: np.ndarray
    following: np.ndarray
    covered: np.ndarray
    opening: np.ndarray

    def kilo(self, weight: float, rows) -> np.ndarray:
        """Fee per kilo from these rows for an order of this weight: the started kilos
        beyond the first, spread over all of it."""
        covered = self.covered[rows] if self.even is None else self.even
        beyond = np.ceil(np.maximum(0.0, weight - covered) - 1e-9)
        return self.following[rows] * (beyond / weight)

    @cached_property
    def even(self) -> float | None:
        """The kilos a first fee covers, where that is the same everywhere."""
        least = float(self.covered.min(initial=np.inf))
        return least if least == self.covered.max(initial=-np.inf) else None


@dataclass(frozen=True, eq=False)
class Offers:
    """The warehouses with a SKU: ascending ``rows`` of the network, free pieces, supply
    price (None: 0) and freshness (1 when new, 0 after a year; None: new)."""

    rows: np.ndarray
    qty: np.ndarray
    price: np.ndarray | None = None
    fresh: np.ndarray | None = None

    def at(self, row: int) -> int | None:
        """The place of a row of the network, None where it is not listed."""
        place = int(self.rows.searchsorted(row))
        found = place < len(self.rows) and self.rows[place] == row
        return place if found else None

    def with_qty(self, qty: np.ndarray) -> Offers:
        """The same offers with other free pieces."""
        return Offers(self.rows, qty, self.price, self.fresh)

    def price_at(self, row: int) -> float:
        return 0.0 if self.price is None else float(self.price[self.at(row)])

    def fresh_at(self, row: int) -> float:
        return 1.0 if self.fresh is None else float(self.fresh[self.at(row)])


class Holdings(dict):
    """SKU -> :class:`Offers`; what an order takes is gone for the next one."""

    def add(self, sku, rows, qty, price=None, age=None) -> None:
        """Set the offers of a SKU; any order of rows; ``age`` in days."""
        rows = np.asarray(rows, np.intp)
        columns = [
            None if column is None else np.asarray(column, float)
            for column in (price, age)
        ]
        qty = np.asarray(qty, np.int64)
        if len(rows) > 1 and (rows[1:] <= rows[:-1]).any():
            order = np.argsort(rows, kind="stable")
            rows, qty = rows[order], qty[order]
            columns = [None if one is None else one[order] for one in columns]
        price, fresh = columns
        if fresh is not None:
            fresh = 1.0 - np.minimum(fresh, YEAR) / YEAR
        self[sku] = Offers(rows, qty, price, fresh)

    def take(self, pieces: Iterable[Piece], network: Network, sign: int = 1) -> None:
        """Subtract what a plan ships (``sign=-1`` gives it back).

        Plans made before keep the quantities they were made with.

        :raise KeyError: a piece is from a warehouse that is not listed
        """
        by_sku: dict[Any, list[Piece]] = {}
        for piece in pieces:
            by_sku.setdefault(piece.sku, []).append(piece)
        for sku, taken in by_sku.items():
            offers = self[sku]
            qty = offers.qty.copy()
            for piece in taken:
                at = offers.at(network.row_of[piece.warehouse])
                if at is None:
                    raise KeyError((sku, piece.warehouse))
                qty[at] -= sign * piece.qty
            self[sku] = offers.with_qty(qty)


@dataclass(eq=False)
class Day:
    """What changes during the day, per row of the network.

    :param capacity_left: parcels that can still leave today (inf without limit)
    :param late: days a parcel loses because the cut-off hour has passed
    """

    capacity_left: np.ndarray
    late: np.ndarray

    @classmethod
    def of(
        cls,
        network: Network,
        capacity_left: Mapping[Any, float] | None = None,
        late: Mapping[Any, float] | None = None,
    ) -> Day:
        """A day from what is known by key; the others have no limit and no delay."""
        day = cls(np.full(len(network), np.inf), np.zeros(len(network)))
        for column, values in ((day.capacity_left, capacity_left), (day.late, late)):
            for key, value in (values or {}).items():
                if key in network.row_of:
                    column[network.row_of[key]] = value
        return day

    def take(self, warehouses: Iterable[Any], network: Network, sign: int = 1) -> None:
        """Count one parcel of each of these warehouses as sent (or given back)."""
        for key in warehouses:
            self.capacity_left[network.row_of[key]] -= sign


@dataclass(frozen=True, eq=False)
class Blocked:
    """Hard rules of one order: which offers may not serve which line, and why.

    :param codes: line key -> array beside the SKU's offers; 0 may serve, n may not
        because of ``reasons[n]``
    """

    codes: Mapping[Any, np.ndarray]
    reasons: Sequence[Reason | None]

    @classmethod
    def of(cls, codes: Mapping[Any, Sequence[int]], reasons) -> Blocked:
        """The same from lists of numbers."""
        return cls({key: np.asarray(row) for key, row in codes.items()}, reasons)


def _column(values, size: int, default: float) -> np.ndarray:
    if values is None:
        return np.full(size, default)
    return np.array(
        [default if value is None else value for value in values], dtype=float
    )


def _points(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """The points on the unit sphere, three coordinates x n."""
    lat, lon = np.radians(lat), np.radians(lon)
    return np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
