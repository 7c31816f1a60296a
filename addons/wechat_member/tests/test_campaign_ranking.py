from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command, Date, Datetime
from odoo.tests import tagged

from .campaign_common import CampaignCommon


@tagged("post_install", "-at_install")
class TestRanking(CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prize = cls.env["loyalty.program"].create(
            {
                "name": "满100减88",
                "program_type": "coupons",
                "rule_ids": [Command.clear(), Command.create({"minimum_amount": 100})],
                "reward_ids": [
                    Command.clear(),
                    Command.create({"discount_mode": "per_order", "discount": 88}),
                ],
                "communication_plan_ids": [Command.clear()],
            }
        )

    def _redeemed(self, campaign, member, times, ticket=100.0, at=0):
        """``times`` redemptions of a member, the last one ``at`` hours after now."""
        cards = self.env["loyalty.card"].create(
            [
                {
                    "program_id": campaign.program_id.id,
                    "partner_id": member.id,
                    "points": 1,
                }
                for _ in range(times)
            ]
        )
        for number, card in enumerate(cards):
            self._redeem(
                card,
                ticket=ticket,
                taken_at=Datetime.now() + timedelta(hours=at, minutes=-number),
            )

    def test_places_follow_from_redemptions_money_time_and_age(self):
        """Ties are defined. Proves R196."""
        campaign = self._start()
        many, rich, early, late, old, young = self._people(6)
        self._redeemed(campaign, young, 2, at=5)
        self._redeemed(campaign, old, 2, at=5)
        self._redeemed(campaign, late, 2, at=2)
        self._redeemed(campaign, early, 2, at=1)
        self._redeemed(campaign, rich, 2, ticket=150.0, at=9)
        self._redeemed(campaign, many, 3, at=9)
        rows = self.env["coupon.redemption"].search(
            [("partner_id", "in", (old | young).ids)]
        )
        rows.taken_at = max(rows.mapped("taken_at"))
        campaign.action_rank()
        self.assertEqual(
            campaign.rank_ids.sorted("rank").partner_id.ids,
            (many | rich | early | late | old | young).ids,
        )

    def test_the_first_ten_get_their_prize_once(self):
        """Proves R196."""
        campaign = self._start(prize_program_id=self.prize.id)
        for number, member in enumerate(self._people(12)):
            self._redeemed(campaign, member, 1, ticket=100.0 + number)
        campaign.action_give_prizes()
        campaign.action_give_prizes()
        cards = self.env["loyalty.card"].search([("program_id", "=", self.prize.id)])
        self.assertEqual(len(cards), 10)
        self.assertEqual(cards.partner_id, campaign.rank_ids.partner_id)
        self.assertEqual(campaign.rank_ids.prize_card_id, cards)
        self.assertNotIn("Member 0", cards.partner_id.mapped("name"))
        with self.assertRaisesRegex(UserError, "stands"):
            campaign.action_rank()

    def test_each_outlet_has_a_ranking_of_its_own(self):
        campaign = self._start(ranking_by="outlet")
        first, second = self._people(2)
        self._redeemed(campaign, first, 2)
        card = self.env["loyalty.card"].create(
            {
                "program_id": campaign.program_id.id,
                "partner_id": second.id,
                "points": 1,
            }
        )
        self._redeem(card, config_id=self.other_till.id)
        campaign.action_rank()
        self.assertEqual(
            {(place.group_name, place.rank) for place in campaign.rank_ids},
            {("Shop A", 1), ("Shop B", 1)},
        )

    def test_ranking_of_a_period_counts_its_days_only(self):
        """Proves R196."""
        campaign = self._start()
        first, second = self._people(2)
        self._redeemed(campaign, first, 2)
        self._redeemed(campaign, second, 1)
        uses = self.env["coupon.redemption"].search([("partner_id", "=", first.id)])
        uses.taken_at = Date.add(self.company._get_local_today(), days=-40)
        campaign.action_rank()
        self.assertEqual(campaign.rank_ids[0].partner_id, first)
        today = self.company._get_local_today()
        campaign.ranking_from = Date.add(today, days=-30)
        campaign.action_rank()
        self.assertEqual(campaign.rank_ids.partner_id, second)
        campaign.write({"ranking_from": False, "ranking_to": Date.add(today, days=-30)})
        campaign.action_rank()
        self.assertEqual(campaign.rank_ids.partner_id, first)

    def test_a_coupon_given_back_counts_for_nobody(self):
        campaign = self._start()
        member = self._people(1)[0]
        self._redeemed(campaign, member, 1)
        self.env["coupon.redemption"].search(
            [("partner_id", "=", member.id)]
        ).state = "returned"
        campaign.action_rank()
        self.assertFalse(campaign.rank_ids)
        with self.assertRaisesRegex(UserError, "Choose the coupon"):
            campaign.action_give_prizes()
