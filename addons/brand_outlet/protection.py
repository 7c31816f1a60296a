"""Which protection rule decides over some goods at some spot.

Plain Python without a database, so that it can be read and tested alone. A rule names
conditions; conditions it leaves out hold for everything. Of the rules whose conditions
all hold, the one that names most conditions decides (a city is worth two, as it is
narrower than a province); among equals a refusal decides, then the older rule. Goods
no rule speaks about may be sold.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

NOTHING = frozenset()


@dataclass(frozen=True)
class Goods:
    """What is to be sold: whose, by which agent (or branch of one), of which kind."""

    brand: int
    agents: frozenset = NOTHING
    kind: str = ""


@dataclass(frozen=True)
class Spot:
    """Where it is to be sold: the place itself, or where its consumer lives.

    Type and grade are the place's own in both cases.
    """

    state: int = 0
    city: int = 0
    tiers: frozenset = NOTHING
    place_type: str = ""
    grade: str = ""
    is_delivery: bool = False


@dataclass(frozen=True)
class Rule:
    id: int
    allow: bool
    agent: int = 0
    kinds: frozenset = NOTHING
    states: frozenset = NOTHING
    cities: frozenset = NOTHING
    tiers: frozenset = NOTHING
    place_types: frozenset = NOTHING
    grades: frozenset = NOTHING
    start: datetime.date | None = None
    end: datetime.date | None = None

    @property
    def specificity(self) -> int:
        region = bool(self.states or self.cities)
        only_cities = bool(self.cities and not self.states)
        others = (self.agent, self.kinds, self.tiers, self.place_types, self.grades)
        return region + only_cities + sum(map(bool, others))

    @property
    def precedence(self) -> tuple:
        return (-self.specificity, self.allow, self.id)

    def misses(self, goods: Goods, spot: Spot, day: datetime.date) -> str:
        """Return the first condition that does not hold, "" when all do."""
        holding = {
            "dates": (not self.start or self.start <= day)
            and (not self.end or day <= self.end),
            "agent": not self.agent or self.agent in goods.agents,
            "kind": not self.kinds or goods.kind in self.kinds,
            "region": not (self.states or self.cities)
            or spot.state in self.states
            or spot.city in self.cities,
            "tier": not self.tiers or self.tiers & spot.tiers,
            "place_type": not self.place_types or spot.place_type in self.place_types,
            "grade": not self.grades or spot.grade in self.grades,
        }
        return next((name for name, holds in holding.items() if not holds), "")


class Judge:
    """The rules of some brands on one day; asks each question once."""

    def __init__(self, rules: dict[int, list[Rule]], day: datetime.date):
        self.rules = {
            brand: sorted(of_brand, key=lambda rule: rule.precedence)
            for brand, of_brand in rules.items()
        }
        self.day = day
        #: the spots of what is judged again and again, by the caller's own key
        self.spots: dict = {}
        self._known: dict[tuple[Goods, Spot], Rule | None] = {}

    def find(self, goods: Goods, spot: Spot) -> Rule | None:
        """Return the rule that decides, None when no rule speaks about it."""
        key = (goods, spot)
        if key not in self._known:
            rules = self.rules.get(goods.brand, ())
            self._known[key] = next(
                (rule for rule in rules if not rule.misses(goods, spot, self.day)), None
            )
        return self._known[key]

    def find_refusal(self, goods: Goods, spots) -> tuple[Rule, Spot] | None:
        """Return the first refusal among several spots, all of which must be free."""
        for spot in spots:
            rule = self.find(goods, spot)
            if is_refusal(rule):
                return rule, spot
        return None


def is_refusal(rule: Rule | None) -> bool:
    """Whether goods are refused by what ``find`` returned."""
    return rule is not None and not rule.allow
