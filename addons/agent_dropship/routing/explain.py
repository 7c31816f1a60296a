"""Why a warehouse was chosen or passed over, as codes a caller can word.

Codes of a candidate:
  ``chosen_whole``    (km) ships the whole order
  ``chosen_part``     (km, pieces) ships some of it
  ``cooperation``     (state) the agent's cooperation is paused or ended
  ``barred_by``/own   a reason the caller gave for the whole warehouse or the articles
  ``no_stock``        has none of the articles
  ``incomplete``      (holds, lines) has only some of the lines, another has them all
  ``short``           has too few pieces for any line, others need no help
  ``farther``         (km, chosen_km) could ship the same, from farther away
  ``dearer``          (extra) could ship the same, at a higher cost
  ``not_needed``      the chosen warehouses do it better together

Codes of the summary:
  ``whole``    (warehouse, agent, km, candidates) one warehouse ships everything
  ``split``    (parcels) no warehouse has the whole order
  ``split_cheaper`` (parcels) several parcels cost less than one
  ``line_split``  (line, parcels) no warehouse has the whole line
  ``waiting``  (lines, pieces) nobody has these
  ``no_candidate``  there is no warehouse to ask
"""

from __future__ import annotations

from collections import Counter

from .model import Considered, Demand, Reason
from .problem import Problem, Site


def explain(
    demand: Demand, problem: Problem, pieces, waiting, cost: float
) -> tuple[tuple[Considered, ...], tuple[Reason, ...]]:
    """Every candidate with its reason, nearest first, and the decision in short."""
    shipped = Counter()
    for piece in pieces:
        shipped[piece.warehouse] += piece.qty
    chosen = [s for s in problem.sites if s.candidate.key in shipped]
    considered = tuple(
        _considered(demand, problem, site, shipped, chosen, cost)
        for site in problem.sites
    )
    return considered, tuple(_summary(problem, chosen, pieces, waiting))


def _considered(demand, problem: Problem, site: Site, shipped, chosen, cost: float):
    served = {line.key: _reach(site, line) for line in demand.lines}
    holds = sum(1 for line in demand.lines if served[line.key] >= line.qty)
    pieces = _total(demand, site)
    supply = sum(
        min(_need(demand, sku), stock) * problem.unit_cost(site, sku)
        for sku, stock in site.stock.items()
    )
    km_cost, parcel_cost, score_cost = site.parts
    key = site.candidate.key
    total = site.opening + supply
    return Considered(
        warehouse=key,
        agent=site.candidate.agent,
        name=site.candidate.name,
        km=site.km,
        rank=site.rank,
        holds=holds,
        pieces=pieces,
        km_cost=km_cost,
        parcel_cost=parcel_cost,
        supply_cost=supply,
        score_cost=score_cost,
        chosen=key in shipped,
        reason=_reason(demand, site, shipped, chosen, holds, pieces, total - cost),
    )


def _reach(site: Site, line) -> int:
    if line.pinned is not None and line.pinned != site.candidate.key:
        return 0
    return min(line.qty, site.stock.get(line.sku, 0))


def _need(demand: Demand, sku) -> int:
    return sum(line.qty for line in demand.lines if line.sku == sku)


def _total(demand: Demand, site: Site) -> int:
    return sum(min(_need(demand, sku), qty) for sku, qty in site.stock.items())


def _reason(demand, site: Site, shipped, chosen, holds, pieces, extra: float):
    candidate = site.candidate
    wanted = sum(line.qty for line in demand.lines)
    if candidate.key in shipped:
        if len(chosen) == 1 and shipped[candidate.key] == wanted:
            return Reason("chosen_whole", {"km": site.km})
        return Reason("chosen_part", {"km": site.km, "pieces": shipped[candidate.key]})
    if candidate.cooperation != "active":
        return Reason("cooperation", {"state": candidate.cooperation})
    if candidate.barred:
        return candidate.barred
    if not pieces:
        blocked = [
            candidate.blocked[line.sku]
            for line in demand.lines
            if line.sku in candidate.blocked and candidate.stock.get(line.sku, 0) > 0
        ]
        return blocked[0] if blocked else Reason("no_stock")
    shipping = sum(shipped.values())
    if len(chosen) == 1 and pieces < shipping:
        if not holds:
            return Reason("short", {"pieces": pieces})
        return Reason("incomplete", {"holds": holds, "lines": len(demand.lines)})
    if len(chosen) == 1:
        far, chosen_km = site.km, chosen[0].km
        if None in (far, chosen_km) or far >= chosen_km:
            return Reason("farther", {"km": far, "chosen_km": chosen_km})
        return Reason("dearer", {"extra": round(extra, 2)})
    return Reason("not_needed", {"holds": holds, "lines": len(demand.lines)})


def _summary(problem: Problem, chosen: list[Site], pieces, waiting):
    if not problem.sites:
        yield Reason("no_candidate")
    if len(chosen) == 1 and not waiting:
        site = chosen[0]
        args = {"warehouse": site.candidate.name, "agent": site.candidate.agent}
        yield Reason("whole", {**args, "km": site.km, "candidates": len(problem.sites)})
    elif chosen:
        yield Reason("split" if len(chosen) > 1 else "part", {"parcels": len(chosen)})
    parcels = Counter(piece.line for piece in pieces)
    for line, count in sorted(parcels.items()):
        if count > 1:
            yield Reason("line_split", {"line": line, "parcels": count})
    if waiting:
        args = {"lines": len(waiting), "pieces": sum(waiting.values())}
        yield Reason("waiting", args)
