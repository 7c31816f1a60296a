"""Lines of the two sheets, and the causes for which they differ."""

from dataclasses import dataclass
from decimal import Decimal

# in the order in which they are looked for
CAUSES = (
    "sign",
    "double",
    "rounding",
    "price",
    "quantity",
    "both",
    "sku",
    "order",
    "period",
    "return_ours",
    "return_theirs",
    "missing_ours",
    "missing_theirs",
)


@dataclass(frozen=True)
class Line:
    """One row of a sheet.

    ``amount`` in the currency of the statement, to the cent; a return has both
    negative. ``ref`` is the row's own name: a number of a row, an id.
    """

    order: str
    sku: str
    quantity: Decimal
    amount: Decimal
    ref: object = None

    @property
    def is_return(self):
        return self.quantity < 0 or (not self.quantity and self.amount < 0)


@dataclass(frozen=True)
class Difference:
    """What the two sides say about the same thing; ``amount`` is theirs less ours."""

    cause: str
    ours: tuple
    theirs: tuple

    @property
    def ours_amount(self):
        return total(self.ours)

    @property
    def theirs_amount(self):
        return total(self.theirs)

    @property
    def amount(self):
        return self.theirs_amount - self.ours_amount


def total(lines):
    """Return the sum of the amounts."""
    return sum((line.amount for line in lines), Decimal())


def pieces(lines):
    """Return the sum of the pieces."""
    return sum((line.quantity for line in lines), Decimal())
