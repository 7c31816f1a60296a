"""Two sheets of one statement: every seeded error is found, and nothing else."""

import random
import unittest
from decimal import Decimal

from agent_dropship.comparing import CAUSES, Line, compare

LINES = 5000
EACH = 20


def _fen(value):
    return Decimal(value).quantize(Decimal("0.01"))


class TestStatementDiff(unittest.TestCase):
    def setUp(self):
        self.random = random.Random(11)
        self.ours = [self._make(number) for number in range(LINES)]
        # returns of some, in the same period
        self.returns = [
            Line(line.order, line.sku, -1, -_fen(line.amount / line.quantity), -number)
            for number, line in enumerate(self.ours)
            if number % 10 == 0 and line.quantity == 1
        ]
        self.ours += self.returns

    def _make(self, number):
        pieces = self.random.randint(1, 3)
        price = _fen(self.random.randint(3000, 40000)) / 100
        # numbers that are not neighbours of each other
        order = f"S{(number + 1) * 7919:09d}"
        return Line(order, f"SKU-{number % 700:04d}-L", pieces, price * pieces, number)

    def _seed(self):
        """Return their sheet, {cause: lines touched}, and the keys of other months."""
        plain = [line for line in self.ours if line.quantity > 0]
        returned = {(line.order, line.sku) for line in self.returns}
        plain = [line for line in plain if (line.order, line.sku) not in returned]
        self.random.shuffle(plain)
        picks = iter(plain)
        backs = iter(self.random.sample(self.returns, 3 * EACH))
        theirs = {id(line): [line] for line in self.ours}
        wanted = {}

        def touch(cause, source, change):
            for _ in range(EACH):
                line = next(source)
                theirs[id(line)] = change(line)
                wanted.setdefault(cause, set()).add(line.order)

        def become(line, **vals):
            return [Line(**{**vars(line), **vals})]

        touch("double", picks, lambda line: [line, line])
        touch(
            "rounding",
            picks,
            lambda line: become(line, amount=line.amount + _fen("0.01")),
        )
        touch("price", picks, lambda line: become(line, amount=line.amount + 5))
        touch(
            "quantity",
            picks,
            lambda line: become(
                line,
                quantity=line.quantity + 1,
                amount=line.amount / line.quantity * (line.quantity + 1),
            ),
        )
        touch(
            "both",
            picks,
            lambda line: become(
                line, quantity=line.quantity + 1, amount=line.amount + 1
            ),
        )
        touch("sku", picks, lambda line: become(line, sku=line.sku[:-1] + "M"))
        touch(
            "order",
            picks,
            lambda line: become(
                line, order=line.order[:-1] + chr(ord(line.order[-1]) + 17)
            ),
        )
        touch("missing_theirs", picks, lambda line: [])
        touch("return_theirs", backs, lambda line: [])
        touch(
            "sign",
            backs,
            lambda line: become(line, quantity=-line.quantity, amount=-line.amount),
        )
        touch("both_returns", backs, lambda line: [line])  # nothing wrong
        wanted.pop("both_returns")
        more = []
        for cause, sign in (("missing_ours", 1), ("return_ours", -1), ("period", 1)):
            for number in range(EACH):
                line = Line(f"{cause}{number}", "SKU-X", sign, sign * _fen(88.8))
                more.append(line)
                wanted.setdefault(cause, set()).add(line.order)
        rows = [line for lines in theirs.values() for line in lines] + more
        self.random.shuffle(rows)
        elsewhere = {(line.order, line.sku) for line in more if "period" in line.order}
        return rows, wanted, elsewhere

    def test_every_seeded_error_is_found_and_no_other(self):
        """Thirteen kinds of error in 5,000 lines, to the cent. Proves R144."""
        theirs, wanted, elsewhere = self._seed()
        found = compare(self.ours, theirs, elsewhere)
        self.assertEqual(set(wanted), set(CAUSES))
        for cause, orders in wanted.items():
            named = {
                (one.ours or one.theirs)[0].order for one in found if one.cause == cause
            }
            self.assertEqual(named, orders, cause)
        self.assertEqual(len(found), EACH * len(CAUSES))
        gap = sum(line.amount for line in theirs) - sum(
            line.amount for line in self.ours
        )
        self.assertEqual(sum(one.amount for one in found), gap)

    def test_two_equal_sheets_have_no_difference(self):
        theirs = self.ours[::-1]
        self.assertEqual(compare(self.ours, theirs), [])

    def test_one_row_for_two_parcels_is_no_difference(self):
        ours = [Line("S1", "A", 1, _fen(10)), Line("S1", "A", 2, _fen(20))]
        self.assertEqual(compare(ours, [Line("S1", "A", 3, _fen(30))]), [])

    def test_order_numbers_that_only_look_alike_stay_apart(self):
        ours = [Line("S1001", "A", 1, _fen(10))]
        theirs = [Line("S1099", "A", 1, _fen(10))]
        causes = {one.cause for one in compare(ours, theirs)}
        self.assertEqual(causes, {"missing_ours", "missing_theirs"})
