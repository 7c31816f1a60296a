"""Seeded instances of routing: warehouses, goods and orders that look like the trade.

Thirty provinces of clustered cities, six courier zones by distance, agents of three
tiers of whom a fifth are locked to their own region, 400 styles in three colours and
four sizes with the holes that a size curve leaves, Zipf demand, orders of 1 to 20
lines. On average a warehouse has 24 % of the articles; the thin world has 8 % of them
and 1.5 pieces each, and larger orders.
"""

import numpy as np
from agent_dropship.routing import Blocked, Demand, Holdings, Line, Network, Reason

PROVINCES, CITIES, STYLES, VARIANTS = 30, 11, 400, 12
ZONE_KM = (350, 700, 1100, 1600, 2200)
FIRST_FEES = (5.0, 6.0, 8.0, 10.0, 12.0, 15.0)
NEXT_FEES = (1.0, 2.0, 3.0, 4.5, 6.0, 8.0)
REGION = Reason("region")
#: order sizes and how often they come
LINES = ((1, 0.35), (2, 0.2), (3, 0.12), (4, 0.08), (5, 0.06), (7, 0.06), (10, 0.06))
LARGE = ((14, 0.04), (20, 0.03))


class World:
    """``network``, ``holdings`` and any number of ``orders`` for a size and a seed."""

    def __init__(self, warehouses, seed=1, thin=False):
        self.seed, self.thin = seed, thin
        rng = self.rng = np.random.default_rng([seed, warehouses, thin])
        self._make_places(rng)
        size = warehouses
        self.city = rng.choice(PROVINCES * CITIES, size, p=self.people)
        self.province = self.city // CITIES
        tier = rng.integers(0, 3, size)
        self.locked = rng.random(size) < 0.2
        # a large agent carries most styles, a small one few
        self.breadth = np.clip(rng.gamma(2.0, 0.17, size), 0.03, 0.95)
        self.breadth *= 0.34 / self.breadth.mean()
        self.ratio = rng.choice([22, 24, 25, 26, 28, 30], size) / 100
        self.network = Network(
            keys=range(size),
            lat=self.lat[self.city] + rng.normal(0, 0.15, size),
            lon=self.lon[self.city] + rng.normal(0, 0.15, size),
            names=[f"W{number}" for number in range(size)],
            score=np.array([0.97, 0.9, 0.75])[tier],
            handling=np.array([1.0, 1.5, 2.5])[tier],
            lanes=self._lanes(),
        )
        self.tag = rng.choice(np.arange(199, 1600, 100), STYLES).astype(float)
        self.weight = rng.choice([0.25, 0.4, 0.6, 0.9, 1.4], STYLES)
        self.popularity = 1.0 / np.arange(1, STYLES + 1) ** 0.8
        self.popularity /= self.popularity.sum()
        self.carried = rng.random((STYLES, size)) < self.breadth * (
            0.34 if thin else 1.0
        )
        self.holdings = _Goods(self)

    def _make_places(self, rng):
        self.centre = np.stack(
            [rng.uniform(22, 44, PROVINCES), rng.uniform(101, 124, PROVINCES)]
        )
        spread = rng.normal(0, 1.2, (2, PROVINCES, CITIES))
        cities = self.centre[:, :, None] + spread
        self.lat, self.lon = cities.reshape(2, -1)
        people = 1.0 / np.arange(1, PROVINCES * CITIES + 1) ** 0.7
        rng.shuffle(people)
        self.people = people / people.sum()

    def _lanes(self):
        """Courier zones by the distance of the provinces."""
        away = 111 * np.hypot(
            self.centre[0][:, None] - self.centre[0],
            0.84 * (self.centre[1][:, None] - self.centre[1]),
        )
        zone = np.searchsorted(ZONE_KM, away)
        return {
            (key, province): (
                FIRST_FEES[zone[home, province]],
                NEXT_FEES[zone[home, province]],
                1.0,
            )
            for key, home in enumerate(self.province)
            for province in range(PROVINCES)
        }

    def orders(self, count):
        """[(demand, blocked)]: what is asked, and whose territory it is not."""
        return [self._order(number) for number in range(count)]

    def _order(self, number):
        rng = np.random.default_rng([self.seed, number, 7])
        city = rng.choice(len(self.people), p=self.people)
        sizes, odds = zip(*LINES, *LARGE, strict=True)
        wanted = int(rng.choice(sizes, p=odds))
        if self.thin and rng.random() < 0.4:
            wanted = int(rng.integers(10, 21))
        skus = set()
        while len(skus) < wanted:
            style = rng.choice(STYLES, p=self.popularity)
            skus.update(
                int(style) * VARIANTS + int(variant)
                for variant in rng.choice(VARIANTS, rng.integers(1, 4), replace=False)
            )
        lines = [
            Line(
                key,
                sku,
                int(rng.choice([1, 2, 3], p=[0.75, 0.18, 0.07])),
                weight=float(self.weight[sku // VARIANTS]),
            )
            for key, sku in enumerate(sorted(skus)[:wanted])
        ]
        demand = Demand(
            lines,
            float(self.lat[city]),
            float(self.lon[city]),
            province=int(city) // CITIES,
        )
        locked = self.locked & (self.province != demand.province)
        codes = {
            line.key: locked[self.holdings[line.sku].rows].astype(np.int8)
            for line in lines
        }
        return demand, Blocked(codes, [None, REGION])


class _Goods(Holdings):
    """The offers of an article are drawn when first asked for."""

    def __init__(self, world):
        super().__init__()
        self.world = world

    def __missing__(self, sku):
        world = self.world
        rng = np.random.default_rng([world.seed, sku, 11])
        style = sku // VARIANTS
        # middle sizes sell out: holes of the size curve
        kept = (0.8, 0.6, 0.6, 0.8)[sku % 4]
        has = world.carried[style] & (rng.random(len(world.network)) < kept)
        rows = np.flatnonzero(has)
        mean = 0.5 if world.thin else 5.0
        self.add(
            sku,
            rows,
            1 + rng.poisson(mean, len(rows)),
            world.tag[style] * world.ratio[rows],
            rng.integers(0, 700, len(rows)),
        )
        return self[sku]

    def get(self, sku, default=None):
        return self[sku]
