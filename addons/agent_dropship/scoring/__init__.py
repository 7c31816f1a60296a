"""How reliable an agent is, as a number with its sum. No database.

* :func:`score` turns what was observed into points per part and a sum of 0 to 100.

Whoever does worse in one part, and the same in the others, never scores higher.
"""

from .card import NEUTRAL, PARTS, Fact, Formula, Points, Scorecard, Weight, score
