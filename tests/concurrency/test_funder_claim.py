"""Two hands on one claim to a funder at the very same moment."""

from odoo.exceptions import UserError
from odoo.fields import Command, Date

from .race import Race

ROUNDS = 4


class TestConcurrentFunderClaim(Race):
    def setUp(self):
        super().setUp()
        with self.environment() as env:
            self._make_world(env)

    def _make_world(self, env):
        """A brand that paid half of one coupon on each of its claims, all sent."""
        funder = env["res.partner"].create({"name": f"品牌{self.key}"})
        template = env["member.campaign.template"].create(
            {"name": f"满减{self.key}", "occasion": "slack", "value": 20}
        )
        campaign = env["member.campaign"].create({"template_id": template.id})
        program = env["loyalty.program"].create(
            {
                "name": f"券{self.key}",
                "program_type": "coupons",
                "reward_ids": [Command.create({"discount": 10})],
            }
        )
        claims = env["campaign.claim"]
        for number in range(ROUNDS):
            card = env["loyalty.card"].create({"program_id": program.id, "points": 1})
            used = env["coupon.redemption"].create(
                {
                    "card_id": card.id,
                    "company_id": env.company.id,
                    "order_uuid": f"{self.key}-{number}",
                    "order_amount": 400.0,
                    "discount": 20.0,
                    "state": "consumed",
                }
            )
            claims |= claims.create(
                {
                    "company_id": env.company.id,
                    "funder_id": funder.id,
                    "date_to": f"2001-{number + 1:02}-28",
                    "line_ids": [
                        Command.create(
                            {
                                "campaign_id": campaign.id,
                                "redemption_id": used.id,
                                "kind": "redeemed",
                                "percent": 50.0,
                                "amount": 10.0,
                            }
                        )
                    ],
                }
            )
        claims.action_send()
        self.claims = claims.ids

    def _step(self, record, name):
        """Whether a step was taken; a refusal is an answer, too."""
        model, record_id = record

        def act(env):
            getattr(env[model].browse(record_id), name)()
            return True

        return self._try(act)

    def _try(self, act):
        try:
            return self.transaction(act)
        except UserError:
            return False

    def _dispute(self, claim):
        def act(env):
            line = env["campaign.claim"].browse(claim).line_ids
            return env["campaign.claim.dispute"].create({"line_id": line.id}).id

        return self._try(act)

    def test_nobody_agrees_on_what_is_disputed_at_the_same_moment(self):
        for claim in self.claims:
            answers, errors, _wait = self.run_together(
                [
                    lambda claim=claim: self._dispute(claim),
                    lambda claim=claim: self._step(
                        ("campaign.claim", claim), "action_agree"
                    ),
                ]
            )
            self.assertFalse(errors)
            self.assertEqual(sum(map(bool, answers)), 1)
            with self.environment() as env:
                state = env["campaign.claim"].browse(claim).state
                self.assertEqual(state, "disputed" if answers[0] else "agreed")

    def test_one_invoice_is_made_by_many(self):
        claim = ("campaign.claim", self.claims[0])
        self.assertTrue(self._step(claim, "action_agree"))
        _answers, errors, _wait = self.run_together(
            [lambda: self._step(claim, "action_invoice")] * 4
        )
        self.assertFalse(errors)
        with self.environment() as env:
            record = env["campaign.claim"].browse(claim[1])
            moves = env["account.move"].search([("ref", "=", record.name)])
            self.assertEqual(record.move_id, moves)

    def test_what_comes_back_while_it_is_accepted_is_taken_off_once(self):
        """Proves R199."""
        for claim in self.claims:
            dispute = ("campaign.claim.dispute", self._dispute(claim))
            with self.environment() as env:
                used = env["campaign.claim"].browse(claim).line_ids.redemption_id
                used.state = "returned"
            _answers, errors, _wait = self.run_together(
                [
                    lambda dispute=dispute: self._step(dispute, "action_accept"),
                    lambda: self._try(
                        lambda env: bool(
                            env["campaign.claim"]._generate(Date.to_date("2001-12-31"))
                        )
                    ),
                ]
            )
            self.assertFalse(errors)
            with self.environment() as env:
                lines = env["campaign.claim.line"].search(
                    [("redemption_id", "=", used.id)]
                )
                self.assertEqual(sum(lines.mapped("amount")), 0.0)
                self.assertEqual(len(lines), 2)
