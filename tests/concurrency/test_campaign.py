"""A campaign's money while many claim at the very same moment."""

import unittest
import uuid

from odoo.exceptions import UserError

from .race import Race

PEOPLE = 24
WORTH, BUDGET = 20, 250


class TestConcurrentCampaign(Race):
    def _start(self):
        with self.environment() as env:
            template = env["member.campaign.template"].create(
                {"name": f"满减{self.key}", "occasion": "slack", "value": WORTH}
            )
            campaign = env["member.campaign"].create(
                {"template_id": template.id, "pieces": 0, "budget_amount": BUDGET}
            )
            campaign.action_start()
            return campaign.id, campaign.program_id.id

    def _claim(self, program):
        phone = f"139{uuid.uuid4().int % 10**8:08d}"

        def act(env):
            company = env["res.company"].search([], order="id", limit=1)
            member = env["res.partner"]._join_member(phone, company, "claim")
            return env["loyalty.program"].browse(program)._claim(member).id

        try:
            return self.transaction(act)
        except UserError:
            return False

    def test_the_budget_is_spent_to_the_last_piece_and_no_further(self):
        """250 pay for twelve coupons of 20, whoever is first. Proves R191."""
        campaign, program = self._start()
        for _group in range(PEOPLE // 6):
            _answers, errors, _wait = self.run_together(
                [lambda: self._claim(program)] * 6
            )
            self.assertEqual(errors, [])
        with self.environment() as env:
            record = env["member.campaign"].browse(campaign)
            self.assertEqual(record.claim_count, BUDGET // WORTH)
            self.assertTrue(record.is_used_up)
            self.assertLessEqual(record.cost + record.budget_held, BUDGET)

    def test_prizes_are_given_once_by_two_who_press_at_once(self):
        """Proves R196."""
        campaign, program = self._start()
        card = self._claim(program)
        with self.environment() as env:
            prize = env["loyalty.program"].browse(program).copy({"name": "奖品券"})
            env["coupon.redemption"].create(
                {
                    "card_id": card,
                    "company_id": env.company.id,
                    "order_uuid": uuid.uuid4().hex,
                    "points": 1,
                    "state": "consumed",
                }
            )
            env["member.campaign"].browse(campaign).prize_program_id = prize
            prize = prize.id

        def give(env):
            env["member.campaign"].browse(campaign).action_give_prizes()

        _answers, errors, _wait = self.run_together(
            [lambda: self.transaction(give)] * 4
        )
        self.assertEqual(errors, [])
        with self.environment() as env:
            cards = env["loyalty.card"].search_count([("program_id", "=", prize)])
            self.assertEqual(cards, 1)


if __name__ == "__main__":
    unittest.main()
