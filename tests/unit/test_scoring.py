import random
import unittest

from agent_dropship.scoring import PARTS, Fact, Formula, Weight, score

FORMULA = Formula(
    (
        Weight("accept", 15, 0.25, 0.75),
        Weight("ship", 20, 0.25, 0.75),
        Weight("late", 20, 0.01, 0.20),
        Weight("stock", 15, 0.005, 0.10),
        Weight("refusal", 10, 0.01, 0.15),
        Weight("returns", 10, 0.01, 0.10),
        Weight("interception", 10, 0, 0.5, 4),
    ),
    floor=40,
)


class TestScoring(unittest.TestCase):
    """A score is a sum that everybody can check. Proves R156."""

    def test_an_agent_nobody_knows_is_neutral(self):
        self.assertAlmostEqual(score({}, FORMULA).total, 80, delta=0.3)

    def test_the_parts_add_up_to_the_score(self):
        rng = random.Random(7)
        for _turn in range(200):
            card = score(self._facts(rng), FORMULA)
            self.assertAlmostEqual(
                sum(part.points for part in card.parts), card.total, places=6
            )
            self.assertTrue(0 <= card.total <= 100)

    def test_a_flawless_agent_comes_close_to_100(self):
        facts = {part: Fact(0, 2000) for part in PARTS}
        self.assertGreater(score(facts, FORMULA).total, 99)

    def test_routing_never_goes_below_the_floor(self):
        facts = {part: Fact(500, 500) for part in PARTS}
        card = score(facts, FORMULA)
        self.assertLess(card.total, 10)
        self.assertEqual(card.for_routing, 40)

    def test_few_dispatches_stay_close_to_neutral(self):
        one, many = (
            score({"late": Fact(count, count)}, FORMULA).total for count in (1, 100)
        )
        self.assertGreater(one, 74)
        self.assertLess(many, one)

    def test_worse_behaviour_never_scores_higher(self):
        rng = random.Random(19)
        for _turn in range(5000):
            facts = self._facts(rng)
            part = rng.choice(PARTS)
            fact = facts[part]
            worse = min(fact.count, fact.bad + rng.random() * 5)
            if rng.random() < 0.3:
                # one more dispatch, and it goes wrong
                fact_worse = Fact(fact.bad + 1, fact.count + 1)
            else:
                fact_worse = Fact(worse, fact.count)
            before = score(facts, FORMULA)
            after = score({**facts, part: fact_worse}, FORMULA)
            self.assertLessEqual(after.total, before.total)
            self.assertLessEqual(after.for_routing, before.for_routing)

    def test_a_weight_that_makes_no_sense_is_refused(self):
        for values in ((10, 0.5, 0.5), (-1, 0, 1), (10, 0, 1, 0)):
            with self.assertRaises(ValueError):
                Weight("late", *values)

    def _facts(self, rng):
        facts = {}
        for part in PARTS:
            count = rng.choice((0, 1, 3, 20, 300))
            facts[part] = Fact(rng.random() ** 3 * count, count)
        return facts


if __name__ == "__main__":
    unittest.main()
