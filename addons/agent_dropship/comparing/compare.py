"""Matching of two sheets, from the surest key to the weakest.

What matches by order, article and direction is compared by its sums, because one
side may write two parcels where the other writes one. What is left over is matched
by what a slip of the hand leaves intact: the same goods and money under another
order number, another article of the same order, a return without its minus.
"""

from collections import Counter, defaultdict
from decimal import Decimal

from .causes import CAUSES, Difference, pieces, total

# a cent a line is what two ways of rounding leave
CENT = Decimal("0.01")


def compare(ours, theirs, elsewhere=()):
    """Return the differences between two sheets, the same causes together.

    :param ours: Lines of the statement
    :param theirs: Lines of the other side's sheet
    :param elsewhere: keys (order, sku) of what stands on other statements
    :return: list of Difference; their amounts sum up to theirs less ours
    """
    mine, yours = _by_key(ours), _by_key(theirs)
    found = _same_keys(mine, yours)
    found += _slips(mine, yours)
    elsewhere = set(elsewhere)
    for key, lines in yours.items():
        found.append(Difference(_cause_of_theirs(key, elsewhere), (), tuple(lines)))
    for (_order, _sku, is_return), lines in mine.items():
        cause = "return_theirs" if is_return else "missing_theirs"
        found.append(Difference(cause, tuple(lines), ()))
    return sorted(found, key=lambda one: CAUSES.index(one.cause))


def _by_key(lines):
    groups = defaultdict(list)
    for line in lines:
        groups[line.order, line.sku, line.is_return].append(line)
    return groups


def _cause_of_theirs(key, elsewhere):
    order, sku, is_return = key
    if (order, sku) in elsewhere:
        return "period"
    return "return_ours" if is_return else "missing_ours"


# --- the same order, article and direction ----------------------------------------


def _same_keys(mine, yours):
    found = []
    for key in list(mine):
        order, sku, is_return = key
        if key not in yours:
            continue
        ours, theirs = tuple(mine.pop(key)), tuple(yours.pop(key))
        back = (order, sku, True)
        if not is_return and back in mine and back not in yours:
            theirs, turned = _split_turned(ours, theirs, mine[back])
            if turned:
                found.append(Difference("sign", tuple(mine.pop(back)), turned))
        if cause := _cause(ours, theirs):
            found += _split_double(cause, ours, theirs)
    return found


def _split_turned(ours, theirs, back):
    """Take out the rows that are returns without their minus."""
    if total(theirs) - total(ours) != -total(back):
        return theirs, ()
    for line in reversed(theirs):
        if line.amount == -total(back) and len(theirs) > 1:
            return tuple(one for one in theirs if one is not line), (line,)
    return theirs, ()


def _cause(ours, theirs):
    gap, more = total(theirs) - total(ours), pieces(theirs) - pieces(ours)
    if not gap and not more:
        return None
    if _doubled(ours, theirs):
        return "double"
    if not more:
        count = max(len(ours), len(theirs))
        return "rounding" if abs(gap) <= CENT * count else "price"
    # as many pieces more or less as money: only the pieces are wrong
    same_price = total(ours) * pieces(theirs) == total(theirs) * pieces(ours)
    return "quantity" if same_price else "both"


def _doubled(ours, theirs):
    """Return the rows that stand once too often, or nothing."""
    seen, again = Counter(), []
    for line in theirs:
        key = (line.quantity, line.amount)
        seen[key] += 1
        if seen[key] > 1:
            again.append(line)
    for line in again:
        if total(theirs) - line.amount == total(ours):
            return (line,)
    return tuple(again) if again and total(theirs) - total(again) == total(ours) else ()


def _split_double(cause, ours, theirs):
    if cause != "double":
        return [Difference(cause, ours, theirs)]
    return [Difference("double", (), _doubled(ours, theirs))]


# --- slips of the hand ------------------------------------------------------------


def _slips(mine, yours):
    """Match what is left over by goods and money, under the key that was mistyped."""
    found = []
    for cause, same, near in (
        ("sku", lambda key: (key[0], key[2]), lambda one, other: True),
        ("order", lambda key: (key[1], key[2]), _is_slip),
        ("sign", lambda key: (key[0], key[1]), lambda one, other: True),
    ):
        left = defaultdict(list)
        for key, lines in mine.items():
            left[same(key), _weight(cause, lines)].append(key)
        for key in list(yours):
            for known in left.get((same(key), _weight(cause, yours[key])), ()):
                if known in mine and near(known[0], key[0]):
                    pair = tuple(mine.pop(known)), tuple(yours.pop(key))
                    found.append(Difference(cause, *pair))
                    break
    return found


def _weight(cause, lines):
    goods = (pieces(lines), total(lines))
    return tuple(map(abs, goods)) if cause == "sign" else goods


def _is_slip(one, other):
    """Return whether one order number is the other with a slip of the hand.

    One sign changed, left out or added, or two neighbours in the wrong order.
    """
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    rest = min(len(one), len(other)) - start
    while end < rest and one[-1 - end] == other[-1 - end]:
        end += 1
    middle, changed = one[start : len(one) - end], other[start : len(other) - end]
    if len(middle) <= 1 and len(changed) <= 1:
        return True
    return len(middle) == 2 and middle == changed[::-1]
