"""The decision on one order, by candidates or by the columns of a network.

As many pieces as possible ship; among the plans that do, cost decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .explain import explain, summarise
from .limited import choose_within, open_wants
from .model import Candidate, Demand, Lazy, Piece, Plan, Policy, Reason
from .network import Blocked, Day, Holdings, Network
from .problem import Problem, Want, build
from .search import NODE_BUDGET, Search, assign


def solve_order(
    demand: Demand,
    network: Network,
    holdings: Holdings,
    policy: Policy,
    blocked: Blocked | None = None,
    day: Day | None = None,
    node_budget: int = NODE_BUDGET,
    tolerance: float = 0.0,
) -> Plan:
    """Decide which warehouse ships which pieces of the order.

    Nothing given is changed: ``holdings.take(plan.pieces, network)`` and
    ``day.take(plan.warehouses, network)`` do that for the next order.

    :param node_budget: how long to look for a proof; what is not proven is told by
        ``plan.lower_bound``
    :param tolerance: share of the cost not worth looking for (0.01: one per cent)
    :return: a :class:`Plan`; pieces nobody has are in ``waiting``, nothing is raised
    """
    problem = build(demand, network, holdings, policy, blocked, day)
    return tell(problem, decide(problem, node_budget, tolerance))


@dataclass(frozen=True)
class Decision:
    """What ships and waits; see :class:`Plan`."""

    pieces: tuple[Piece, ...]
    waiting: dict
    cost: float
    lower: float


def decide(problem: Problem, node_budget: int, tolerance: float) -> Decision:
    """Find the plan, without words."""
    search = Search(problem, node_budget, tolerance)
    search.run()
    if problem.shared and not search.best:
        # too many lines compete to place each of them whole: cut them as needed
        problem.wants, problem.shared = open_wants(problem), False
        search = Search(problem, node_budget, tolerance)
        search.run()
    rows, cost, lower = search.best, search.cost, search.lower
    limit = problem.policy.max_parcels
    if limit and len(rows) > limit:
        parts, cost, lower = choose_within(problem, limit)
    else:
        parts = _parts(problem, rows)
    pieces = _pieces(problem, parts)
    waiting = _waiting(problem.demand, pieces)
    if problem.policy.whole_only and waiting:
        pieces, cost, lower = (), 0.0, 0.0
        waiting = {line.key: line.qty for line in problem.demand.lines}
    return Decision(pieces, waiting, cost, min(lower, cost))


def tell(problem: Problem, made: Decision) -> Plan:
    """The plan with its explanation, to be made when somebody looks."""
    pieces, waiting = made.pieces, made.waiting
    return Plan(
        pieces,
        waiting,
        made.cost,
        made.lower,
        Lazy(lambda: explain(problem, pieces, made.cost)),
        Lazy(lambda: summarise(problem, pieces, waiting)),
        problem,
    )


def solve(
    demand: Demand,
    candidates: Sequence[Candidate],
    policy: Policy,
    node_budget: int = NODE_BUDGET,
) -> Plan:
    """The same by :class:`Candidate` objects: readable, for a few hundred of them.

    :param candidates: every warehouse worth mentioning, also those that may not or
        can not serve: they appear in the explanation
    """
    candidates = sorted(candidates, key=lambda candidate: candidate.key)
    network = Network(
        [one.key for one in candidates],
        lat=[one.lat for one in candidates],
        lon=[one.lon for one in candidates],
        names=[one.name for one in candidates],
        agents=[one.agent for one in candidates],
        score=[one.score for one in candidates],
        handling=[one.handling for one in candidates],
        foreign=[one.foreign for one in candidates],
        barred={
            one.key: one.barred or Reason("cooperation", {"state": one.cooperation})
            for one in candidates
            if one.barred or one.cooperation != "active"
        },
        lanes={(one.key, demand.province): one.lane for one in candidates if one.lane},
    )
    day = Day.of(
        network,
        {o.key: o.capacity_left for o in candidates if o.capacity_left is not None},
        {one.key: one.late for one in candidates if one.late},
    )
    holdings = _holdings(demand, candidates)
    blocked = _blocked(demand, candidates)
    return solve_order(demand, network, holdings, policy, blocked, day, node_budget)


def _holdings(demand: Demand, candidates: list[Candidate]) -> Holdings:
    holdings = Holdings()
    for sku in {line.sku for line in demand.lines}:
        holdings.add(
            sku,
            range(len(candidates)),
            [max(0, int(one.stock.get(sku, 0))) for one in candidates],
            [float(one.supply_price.get(sku, 0.0)) for one in candidates],
            [float(one.age.get(sku, 0.0)) for one in candidates],
        )
    return holdings


def _blocked(demand: Demand, candidates: list[Candidate]) -> Blocked:
    reasons: list[Reason | None] = [None]
    codes = {}
    for line in demand.lines:
        found = [one.blocked.get(line.sku) for one in candidates]
        if any(found):
            row = [0] * len(found)
            for at, reason in enumerate(found):
                if reason:
                    row[at] = len(reasons)
                    reasons.append(reason)
            codes[line.key] = row
    return Blocked.of(codes, reasons)


# --- back to order lines ----------------------------------------------------------


def _parts(problem: Problem, rows: list[int]) -> list[tuple[Want, int, int]]:
    """[(want, row, pieces)] of the cheapest filling from the rows that open."""
    return assign(problem, rows)[1] if rows else []


def _pieces(problem: Problem, parts) -> tuple[Piece, ...]:
    network, holdings = problem.network, problem.holdings
    by_want: dict[int, dict[int, int]] = defaultdict(dict)
    wants = {}
    for want, row, qty in parts:
        by_want[id(want)][row] = by_want[id(want)].get(row, 0) + qty
        wants[id(want)] = want
    ranks = problem.ranks({row for _want, row, _qty in parts})
    pieces = []
    for key, takes in by_want.items():
        want = wants[key]
        for line, row, qty in _deal(want, takes):
            km = problem.km(row)
            price = holdings[want.sku].price_at(row)
            warehouse = network.keys[row]
            pieces.append(Piece(line, want.sku, warehouse, qty, km, price, ranks[row]))
    return tuple(sorted(pieces, key=lambda piece: (piece.line, piece.rank)))


def _deal(want: Want, takes: dict[int, int]):
    """Deal a want's pieces to its lines, cutting as few lines as possible."""
    if len(want.lines) == 1:
        for row, qty in takes.items():
            yield want.lines[0].key, row, qty
        return
    for line in sorted(want.lines, key=lambda line: (-line.qty, line.key)):
        need = line.qty
        while need and takes:
            enough = [(qty, row) for row, qty in takes.items() if qty >= need]
            most = max((qty, -row) for row, qty in takes.items())
            row = min(enough)[1] if enough else -most[1]
            qty = min(need, takes[row])
            yield line.key, row, qty
            need -= qty
            takes[row] -= qty
            if not takes[row]:
                del takes[row]


def _waiting(demand: Demand, pieces) -> dict:
    served: Counter = Counter()
    for piece in pieces:
        served[piece.line] += piece.qty
    return {
        line.key: line.qty - served[line.key]
        for line in demand.lines
        if served[line.key] < line.qty
    }
