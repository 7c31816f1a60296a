"""Members who join and claim at the very same moment, each with a cursor of his own."""

import unittest
import uuid

from odoo.exceptions import UserError
from odoo.fields import Command

from .race import Race

PEOPLE = 24


class TestConcurrentClaim(Race):
    def _phone(self):
        return f"139{uuid.uuid4().int % 10**8:08d}"

    def _make_program(self, **vals):
        with self.environment() as env:
            return (
                env["loyalty.program"]
                .create(
                    {
                        "name": f"满减券{self.key}",
                        "program_type": "coupons",
                        "is_claimable": True,
                        "rule_ids": [Command.clear(), Command.create({})],
                        "reward_ids": [
                            Command.clear(),
                            Command.create(
                                {"discount_mode": "per_order", "discount": 50}
                            ),
                        ],
                        "communication_plan_ids": [Command.clear()],
                        **vals,
                    }
                )
                .id
            )

    def _join(self, env, phone, source="claim"):
        company = env["res.company"].search([], order="id", limit=1)
        return env["res.partner"]._join_member(phone, company, source)

    def test_one_phone_at_many_doors_is_one_member(self):
        phone = self._phone()
        doors = ["till", "page", "claim", "wechat", "workbook", "api"]
        answers, errors, _wait = self.run_together(
            [
                lambda door=door: self.transaction(
                    lambda env: self._join(env, phone, door).id
                )
                for door in doors
            ]
        )
        self.assertEqual(errors, [])
        self.assertEqual(len(set(answers)), 1)
        with self.environment() as env:
            found = env["res.partner"].search_count([("member_phone", "=", phone)])
        self.assertEqual(found, 1)

    def test_no_piece_is_claimed_twice_and_none_is_left(self):
        """Half as many pieces as people, all at once."""
        program = self._make_program(claim_limit=PEOPLE // 2)

        def claim(phone):
            def act(env):
                member = self._join(env, phone)
                return env["loyalty.program"].browse(program)._claim(member).id

            try:
                return self.transaction(act)
            except UserError:
                return False

        phones = [self._phone() for _person in range(PEOPLE)]
        for group in range(0, PEOPLE, 6):
            acts = [lambda p=p: claim(p) for p in phones[group : group + 6]]
            _answers, errors, _wait = self.run_together(acts)
            self.assertEqual(errors, [])
        with self.environment() as env:
            cards = env["loyalty.card"].search([("program_id", "=", program)])
            self.assertEqual(len(cards), PEOPLE // 2)
            self.assertEqual(
                sorted(cards.mapped("claim_number")), list(range(1, PEOPLE // 2 + 1))
            )

    def test_a_member_who_taps_five_times_has_one(self):
        program = self._make_program()
        phone = self._phone()

        def tap(env):
            member = self._join(env, phone)
            return env["loyalty.program"].browse(program)._claim(member).id

        answers, errors, _wait = self.run_together(
            [lambda: self.transaction(tap) for _tap in range(5)]
        )
        self.assertEqual(len([answer for answer in answers if answer]), 1)
        self.assertTrue(all(isinstance(error, UserError) for error in errors), errors)
        self.assertEqual(len(errors), 4)


if __name__ == "__main__":
    unittest.main()
