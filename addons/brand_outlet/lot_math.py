"""What a lot earns: plain arithmetic, no database.

Money is in the currency of the prices, quantities are whole pieces.
"""

from math import ceil
from typing import NamedTuple


class Step(NamedTuple):
    """A price and the part of all pieces (0 to 1) expected to sell at it."""

    price: float
    part: float


class Lot(NamedTuple):
    """A lot of ``pieces``.

    :param committed: money that is spent whatever is sold
    :param per_sold: money that every sold piece costs
    :param salvage: money that every unsold piece still brings
    """

    pieces: int
    committed: float
    per_sold: float
    steps: list
    salvage: float = 0.0

    def segments(self):
        """Return ``[(pieces, price)]`` in the order of selling, all pieces together.

        Pieces beyond the expected ones would sell at the last price.
        """
        found, part, before = [], 0.0, 0
        for step in self.steps:
            part = min(part + step.part, 1.0)
            upto = round(self.pieces * part)
            found.append((upto - before, step.price))
            before = upto
        last = self.steps[-1].price if self.steps else 0.0
        return [*found, (self.pieces - before, last)]

    def expected(self):
        """Return how many pieces are expected to sell."""
        return sum(count for count, _price in self.segments()[:-1])

    def revenue(self, sold):
        """Return what the first ``sold`` pieces bring."""
        total, left = 0.0, sold
        for count, price in self.segments():
            taken = min(count, left)
            total += taken * price
            left -= taken
        return total

    def margin(self, sold):
        """Return what is left over when ``sold`` pieces are sold."""
        unsold = self.pieces - sold
        brought = self.revenue(sold) + unsold * self.salvage
        return brought - self.committed - sold * self.per_sold

    def break_even(self):
        """Return the pieces from which on nothing is lost, or None if never."""
        sold, margin = 0, self.margin(0)
        if margin >= 0:
            return 0
        for count, price in self.segments():
            gain = price - self.salvage - self.per_sold
            # a fen of rounding must not ask for one piece more
            if gain > 0 and margin + count * gain >= -1e-6:
                return sold + ceil(round(-margin / gain, 6))
            sold, margin = sold + count, margin + count * gain
        return None
