"""Parts, weights and the sum."""

from __future__ import annotations

from dataclasses import dataclass, field

#: what an agent is worth before anything is known of him, of 100
NEUTRAL = 80.0
PARTS = ("accept", "ship", "late", "stock", "refusal", "returns", "interception")


@dataclass(frozen=True)
class Fact:
    """What was seen in one part: ``count`` observations with ``bad`` in sum.

    An observation is bad between 0 (as good as can be) and 1 (as bad as can be).
    """

    bad: float = 0.0
    count: float = 0.0

    def __post_init__(self):
        if self.bad < 0 or self.count < 0:
            raise ValueError("an observation can not be negative")


@dataclass(frozen=True)
class Weight:
    """How a part counts.

    Up to the rate ``good`` all points are given, from ``poor`` on none, in between
    in proportion. ``prior`` imagined observations of a neutral agent are added, so
    that one mishap among three dispatches does not ruin anybody.
    """

    part: str
    points: float
    good: float
    poor: float
    prior: float = 20.0

    def __post_init__(self):
        if not 0 <= self.good < self.poor or self.points < 0 or self.prior <= 0:
            raise ValueError(f"the weight of {self.part} makes no sense")


@dataclass(frozen=True)
class Formula:
    """All weights; ``neutral`` and ``floor`` are scores of 0 to 100."""

    weights: tuple[Weight, ...]
    neutral: float = NEUTRAL
    floor: float = 0.0


@dataclass(frozen=True)
class Points:
    part: str
    points: float
    most: float
    rate: float
    fact: Fact


@dataclass(frozen=True)
class Scorecard:
    """The parts, their sum, and what routing may use of it."""

    parts: tuple[Points, ...] = field(default_factory=tuple)
    floor: float = 0.0

    @property
    def total(self) -> float:
        """The sum of the points as they are shown, 0 to 100."""
        return round(sum(part.points for part in self.parts), 1)

    @property
    def for_routing(self) -> float:
        """The sum, but never below the floor: who is poor still gets a chance."""
        return max(self.total, self.floor)


def score(facts: dict[str, Fact], formula: Formula) -> Scorecard:
    """Return the scorecard of an agent.

    :param facts: ``{part: Fact}``; a part without facts counts as neutral
    """
    parts = tuple(
        _points(weight, facts.get(weight.part, Fact()), formula.neutral / 100)
        for weight in formula.weights
    )
    return Scorecard(parts, formula.floor)


def _points(weight: Weight, fact: Fact, neutral: float) -> Points:
    span = weight.poor - weight.good
    expected = weight.good + (1 - neutral) * span
    rate = (fact.bad + weight.prior * expected) / (fact.count + weight.prior)
    share = 1 - min(max((rate - weight.good) / span, 0.0), 1.0)
    seen = fact.bad / fact.count if fact.count else 0.0
    return Points(
        weight.part, round(weight.points * share, 1), weight.points, seen, fact
    )
