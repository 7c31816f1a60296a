"""The best plan of at most so many parcels, where the best plan has more.

As many pieces as possible first, then cost. What does not fit into the parcels waits,
so a line may ship in part here.
"""

from __future__ import annotations

import numpy as np

from .field import Field, Pool
from .problem import Problem, Want, unit_costs

#: more than any order costs: a piece that waits is worse than any piece that ships
SHORT = 1e7
STARTS = 8
#: up to this many useful warehouses all pairs are tried
PAIRS = 150


def choose_within(problem: Problem, limit: int):
    """(parts, cost, lower bound) of a plan with at most ``limit`` parcels."""
    wants = open_wants(problem)
    field = _field(problem, wants)
    thorough = limit == 2 and len(field.rows) <= PAIRS
    opened, ranked = _search(field, limit, thorough)
    parts = _fill(wants, {int(field.rows[at]) for at in opened})
    used = sorted({row for _want, row, _qty in parts})
    cost = float(problem.opening[used].sum())
    cost += sum(qty * float(_unit(want, row)) for want, row, qty in parts)
    shipped = sum(qty for _want, _row, qty in parts)
    if limit == 1 or thorough:
        lower = ranked - SHORT * (sum(want.need for want in wants) - shipped)
    else:
        lower = field.opening.min() + shipped * min(
            float(want.unit.min()) for want in wants
        )
    return parts, cost, min(cost, float(lower) - 1e-6 if lower < cost else cost)


def open_wants(problem: Problem) -> list[Want]:
    """The wants with all warehouses that have any of it; sharing lines as one."""
    groups: dict[int, list[Want]] = {}
    for index, want in enumerate(problem.wants):
        key = want.share if want.share >= 0 else -1 - index
        groups.setdefault(key, []).append(want)
    return [_pooled(problem, group) for group in groups.values()]


def _pooled(problem: Problem, group: list[Want]) -> Want:
    lines = [line for want in group for line in want.lines]
    spare = group[0].spare
    at = np.flatnonzero(spare)
    need = min(sum(line.qty for line in lines), int(spare.sum()))
    sku = lines[0].sku
    rows = problem.holdings[sku].rows[at]
    unit = unit_costs(problem, lines[0], at)
    return Want(sku, need, lines, False, rows, spare[at], unit, spare)


def _field(problem: Problem, wants: list[Want]) -> Field:
    size = len(problem.opening)
    pools = []
    for want in wants:
        pool = Pool(want.need, np.zeros(size), np.zeros(size), SHORT)
        pool.stock[want.rows] = np.minimum(want.need, want.stock)
        pool.unit[want.rows] = want.unit
        pools.append(pool)
    field = Field(np.arange(size), problem.opening, np.zeros((0, size)), pools)
    return field.narrow(np.flatnonzero(sum(pool.stock for pool in pools) > 0))


def _search(field: Field, limit: int, thorough: bool) -> tuple[list[int], float]:
    """(columns, rank) found from several first columns by adding and swapping."""
    alone = field.with_each([])[1]
    if limit == 1:
        at = int(alone.argmin())
        return [at], float(alone[at])
    starts = np.argsort(alone, kind="stable")
    best, rank = [], np.inf
    for start in starts if thorough else starts[:STARTS]:
        opened, found = _complete(field, [int(start)], limit, float(alone[start]))
        if found < rank - 1e-9:
            best, rank = opened, found
    return best, rank


def _complete(field: Field, opened: list[int], limit: int, rank: float):
    """Add columns up to the limit, then swap them while that pays."""
    while len(opened) < limit:
        ranks = field.with_each(opened)[1]
        at = int(ranks.argmin())
        if ranks[at] >= rank - 1e-9:
            break
        opened, rank = [*opened, at], float(ranks[at])
    improved = len(opened) > 1
    while improved:
        improved = False
        for out in opened:
            others = [at for at in opened if at != out]
            ranks = field.with_each(others)[1]
            at = int(ranks.argmin())
            if ranks[at] < rank - 1e-9:
                opened, rank, improved = [*others, at], float(ranks[at]), True
                break
    return opened, rank


def _fill(wants: list[Want], opened: set[int]):
    """[(want, row, pieces)]: a line in one piece where an open warehouse has it."""
    parts = []
    for want in wants:
        offers = [
            (unit, row, stock) for row, stock, unit in want.offers(sorted(opened))
        ]
        offers.sort()
        need = want.need
        qty = want.lines[0].qty
        enough = [offer for offer in offers if offer[2] >= qty]
        if len(want.lines) == 1 and enough:
            offers = enough[:1]
        for _unit_cost, row, stock in offers:
            take = min(need, stock)
            if take:
                parts.append((want, row, take))
                need -= take
    return parts


def _unit(want: Want, row: int) -> float:
    return want.unit[int(want.rows.searchsorted(row))]
