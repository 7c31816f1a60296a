"""Money is divided without losing a fen, and always in the same way."""

import random
import unittest
from fractions import Fraction

from agent_dropship.sharing import spread


class TestSpread(unittest.TestCase):
    def test_a_hundred_thousand_parts_close_to_the_fen(self):
        rng = random.Random(64)
        for _turn in range(10_000):
            unit = rng.choice((0.01, 0.05, 1.0))
            coins = rng.randint(-(10 ** rng.randint(1, 9)), 10**9)
            amount = float(coins * Fraction(str(unit)))
            weights = [
                rng.choice((0.0, round(rng.uniform(0, 9999), 2)))
                for _part in range(rng.randint(1, 20))
            ]
            parts = spread(amount, weights, unit)
            self._assert_divided(amount, weights, unit, parts)
            self.assertEqual(spread(amount, weights, unit), parts)

    def _assert_divided(self, amount, weights, unit, parts):
        exact = [Fraction(str(part)) for part in parts]
        self.assertEqual(sum(exact), Fraction(str(amount)))
        whole = sum(Fraction(str(weight)) for weight in weights)
        for weight, part in zip(weights, exact, strict=True):
            share = Fraction(1, len(weights))
            if whole:
                share = Fraction(str(weight)) / whole
            missed = abs(Fraction(str(amount)) * share - part)
            self.assertLess(missed, Fraction(str(unit)))
            if whole and not weight:
                self.assertEqual(part, 0)

    def test_of_equal_remainders_the_first_one_is_rounded_up(self):
        self.assertEqual(spread(10.0, [1, 1, 1]), [3.34, 3.33, 3.33])
        self.assertEqual(spread(-10.0, [1, 1, 1]), [-3.34, -3.33, -3.33])
        self.assertEqual(spread(0.02, [5, 5, 5, 5]), [0.01, 0.01, 0.0, 0.0])

    def test_the_larger_remainder_goes_before_the_earlier_line(self):
        self.assertEqual(spread(1.0, [1, 2], 1.0), [0.0, 1.0])

    def test_no_weight_and_no_line(self):
        self.assertEqual(spread(1.0, [0, 0]), [0.5, 0.5])
        self.assertEqual(spread(1.0, []), [])
        self.assertEqual(spread(0.0, [3, 4]), [0.0, 0.0])


if __name__ == "__main__":
    unittest.main()
