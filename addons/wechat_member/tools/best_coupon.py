"""Which coupons save a member most on a basket: the till's rule, for orders.

No Odoo in here. The till has the same rule in JavaScript
(static/src/app/utils/best_coupon.js): what is changed in one is changed in the other.
"""

from dataclasses import dataclass, field

# An order of more coupons than these nobody can explain to a customer.
MOST_TOGETHER = 3
CENT = 0.005
NEVER = "9999-12-31"


@dataclass(frozen=True)
class Line:
    """Goods of a basket: ``total`` with tax, after promotions."""

    product: int
    qty: float
    total: float


@dataclass(frozen=True)
class Rule:
    """A condition; ``products`` None means all goods."""

    minimum: float = 0.0
    minimum_qty: float = 0.0
    products: frozenset | None = None


@dataclass(frozen=True)
class Option:
    """One benefit of one coupon; ``most`` 0 means without limit."""

    card: int
    kind: str  # percent, amount
    value: float
    may_combine: bool = False
    paid: float = 0.0
    expires: str = ""
    is_global: bool = False
    most: float = 0.0
    applies: str = "order"  # order, cheapest, specific
    products: frozenset | None = None
    rules: tuple = field(default=())


@dataclass(frozen=True)
class Found:
    """Coupons in the order of use, and what they save together."""

    sequence: tuple = ()
    saved: float = 0.0

    def _rank(self):
        # Cents, because two ways to the same saving are equal.
        return (
            -round(self.saved, 2),
            len(self.sequence),
            sorted(option.expires or NEVER for option in self.sequence),
            sum(option.paid for option in self.sequence),
            sorted(option.card for option in self.sequence),
        )


def _has(products, line):
    return products is None or line.product in products


def _meets_rules(option, lines):
    for rule in option.rules:
        matching = [line for line in lines if _has(rule.products, line)]
        if (
            not matching
            or sum(line.qty for line in matching) < rule.minimum_qty
            or sum(line.total for line in matching) + CENT < rule.minimum
        ):
            return False
    return True


def _get_parts(option, lines, left):
    """Return what of each line the benefit can be taken from."""
    if option.applies == "cheapest":
        eligible = [i for i, line in enumerate(lines) if _has(option.products, line)]
        if not eligible:
            return [0.0] * len(lines)
        cheapest = min(eligible, key=lambda i: lines[i].total / lines[i].qty)
        # Orders take it off one piece.
        part = left[cheapest] / lines[cheapest].qty
        return [part if i == cheapest else 0.0 for i in range(len(lines))]
    return [
        amount if option.applies == "order" or _has(option.products, line) else 0.0
        for line, amount in zip(lines, left, strict=True)
    ]


def _use(option, lines, left):
    """Use one benefit on what is left to pay; None if it cannot be used."""
    due = sum(left)
    if any(rule.minimum > due + CENT for rule in option.rules):
        return None
    parts = _get_parts(option, lines, left)
    base = sum(parts)
    saved = base * option.value / 100 if option.kind == "percent" else option.value
    saved = min(saved, option.most or float("inf"), base)
    # A coupon that was paid for is not burnt for less than it cost.
    if saved < CENT or saved + CENT < option.paid:
        return None
    return saved, [
        amount - saved * part / base for amount, part in zip(left, parts, strict=True)
    ]


def saving_of(sequence, lines):
    """Return what the benefits save one after the other, None if one cannot be used."""
    left = [line.total for line in lines]
    total = 0.0
    for option in sequence:
        step = _meets_rules(option, lines) and _use(option, lines, left)
        if not step:
            return None
        saved, left = step
        total += saved
    return total


def may_follow(option, sequence):
    """Return whether a benefit may be used after those of the sequence."""
    return (
        len(sequence) < MOST_TOGETHER
        and all(used.card != option.card for used in sequence)
        and (option.may_combine or all(used.may_combine for used in sequence))
        and not (option.is_global and any(used.is_global for used in sequence))
    )


def _walk(options, lines, sequence=()):
    for option in options:
        if may_follow(option, sequence):
            longer = (*sequence, option)
            saved = saving_of(longer, lines)
            if saved is not None:
                yield Found(longer, saved)
                yield from _walk(options, lines, longer)


def find_best(options, lines):
    """Return (best, next): the coupons that save most, and without the first of them.

    More saved goes first; then fewer coupons, those that expire first, those that cost
    the member less, and the older ones. Without any coupon that fits both are empty.
    """
    found = list(_walk(options, lines))
    best = min(found, key=Found._rank, default=Found())
    first = best.sequence[0].card if best.sequence else None
    others = [f for f in found if all(option.card != first for option in f.sequence)]
    return best, min(others, key=Found._rank, default=Found())
