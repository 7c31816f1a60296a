"""The words of routing: what is asked, who may serve, what was decided.

Everything here is immutable and knows nothing of a database. Keys (of lines and
warehouses) are whatever the caller uses, as long as they can be compared with each
other: they are the last tie-break, so the same question always gets the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Reason:
    """A sentence as a code and its arguments; the caller owns the wording.

    Codes: see :mod:`.explain`.
    """

    code: str
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One order line: ``qty`` whole pieces (> 0) of ``sku``, ``weight`` kg each.

    ``pinned``: key of the one warehouse that may serve it (None: any).
    """

    key: Any
    sku: Any
    qty: int
    pinned: Any = None
    weight: float = 0.0


@dataclass(frozen=True)
class Demand:
    """One order: its lines and where the parcel goes.

    Coordinates are degrees (WGS-84 or GCJ-02, the difference does not matter here);
    None where the address is unknown: then no warehouse is nearer than another.
    """

    lines: Sequence[Line]
    lat: float | None = None
    lon: float | None = None
    province: str = ""
    city: str = ""
    district: str = ""


@dataclass(frozen=True)
class Candidate:
    """One agent warehouse as it stands at this moment.

    :param key: the warehouse
    :param agent: the agent's name or code, for the explanation
    :param stock: free pieces per SKU (missing = none)
    :param supply_price: money per piece and SKU (missing = 0)
    :param cooperation: "active" serves; anything else is passed over and shown
    :param barred: a reason that rules the whole warehouse out (refused, full, ...)
    :param blocked: per SKU the reason why this agent may not ship it to this
        destination (no contract, region not authorised, offer suspended, ...).
        This is a hard rule: no policy weighs against it.
    :param score: 0..1, how well the agent has served so far (1 = never late)
    :param name: what people call the warehouse
    :param age: days since the pieces came in, per SKU (missing = new)
    :param handling: the warehouse's fee for a parcel
    :param lane: (first fee, next fee per kg, kg the first fee covers) to the
        destination; None: estimated from the distance
    :param foreign: a parcel from here crosses a border
    :param capacity_left: parcels it can still send today, None without limit
    :param late: days the parcel leaves later because of the cut-off hour
    """

    key: Any
    agent: str
    stock: Mapping[Any, int]
    lat: float | None = None
    lon: float | None = None
    supply_price: Mapping[Any, float] = field(default_factory=dict)
    cooperation: str = "active"
    barred: Reason | None = None
    blocked: Mapping[Any, Reason] = field(default_factory=dict)
    score: float = 1.0
    name: str = ""
    age: Mapping[Any, float] = field(default_factory=dict)
    handling: float = 0.0
    lane: tuple[float, float, float] | None = None
    foreign: bool = False
    capacity_left: int | None = None
    late: float = 0.0


@dataclass(frozen=True)
class Policy:
    """What counts, in one unit of cost (think of yuan).

    Every parcel costs ``parcel`` + ``km`` x distance + ``freight`` x (courier +
    handling fee) + ``score`` x (1 - score) + ``late`` x days lost by the cut-off.
    Every piece costs ``supply`` x supply price + ``age`` x its freshness (1 when new,
    0 after a year: so the oldest stock goes first).

    The kilos of an order beyond the first are priced at each warehouse's fee for the
    next kilo and charged by weight; for one parcel this is what the courier bills.

    :param whole_first: where one warehouse has the whole order, only such
        warehouses are compared, however cheap splitting might be
    :param whole_only: an order that can not ship completely waits completely
    :param max_parcels: no more parcels than this, the rest waits (0: no limit)
    :param allow_cross_border: whether foreign warehouses may serve
    :param unknown_km: distance assumed where coordinates are missing
    """

    name: str
    km: float = 0.0
    parcel: float = 0.0
    supply: float = 0.0
    score: float = 0.0
    whole_first: bool = True
    unknown_km: float = 3000.0
    freight: float = 0.0
    age: float = 0.0
    late: float = 0.0
    whole_only: bool = False
    max_parcels: int = 0
    allow_cross_border: bool = True


#: Weights a user may choose from; a stored policy passes its own ``Policy``.
PRESETS = {
    policy.name: policy
    for policy in (
        # a parcel is worth 200 km: two near parcels do not beat one that is near too
        Policy("nearest", km=1.0, parcel=200.0, late=50.0),
        Policy("fewest", km=0.001, parcel=1000.0, freight=1.0, late=2.0),
        Policy("cheapest", freight=1.0, supply=1.0, parcel=1.0, whole_first=False),
        Policy(
            "balanced",
            km=0.004,
            freight=1.0,
            parcel=3.0,
            supply=0.3,
            score=6.0,
            age=2.0,
            late=4.0,
            whole_first=False,
        ),
    )
}


@dataclass(frozen=True)
class Piece:
    """``qty`` pieces of a line from one warehouse.

    ``rank`` is the warehouse's place by distance among all candidates (1 = nearest).
    """

    line: Any
    sku: Any
    warehouse: Any
    qty: int
    km: float | None
    supply_price: float
    rank: int


@dataclass(frozen=True)
class Considered:
    """One candidate as it was weighed, chosen or not (``reason`` says why).

    ``holds`` counts the order lines it could serve whole, ``pieces`` the pieces it
    could give. The cost parts are what a parcel with all of that would have cost.
    """

    warehouse: Any
    agent: str
    name: str
    km: float | None
    rank: int
    holds: int
    pieces: int
    km_cost: float
    parcel_cost: float
    supply_cost: float
    score_cost: float
    chosen: bool
    reason: Reason
    freight_cost: float = 0.0
    age_cost: float = 0.0
    late_cost: float = 0.0

    @property
    def parts(self) -> dict[str, float]:
        """The cost parts by the name of the policy's weight."""
        return {
            "km": self.km_cost,
            "freight": self.freight_cost,
            "parcel": self.parcel_cost,
            "supply": self.supply_cost,
            "score": self.score_cost,
            "age": self.age_cost,
            "late": self.late_cost,
        }

    @property
    def cost(self) -> float:
        return sum(self.parts.values())


class Lazy(Sequence):
    """A tuple that is made when somebody looks into it."""

    def __init__(self, make: Callable[[], Sequence]):
        self._make = make

    @cached_property
    def _rows(self) -> tuple:
        return tuple(self._make())

    def __getitem__(self, index):
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __eq__(self, other) -> bool:
        return self._rows == tuple(other)

    __hash__ = None


@dataclass(frozen=True)
class Plan:
    """The decision on one order.

    :param pieces: what ships from where
    :param waiting: line key -> pieces that wait (only lines that wait)
    :param cost: cost of the parcels in the policy's unit
    :param lower_bound: no plan that ships as many pieces under the same rules can
        cost less; equal to ``cost`` where the plan is proven optimal
    :param considered: the warehouses worth mentioning, nearest first; made when
        looked at
    :param summary: the decision in a few sentences; made when looked at
    :param problem: what it was made from, see :mod:`.snapshot`
    """

    pieces: tuple[Piece, ...]
    waiting: Mapping[Any, int]
    cost: float
    lower_bound: float
    considered: Sequence[Considered]
    summary: Sequence[Reason]
    problem: Any = field(default=None, repr=False, compare=False)

    @property
    def exact(self) -> bool:
        return self.cost <= self.lower_bound + 1e-6

    @property
    def gap(self) -> float:
        """How far from the best possible it can be at most: 0.01 is one per cent."""
        if self.exact or self.cost <= 0:
            return 0.0
        return (self.cost - self.lower_bound) / self.cost

    @property
    def warehouses(self) -> tuple[Any, ...]:
        """Keys of the warehouses that ship, each once, in the order of the pieces."""
        return tuple(dict.fromkeys(piece.warehouse for piece in self.pieces))
