"""Coupons of campaigns that levels give and points are exchanged for."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .campaign_common import CampaignCommon


@tagged("post_install", "-at_install")
class TestCampaignGiven(CampaignCommon):
    def _celebrate(self, members, campaign):
        level = self.env["member.level"].create(
            {
                "name": "Birthday level",
                "growth_threshold": 10**6 + members[0].id,
                "company_id": self.company.id,
                "birthday_program_id": campaign.program_id.id,
                "birthday_points": 10,
            }
        )
        for member in members:
            member.member_level_id = level
        members._give_birthday_gift(2031)

    def _given(self, campaign):
        return self.env["loyalty.card"].search(
            [("program_id", "=", campaign.program_id.id)]
        )

    def test_birthday_coupons_count_against_pieces_and_budget(self):
        """Proves R184, R191."""
        template = self.env.ref("wechat_member.campaign_template_birthday")
        for vals in (
            {"pieces": 3, "budget_amount": 0},
            {"pieces": 0, "budget_amount": 100, "benefit": "amount", "value": 30},
        ):
            campaign = self._start(template_id=template.id, **vals)
            people = self._people(5, 10 * campaign.id)
            members = self.env["res.partner"].concat(*people)
            self._celebrate(members, campaign)
            with self.subTest(vals=vals):
                self.assertEqual(len(self._given(campaign)), 3)
                campaign.invalidate_recordset()
                self.assertEqual(campaign.claim_count, 3)
                self.assertTrue(campaign.is_used_up)
                # who came too late has the points of the birthday
                cards = [member._get_points_card() for member in members]
                self.assertEqual([card.points for card in cards], [10] * 5)

    def test_paused_or_ended_birthday_campaign_gives_no_more(self):
        template = self.env.ref("wechat_member.campaign_template_birthday")
        campaign = self._start(template_id=template.id, pieces=9)
        one, two, three = self._people(3, 500)
        campaign.action_pause()
        self._celebrate(one, campaign)
        self.assertFalse(self._given(campaign))
        campaign.action_resume()
        two._give_birthday_gift(2031)
        self._celebrate(two, campaign)
        self.assertEqual(self._given(campaign).partner_id, two)
        campaign.action_end()
        self._celebrate(three, campaign)
        self.assertEqual(self._given(campaign).partner_id, two)

    def test_points_are_exchanged_for_pieces_of_a_campaign_as_long_as_there_are(self):
        """Proves R191."""
        campaign = self._start(pieces=1)
        reward = self.points_program.reward_ids
        reward.write(
            {
                "member_exchange": True,
                "exchange_program_id": campaign.program_id.id,
                "required_points": 100,
            }
        )
        first, second = self._people(2, 700)
        for member in (first, second):
            self._make_card(self.points_program, points=150, partner=member)
        first._exchange_points(reward, "a")
        with self.assertRaisesRegex(UserError, "claimed"), self.cr.savepoint():
            second._exchange_points(reward, "b")
        self.assertEqual(second._get_points_card().points, 150)
        self.assertEqual(self._given(campaign).partner_id, first)
        self.assertTrue(campaign.is_used_up)
        with self.assertRaisesRegex(UserError, "claimed"):
            campaign.program_id._claim(second)
