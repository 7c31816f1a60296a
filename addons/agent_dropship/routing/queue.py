"""The state of a queue under search: who holds what, what it costs, how it changes."""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isinf, log

import numpy as np

from .model import Demand, Piece, Plan
from .network import Blocked, Day, Holdings
from .problem import Problem, build
from .solve import Decision, decide, tell

#: orders taken out at once
FEWEST, MOST = 2, 6
#: how much is proven of a single order: the others matter more here
NODES, TOLERANCE = 4, 0.002
#: rounds of learning what a parcel of a busy warehouse is worth, and the share of the
#: time they may take
LESSONS, LEARNING = 12, 0.15
#: at first a change for the worse of this share of an order's cost may pass
WARMTH = 0.1


@dataclass(frozen=True)
class Queued:
    """One order of the queue and the pieces that were decided for it so far.

    Of the pieces only line, sku, warehouse and quantity count.
    """

    demand: Demand
    pieces: Sequence[Piece] = ()
    blocked: Blocked | None = None
    movable: bool = True


class Queue:
    """Orders, the pieces they hold now, and what is free beside them."""

    def __init__(self, orders, network, holdings, policy, day, short, keep_promises):
        self.orders, self.network, self.policy = orders, network, policy
        self.short = short
        self.holdings = Holdings(holdings)
        self.day = day and Day(day.capacity_left.copy(), day.late)
        self.movable = [at for at, order in enumerate(orders) if order.movable]
        self.made: dict[int, Decision] = {}
        self.prices = np.zeros(len(network))
        self.pieces = [tuple(order.pieces) for order in orders]
        self.costs = [self._cost(at) for at in range(len(orders))]
        shipped = [sum(piece.qty for piece in some) for some in self.pieces]
        self.promised = shipped if keep_promises else [0] * len(orders)
        self.holders: dict = defaultdict(set)
        self.senders: dict = defaultdict(set)
        for at in self.movable:
            self._note(at, self.pieces[at])
        self.ideals = self._ideals()
        self.wishes = self.ideals
        self.least = {at: self._price(made) for at, made in self.ideals.items()}
        self.heat = WARMTH * sum(self.least.values()) / max(1, len(self.movable))
        self.before = self.total = sum(self.costs)
        self.best = self.total, {}

    # --- what there is ------------------------------------------------------------

    def _cost(self, at: int) -> float:
        """Cost of the pieces as they are decided, and of what waits."""
        demand, policy = self.orders[at].demand, self.policy
        terms = self.network.terms(demand, policy)
        weights = {line.key: line.weight for line in demand.lines}
        weight = sum(line.qty * line.weight for line in demand.lines)
        wanted = sum(line.qty for line in demand.lines)
        cost = 0.0
        for piece in self.pieces[at]:
            row = self.network.row_of[piece.warehouse]
            offers = self.holdings[piece.sku]
            unit = policy.supply * offers.price_at(row)
            unit += policy.age * offers.fresh_at(row)
            if weights[piece.line]:
                fee = policy.freight * float(terms.kilo(weight, row))
                unit += fee * weights[piece.line]
            cost += piece.qty * unit
            wanted -= piece.qty
        for key in {piece.warehouse for piece in self.pieces[at]}:
            row = self.network.row_of[key]
            opening = float(terms.opening[row])
            # barred since: as bad as a piece that waits
            cost += self.short if isinf(opening) else opening
            cost += policy.late * float(self.day.late[row]) if self.day else 0.0
        return cost + self.short * wanted

    def _ideals(self) -> dict[int, Decision]:
        """What each order would get if it came first."""
        for at in self.movable:
            self._move(at, self.pieces[at], -1)
        ideals = {at: self._solve(at) for at in self.movable}
        for at in self.movable:
            self._move(at, self.pieces[at], 1)
        return ideals

    def _problem(self, at: int) -> Problem:
        order = self.orders[at]
        return build(
            order.demand,
            self.network,
            self.holdings,
            self.policy,
            order.blocked,
            self.day,
        )

    def _solve(self, at: int, prices: np.ndarray | None = None) -> Decision:
        """Decide an order by what is free now; prices only steer, they cost nothing."""
        problem = self._problem(at)
        if prices is None:
            return decide(problem, NODES, TOLERANCE)
        problem.opening = problem.opening + prices
        made = decide(problem, NODES, TOLERANCE)
        rows = {self.network.row_of[piece.warehouse] for piece in made.pieces}
        return replace(made, cost=made.cost - float(prices[sorted(rows)].sum()))

    def _price(self, made: Decision) -> float:
        return made.cost + self.short * sum(made.waiting.values())

    def _note(self, at: int, pieces, gone: bool = False) -> None:
        for piece in pieces:
            for index, key in (
                (self.holders, (piece.sku, piece.warehouse)),
                (self.senders, piece.warehouse),
            ):
                if gone:
                    index[key].discard(at)
                else:
                    index[key].add(at)

    def _move(self, at: int, pieces, sign: int) -> None:
        self.holdings.take(pieces, self.network, sign)
        if self.day:
            self.day.take(_senders(pieces), self.network, sign)
        self._note(at, pieces, gone=sign < 0)

    # --- search -------------------------------------------------------------------

    def learn(self, deadline: float | None) -> None:
        """Raise the price of parcels of warehouses that more orders want than can go.

        :param deadline: stop then (None: after a fixed number of rounds)
        """
        if not self.day or not self.movable:
            return
        for at in self.movable:
            self._move(at, self.pieces[at], -1)
        room = np.maximum(self.day.capacity_left, 1.0)
        parcels = sum(len(_senders(made.pieces)) for made in self.ideals.values())
        fee = self.heat / WARMTH * len(self.movable) / max(1, parcels)
        made = self.ideals
        for lesson in range(LESSONS):
            used = np.zeros(len(self.network))
            for one in made.values():
                used[[self.network.row_of[key] for key in _senders(one.pieces)]] += 1
            if not lesson and (used <= room).all():
                break
            step = 0.5 * fee / (1 + lesson / 2)
            self.prices = np.maximum(0.0, self.prices + step * (used - room) / room)
            if deadline is not None and time.monotonic() > deadline:
                break
            made = {at: self._solve(at, self.prices) for at in self.movable}
        self.wishes = made
        for at in self.movable:
            self._move(at, self.pieces[at], 1)
        if self.prices.any():
            self._start_over()

    def _start_over(self) -> None:
        """Place all orders again by the prices, who waits for most first."""
        order = sorted(
            self.movable, key=lambda at: (self.least[at] - self.costs[at], at)
        )
        limit = sum(self.costs[at] for at in order)
        self._replace(order, self.prices, limit)

    def improve(self, rng: random.Random, warmth: float) -> None:
        """Take some orders out and put them back; keep that if it is better, or
        sometimes, while it is warm, if it is little worse."""
        chosen = self._choose(rng)
        limit = sum(self.costs[at] for at in chosen) + 1e-9
        limit -= self.heat * warmth * log(1.0 - rng.random())
        self._replace(chosen, self.prices * rng.choice((0.0, 0.5, 1.0)), limit)

    def _replace(self, chosen: list[int], prices: np.ndarray, limit: float) -> None:
        """Take these orders out and put them back in turn, within a limit of cost."""
        # what those still to place cost at least
        rest = sum(self.least[at] for at in chosen)
        if rest > limit:
            return
        for at in chosen:
            self._move(at, self.pieces[at], -1)
        found: dict[int, Decision] = {}
        spent = 0.0
        for at in chosen:
            made = self._solve(at, prices)
            spent += self._price(made)
            rest -= self.least[at]
            if spent + rest > limit or self._breaks(at, made):
                break
            self._move(at, made.pieces, 1)
            found[at] = made
        else:
            self._keep(found)
            return
        for at, made in found.items():
            self._move(at, made.pieces, -1)
        for at in chosen:
            self._move(at, self.pieces[at], 1)

    def _choose(self, rng: random.Random) -> list[int]:
        """An order that is far from its ideal, those in its way, those in theirs."""
        regrets = [self.costs[at] - self.least[at] + 0.01 for at in self.movable]
        first = rng.choices(self.movable, [max(one, 0.01) for one in regrets])[0]
        chosen, size = [first], rng.randint(FEWEST, MOST)
        aims = rng.choice((self.ideals, self.wishes))
        for at in chosen:
            near = self._in_the_way(at, aims).difference(chosen)
            room = size - len(chosen)
            if not near or not room:
                continue
            some = sorted(near)
            chosen += rng.sample(some, min(len(some), rng.randint(1, room)))
        while len(chosen) < min(FEWEST, len(self.movable)):
            other = rng.choice(self.movable)
            if other not in chosen:
                chosen.append(other)
        if rng.random() < 0.3:
            rng.shuffle(chosen)
        return chosen

    def _in_the_way(self, at: int, aims: dict[int, Decision]) -> set[int]:
        """Orders that hold what this one aims at."""
        found: set[int] = set()
        for piece in aims[at].pieces:
            found |= self.holders[piece.sku, piece.warehouse]
            row = self.network.row_of[piece.warehouse]
            if self.day and self.day.capacity_left[row] <= 0:
                found |= self.senders[piece.warehouse]
        found.discard(at)
        return found

    def _breaks(self, at: int, made: Decision) -> bool:
        return sum(piece.qty for piece in made.pieces) < self.promised[at]

    def _keep(self, found: dict[int, Decision]) -> None:
        for at, made in found.items():
            self.total += self._price(made) - self.costs[at]
            self.pieces[at], self.costs[at] = made.pieces, self._price(made)
            self.made[at] = made
        if self.total < self.best[0] - 1e-9:
            self.best = self.total, dict(self.made)

    # --- result -------------------------------------------------------------------

    def result(self) -> dict[int, Plan]:
        """The best state that was met, told by the orders that differ in it."""
        _after, best = self.best
        changed = [
            at
            for at, made in sorted(best.items())
            if _places(made.pieces) != _places(self.orders[at].pieces)
        ]
        for at in self.movable:
            self._move(at, self.pieces[at], -1)
        for at in self.movable:
            made = best.get(at)
            self.pieces[at] = made.pieces if made else self.orders[at].pieces
            self._move(at, self.pieces[at], 1)
        return {at: self._tell(at, best[at]) for at in changed}

    def _tell(self, at: int, made: Decision) -> Plan:
        """The plan, explained beside what the others of the queue leave."""
        self._move(at, made.pieces, -1)
        problem = self._problem(at)
        self._move(at, made.pieces, 1)
        lower = min(self.ideals[at].lower, made.cost)
        return tell(problem, replace(made, lower=lower))


def _senders(pieces: Sequence[Piece]) -> set:
    return {piece.warehouse for piece in pieces}


def _places(pieces: Sequence[Piece]) -> Counter:
    places: Counter = Counter()
    for piece in pieces:
        places[piece.line, piece.warehouse] += piece.qty
    return places
