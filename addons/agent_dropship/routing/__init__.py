"""Which warehouse ships which piece of one order: plain Python and numpy.

>>> from agent_dropship.routing import Candidate, Demand, Line, PRESETS, solve
>>> plan = solve(
...     Demand([Line(1, "A", 2)], lat=39.1, lon=117.2),
...     [Candidate("tianjin", "AG01", {"A": 5}, lat=39.4, lon=117.0)],
...     PRESETS["nearest"],
... )
>>> [(piece.line, piece.warehouse, piece.qty) for piece in plan.pieces]
[(1, 'tianjin', 2)]

That is the readable way in. Where there are thousands of warehouses and many orders,
the same engine takes columns:

>>> from agent_dropship.routing import Blocked, Day, Holdings, Network, Reason
>>> from agent_dropship.routing import solve_order
>>> network = Network(
...     keys=[11, 12],  # ascending; a row is a place in this list
...     lat=[39.4, 31.4],
...     lon=[117.0, 121.0],
...     score=[0.95, None],  # 0..1, None: not known yet, counts as 1
...     handling=[1.5, 2.0],  # fee per parcel
...     lanes={(11, "TJ"): (8.0, 2.0, 1.0)},  # (warehouse, province): first, next, kg
... )
>>> holdings = Holdings()  # SKU: rows of the network, free pieces, prices, days old
>>> holdings.add("A", [0, 1], [5, 9], price=[100.0, 90.0], age=[30, 400])
>>> day = Day.of(network, capacity_left={11: 1}, late={12: 1})
>>> no_contract = Blocked.of({1: [0, 1]}, [None, Reason("no_contract")])
>>> demand = Demand([Line(1, "A", 2, weight=0.8)], 39.1, 117.2, province="TJ")
>>> plan = solve_order(
...     demand, network, holdings, PRESETS["cheapest"], no_contract, day
... )
>>> plan.warehouses, round(plan.cost, 2), plan.exact
((11,), 212.5, True)
>>> [(row.warehouse, row.reason.code) for row in plan.considered]
[(11, 'chosen_whole'), (12, 'no_contract')]

Nothing given is changed; for the next order of a batch say what this one took:

>>> holdings.take(plan.pieces, network)
>>> day.take(plan.warehouses, network)
>>> solve_order(demand, network, holdings, PRESETS["cheapest"], day=day).warehouses
(12,)

The contract, in short:

- ``Network`` is what does not change from order to order: build it once and keep it.
  ``lanes`` are keyed by whatever ``Demand.province`` holds; a missing lane is
  estimated from the distance. ``barred`` warehouses serve nobody, with their reason.
- ``Holdings`` has one entry per SKU; what is not listed is not a candidate. List a
  warehouse with 0 pieces to have it explained as ``no_stock``.
- ``Blocked.codes[line key]`` stands beside the offers of the line's SKU, in the
  order of ``holdings[sku].rows`` (ascending): 0 may ship, n may not because of
  ``reasons[n]``. A line without an entry is free. No weight can buy a code off.
- ``reoptimise`` decides a queue of orders again together, see there.
- ``Plan.cost`` and ``Plan.lower_bound`` are in the policy's unit; ``plan.gap`` is
  "within x of the best possible". ``considered`` and ``summary`` are made when they
  are looked at: the chosen and about 30 telling losers with their cost parts.
"""

from .explain import explain
from .geo import distance_km, whole_km
from .model import (
    PRESETS,
    Candidate,
    Considered,
    Demand,
    Line,
    Piece,
    Plan,
    Policy,
    Reason,
)
from .network import Blocked, Day, Holdings, Network, Offers
from .queue import Queued
from .reoptimise import Reoptimised, reoptimise
from .solve import solve, solve_order
