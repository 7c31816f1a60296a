"""Lines of one SKU beside each other: do they fit, and where at the lowest price."""

from __future__ import annotations

import numpy as np

TRIES = 2000


def fits(needs: list[int], spare: np.ndarray) -> bool:
    """Can each of these lines of one SKU come whole from some warehouse?"""
    # with n lines only the n largest stocks matter
    stocks = sorted(int(one) for one in spare if one > 0)[-len(needs) :]
    if not stocks or max(needs) > stocks[-1] or sum(needs) > sum(stocks):
        return False
    needs = sorted(needs, reverse=True)
    tries = TRIES

    def place(position: int, stocks: tuple[int, ...]) -> bool:
        nonlocal tries
        if position == len(needs):
            return True
        tries -= 1
        if tries < 0:
            return False
        need = needs[position]
        for value in sorted({stock for stock in stocks if stock >= need}):
            rest = list(stocks)
            rest[rest.index(value)] = value - need
            if place(position + 1, tuple(sorted(rest))):
                return True
        return False

    return place(0, tuple(stocks))


def deal(wants, opened: dict[int, float]):
    """Cheapest way to serve wants of one SKU that share stock from these rows.

    :param opened: row -> distance; of equal prices the nearer serves first
    :return: (cost, [(want, row, pieces)]) or None where it is not possible
    """
    if len(wants) == 1 and wants[0].whole:
        want = wants[0]
        ways = [(unit, opened[row], row) for row, _, unit in want.offers(opened)]
        if not ways:
            return None
        unit, _km, row = min(ways)
        return want.need * unit, [(0, row, want.need)]
    left: dict[int, int] = {}
    offers = []
    for want in wants:
        offer = {}
        for row, stock, unit in want.offers(opened):
            offer[row] = unit
            left[row] = max(left.get(row, 0), stock)
        offers.append(sorted(offer.items(), key=lambda o: (o[1], opened[o[0]], o[0])))
    # pools last: they take what the whole lines leave
    order = sorted(
        range(len(wants)), key=lambda i: (not wants[i].whole, -wants[i].need)
    )
    best: list = [None]
    tries = TRIES

    def place(at: int, cost: float, taken: list) -> None:
        nonlocal tries
        tries -= 1
        if tries < 0 or best[0] is not None and cost >= best[0][0]:
            return
        if at == len(order):
            best[0] = cost, list(taken)
            return
        index = order[at]
        need = wants[index].need
        if not wants[index].whole:
            found = _pour(need, offers[index], left)
            if found:
                more = [(index, row, qty) for row, qty in found[1]]
                place(at + 1, cost + found[0], taken + more)
            return
        for row, unit in offers[index]:
            if left[row] >= need:
                left[row] -= need
                place(at + 1, cost + need * unit, [*taken, (index, row, need)])
                left[row] += need

    place(0, 0.0, [])
    return best[0]


def _pour(need: int, offer, left: dict[int, int]):
    cost, parts = 0.0, []
    for row, unit in offer:
        qty = min(need, left[row])
        if qty > 0:
            parts.append((row, qty))
            cost += qty * unit
            need -= qty
    return None if need else (cost, parts)
