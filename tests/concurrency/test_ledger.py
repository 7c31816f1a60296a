"""Points of one member moved at the very same moment, each with its own cursor."""

import uuid

from odoo.exceptions import UserError
from odoo.fields import Command

from .race import Race

PEOPLE = 6
COST = 300


class TestConcurrentLedger(Race):
    """Proves R166."""

    def setUp(self):
        super().setUp()
        with self.environment() as env:
            program = env["loyalty.program"].create(
                {
                    "name": f"积分{self.key}",
                    "program_type": "loyalty",
                    "applies_on": "both",
                    "trigger": "auto",
                    "sequence": -1,
                    "reward_ids": [
                        Command.clear(),
                        Command.create(
                            {
                                "reward_type": "discount",
                                "discount": 5,
                                "discount_mode": "per_order",
                                "required_points": COST,
                                "description": f"券{self.key}",
                                "member_exchange": True,
                            }
                        ),
                    ],
                }
            )
            phone = f"139{uuid.uuid4().int % 10**8:08d}"
            member = env["res.partner"].create(
                {"name": f"会员{self.key}", "is_member": True, "member_phone": phone}
            )
            card = env["loyalty.card"].create(
                {"program_id": program.id, "partner_id": member.id, "points": 1000}
            )
            self.reward, self.member, self.card = (
                program.reward_ids.id,
                member.id,
                card.id,
            )

    def _race(self, act):
        """Run ``act(env, number)`` for all at once, a refusal as its answer."""

        def run(number):
            def attempt(env):
                # reading first takes the snapshot, as every request does
                self.assertTrue(env["res.partner"].browse(self.member).name)
                return act(env, number)

            def answer():
                try:
                    return self.transaction(attempt)
                except UserError as refusal:
                    return str(refusal)

            return answer

        answers, errors, _wait = self.run_together([run(n) for n in range(PEOPLE)])
        self.assertEqual(errors, [])
        return answers

    def _exchange(self, env, key):
        member = env["res.partner"].browse(self.member)
        reward = env["loyalty.reward"].browse(self.reward)
        return member._exchange_points(reward, key).id

    def _assert_balance(self, points):
        with self.environment() as env:
            card = env["loyalty.card"].browse(self.card)
            self.assertEqual(card.points, points)
            self.assertEqual(sum(card.entry_ids.mapped("amount")), points)

    def test_the_last_points_are_exchanged_once(self):
        answers = self._race(lambda env, n: self._exchange(env, f"{self.key}-{n}"))
        refused = [answer for answer in answers if isinstance(answer, str)]
        self.assertEqual(len(refused), PEOPLE - 3)
        self._assert_balance(1000 - 3 * COST)

    def test_one_click_sent_many_times_is_one_exchange(self):
        answers = self._race(lambda env, n: self._exchange(env, self.key))
        self.assertEqual(len(set(answers)), 1)
        self._assert_balance(1000 - COST)

    def test_points_earned_at_once_are_all_there(self):
        def earn(env, number):
            card = env["loyalty.card"].browse(self.card)
            if number % 2:
                card.points += 10
            else:
                card._post_entry("earn", 10, f"earn,{self.key},{number}")

        self._race(earn)
        self._assert_balance(1000 + 10 * PEOPLE)

    def test_growth_given_at_once_is_all_there(self):
        def grow(env, number):
            member = env["res.partner"].browse(self.member)
            member._add_growth(5, "earn", f"{self.key},{number % 3}")

        self._race(grow)
        with self.environment() as env:
            self.assertEqual(env["res.partner"].browse(self.member).growth, 15)
