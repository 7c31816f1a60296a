import os
import random

from odoo.tests import tagged

from .campaign_claim_common import CampaignClaimCommon

SEEDS = min(int(os.environ.get("OUTLET_SEQUENCES", "0")) or 6, 200)
STEPS = 40


@tagged("post_install", "-at_install")
class TestClaimRandom(CampaignClaimCommon):
    """Whatever comes back and is disputed in between: what is claimed of a redemption
    in all is the part both sides agree on of what the coupon took off.
    """

    def _play(self, seed):
        self.dice = random.Random(seed)
        self.month = 0
        self.parts = dict.fromkeys(self.uses, 50.0)
        for _step in range(STEPS):
            self.dice.choice(
                [
                    *(self._redeem_one, self._give_part_back, self._give_all_back),
                    *(self._gather_next, self._send, self._dispute_one),
                    *(self._answer_one, self._dispute_one, self._agree, self._invoice),
                ]
            )()
        for dispute in self._find("campaign.claim.dispute", state="open"):
            dispute.action_withdraw()
        self._gather_next()
        self.assertFalse(self._gather_next(), seed)

    def _find(self, model, **wanted):
        found = self.env[model].search([])
        own = found.filtered(
            lambda one: (
                (one if "funder_id" in one else one.claim_id).funder_id == self.brand
            )
        )
        return own.filtered(lambda one: all(one[k] == v for k, v in wanted.items()))

    def _pick(self, records):
        return self.dice.choice(list(records)) if records else records

    def _redeem_one(self):
        number = len(self.parts)
        member = self._make_member(f"Random {number}", f"1351{self.run:03}{number:04}")
        card = self.campaign.program_id._claim(member).sudo()
        discount = self.dice.choice([20.0, 19.99, 0.03])
        self.parts[self._redeem(card, discount=discount)] = 50.0

    def _give_part_back(self):
        use = self._pick([one for one in self.parts if one.state == "consumed"])
        if use:
            left = use.order_amount - use.returned_amount
            use.returned_amount += round(self.dice.uniform(0, left), 2)

    def _give_all_back(self):
        use = self._pick([one for one in self.parts if one.state == "consumed"])
        if use:
            use.write({"state": "returned", "returned_amount": use.order_amount})

    def _gather_next(self):
        self.month += 1
        return self._gather(months=self.month)

    def _send(self):
        self._pick(self._find("campaign.claim", state="draft")).action_send()

    def _dispute_one(self):
        claims = self._find("campaign.claim", state="sent")
        line = self._pick(
            claims.line_ids.filtered(
                lambda one: (
                    one.kind == "redeemed"
                    and one.amount
                    and "accepted" not in one.dispute_ids.mapped("state")
                )
            )
        )
        if line:
            percent = self.dice.choice([0.0, 0.0, 30.0, 33.33])
            self._dispute(line, percent=percent)

    def _answer_one(self):
        dispute = self._pick(self._find("campaign.claim.dispute", state="open"))
        if not dispute:
            return
        if self.dice.random() < 0.6:
            dispute.action_accept()
            self.parts[dispute.line_id.redemption_id] = dispute.percent
        else:
            dispute.answer = "No"
            dispute.action_refuse()

    def _agree(self):
        self._pick(self._find("campaign.claim", state="sent")).action_agree()

    def _invoice(self):
        claims = self._find("campaign.claim", state="agreed")
        claims |= self._find("campaign.claim", state="draft")
        claim = self._pick(claims.filtered("amount"))
        if claim:
            claim.action_invoice()

    def _check(self, seed):
        claimed = 0.0
        for use, percent in self.parts.items():
            lines = self._find("campaign.claim.line", redemption_id=use)
            kept = use.net_amount / use.order_amount
            due = 0.0 if use.state == "returned" else use.discount * percent / 100
            amount = sum(lines.mapped("amount"))
            self.assertAlmostEqual(amount, due * kept, delta=0.0051, msg=seed)
            claimed += amount
        claims = self._find("campaign.claim")
        self.assertAlmostEqual(sum(claims.mapped("amount")), claimed, 2)
        for claim in claims.filtered("move_id"):
            signed = claim.move_id.amount_total_signed
            self.assertAlmostEqual(signed, claim.amount, 2, seed)

    def test_what_is_claimed_in_all_is_what_is_agreed(self):
        """Proves R199."""
        first = self.env["coupon.redemption"].search(
            [("card_id", "in", self.cards.ids)]
        )
        for self.run in range(SEEDS):
            with self.subTest(seed=self.run), self.cr.savepoint() as savepoint:
                self.uses = first
                self._play(self.run)
                self._check(self.run)
                savepoint.rollback()
                self.env.invalidate_all()
