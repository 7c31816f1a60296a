"""Which warehouse ships which piece of one order: plain Python, no database.

>>> from agent_dropship.routing import Candidate, Demand, Line, PRESETS, solve
>>> plan = solve(
...     Demand([Line(1, "A", 2)], lat=39.1, lon=117.2),
...     [Candidate("tianjin", "AG01", {"A": 5}, lat=39.4, lon=117.0)],
...     PRESETS["nearest"],
... )
>>> [(piece.line, piece.warehouse, piece.qty) for piece in plan.pieces]
[(1, 'tianjin', 2)]
"""

from .explain import explain
from .geo import distance_km
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
from .solve import solve
