"""Why a warehouse was chosen or passed over, as codes a caller can word.

Codes of a candidate:
  ``chosen_whole``    (km) ships the whole order
  ``chosen_part``     (km, pieces) ships some of it
  ``cooperation``     (state) the agent's cooperation is paused or ended
  own                 a reason the caller gave for the whole warehouse or the articles
  ``cross_border``    the policy keeps parcels inside the country
  ``full``            sends as many parcels today as it can
  ``no_stock``        has none of the articles
  ``incomplete``      (holds, lines) has only some of the lines, another has them all
  ``short``           has too few pieces for any line, others need no help
  ``farther``         (km, chosen_km) could ship the same, from farther away
  ``dearer``          (extra) could ship the same, at a higher cost
  ``not_needed``      the chosen warehouses do it better together

Codes of the summary:
  ``whole``    (warehouse, agent, km, candidates) one warehouse ships everything
  ``part``     (parcels) one warehouse ships what there is
  ``split``    (parcels) several do
  ``line_split``  (line, parcels) no warehouse has the whole line
  ``waiting``  (lines, pieces) nobody has these
  ``whole_only``  the order waits because not all of it can ship
  ``max_parcels`` (parcels) the rest waits because more parcels are not wanted
  ``no_candidate``  there is no warehouse to ask
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from .model import Considered, Piece, Reason
from .problem import Problem

#: losers worth mentioning: the nearest, and those that could do most for least
NEAREST, CLOSEST_RIVALS = 15, 15


def explain(problem: Problem, pieces: Sequence[Piece], cost: float):
    """The chosen warehouses and the most telling others, nearest first."""
    shipped: Counter = Counter()
    for piece in pieces:
        shipped[piece.warehouse] += piece.qty
    candidates = problem.candidates()
    ranks = {int(row): place + 1 for place, row in enumerate(candidates)}
    rows = {problem.network.row_of[key] for key in shipped}
    rows |= set(candidates[:NEAREST].tolist())
    rows |= _rivals(problem, candidates)
    told = _Teller(problem, shipped, cost)
    return [told.row(row, ranks[row]) for row in sorted(rows, key=ranks.get)]


def _rivals(problem: Problem, candidates: np.ndarray) -> set[int]:
    """Rows that could give the most pieces, of these the cheapest."""
    gives = np.zeros(len(problem.network))
    costs = problem.opening.copy()
    for want in problem.wants:
        takes = np.minimum(want.need, want.stock)
        gives[want.rows] += takes
        costs[want.rows] += takes * want.unit
    order = np.lexsort((costs[candidates], -gives[candidates]))
    best = candidates[order[:CLOSEST_RIVALS]]
    return set(best[gives[best] > 0].tolist())


class _Teller:
    def __init__(self, problem: Problem, shipped: Counter, cost: float):
        self.problem, self.shipped, self.cost = problem, shipped, cost
        self.chosen = [problem.network.row_of[key] for key in shipped]
        self.needs: Counter = Counter()
        for line in problem.demand.lines:
            self.needs[line.sku] += line.qty

    def row(self, row: int, rank: int) -> Considered:
        problem, policy = self.problem, self.problem.policy
        network, terms = problem.network, problem.terms
        reach = {line.key: self._reach(row, line) for line in problem.demand.lines}
        holds = sum(reach[li.key] >= li.qty for li in problem.demand.lines)
        pieces, supply, fresh, kilos = self._goods(row, reach)
        parcel_freight = float(terms.first[row] + network.handling[row])
        late = float(problem.day.late[row]) if problem.day else 0.0
        key = network.keys[row]
        parts = {
            "km_cost": policy.km * float(terms.known[row]),
            "parcel_cost": policy.parcel,
            "supply_cost": policy.supply * supply,
            "score_cost": policy.score * float(1.0 - network.score[row]),
            "freight_cost": policy.freight * (parcel_freight + kilos),
            "age_cost": policy.age * fresh,
            "late_cost": policy.late * late,
        }
        extra = sum(parts.values()) - self.cost
        return Considered(
            warehouse=key,
            agent=network.agents[row],
            name=network.names[row],
            km=problem.km(row),
            rank=rank,
            holds=holds,
            pieces=pieces,
            chosen=key in self.shipped,
            reason=self._reason(row, holds, pieces, extra),
            **parts,
        )

    def _reach(self, row: int, line) -> int:
        """Pieces of the line it could ship, alone."""
        problem, network = self.problem, self.problem.network
        if problem.opening[row] == np.inf or line.sku not in problem.holdings:
            return 0
        if line.pinned is not None and line.pinned != network.keys[row]:
            return 0
        offers = problem.holdings[line.sku]
        at = offers.at(row)
        if at is None or self._code(line, at):
            return 0
        return max(0, min(line.qty, int(offers.qty[at])))

    def _code(self, line, at: int) -> int:
        codes = self.problem.blocked and self.problem.blocked.codes.get(line.key)
        return 0 if codes is None else int(codes[at])

    def _goods(self, row: int, reach: dict):
        """(pieces, supply price, freshness, freight of the kilos) it could ship."""
        problem = self.problem
        pieces, supply, fresh, kilos = 0, 0.0, 0.0, 0.0
        left: dict = {}
        for line in problem.demand.lines:
            if not reach[line.key]:
                continue
            offers = problem.holdings[line.sku]
            at = offers.at(row)
            stock = left.setdefault(line.sku, int(offers.qty[at]))
            takes = min(reach[line.key], stock)
            left[line.sku] -= takes
            pieces += takes
            supply += takes * offers.price_at(row)
            fresh += takes * offers.fresh_at(row)
            if line.weight:
                fee = float(problem.terms.kilo(problem.weight, row))
                kilos += takes * line.weight * fee
        return pieces, supply, fresh, kilos

    def _reason(self, row: int, holds: int, pieces: int, extra: float) -> Reason:
        problem, shipped = self.problem, self.shipped
        lines = problem.demand.lines
        key, km = problem.network.keys[row], problem.km(row)
        if key in shipped:
            if shipped[key] == sum(line.qty for line in lines):
                return Reason("chosen_whole", {"km": km})
            return Reason("chosen_part", {"km": km, "pieces": shipped[key]})
        ruled_out = self._ruled_out(row, pieces)
        if ruled_out:
            return ruled_out
        if len(self.chosen) == 1 and pieces < sum(shipped.values()):
            if not holds:
                return Reason("short", {"pieces": pieces})
            return Reason("incomplete", {"holds": holds, "lines": len(lines)})
        if len(self.chosen) == 1:
            chosen_km = problem.km(self.chosen[0])
            if None in (km, chosen_km) or km >= chosen_km:
                return Reason("farther", {"km": km, "chosen_km": chosen_km})
            return Reason("dearer", {"extra": round(extra, 2)})
        return Reason("not_needed", {"holds": holds, "lines": len(lines)})

    def _ruled_out(self, row: int, pieces: int) -> Reason | None:
        problem, network = self.problem, self.problem.network
        if network.keys[row] in network.barred:
            return network.barred[network.keys[row]]
        if network.foreign[row] and not problem.policy.allow_cross_border:
            return Reason("cross_border")
        if problem.day is not None and problem.day.capacity_left[row] <= 0:
            return Reason("full")
        if pieces:
            return None
        for line in problem.demand.lines:
            offers = problem.holdings.get(line.sku)
            at = offers.at(row) if offers else None
            if at is not None and offers.qty[at] > 0 and self._code(line, at):
                return problem.blocked.reasons[self._code(line, at)]
        return Reason("no_stock")


def summarise(problem: Problem, pieces: Sequence[Piece], waiting) -> list[Reason]:
    """The decision in short."""
    chosen = list(dict.fromkeys(piece.warehouse for piece in pieces))
    candidates = len(problem.candidates())
    told = [] if candidates else [Reason("no_candidate")]
    if len(chosen) == 1 and not waiting:
        row = problem.network.row_of[chosen[0]]
        args = {
            "warehouse": problem.network.names[row],
            "agent": problem.network.agents[row],
        }
        more = {"km": problem.km(row), "candidates": candidates}
        told.append(Reason("whole", {**args, **more}))
    elif chosen:
        code = "split" if len(chosen) > 1 else "part"
        told.append(Reason(code, {"parcels": len(chosen)}))
    parcels = Counter(piece.line for piece in pieces)
    told += [
        Reason("line_split", {"line": line, "parcels": count})
        for line, count in sorted(parcels.items())
        if count > 1
    ]
    if waiting:
        told += _why_waiting(problem, chosen)
        args = {"lines": len(waiting), "pieces": sum(waiting.values())}
        told.append(Reason("waiting", args))
    return told


def _why_waiting(problem: Problem, chosen: list) -> list[Reason]:
    reachable = sum(want.need for want in problem.wants)
    policy = problem.policy
    if policy.whole_only and not chosen and reachable:
        return [Reason("whole_only")]
    if policy.max_parcels and len(chosen) == policy.max_parcels:
        return [Reason("max_parcels", {"parcels": policy.max_parcels})]
    return []
