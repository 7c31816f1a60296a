from odoo.tests import new_test_user

from .common import MemberCommon


class CampaignCommon(MemberCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "campaign.manager",
            "base.group_user,wechat_member.group_member_manager",
        )
        cls.template = cls.env["member.campaign.template"].create(
            {
                "name": "Quiet weeks",
                "occasion": "slack",
                "benefit": "amount",
                "value": 20,
                "minimum_amount": 100,
                "pieces": 100,
                "days": 14,
                "valid_days": 7,
            }
        )

    def _start(self, **vals):
        campaign = (
            self.env["member.campaign"]
            .with_user(self.manager)
            .create({"template_id": self.template.id, **vals})
        )
        campaign.action_start()
        return campaign

    def _people(self, count, start=0):
        return [
            self._make_member(f"Member {number}", f"1370000{number:04d}")
            for number in range(start, start + count)
        ]

    def _redeem(self, card, ticket=400.0, discount=20.0, state="consumed", **vals):
        """A redemption as a ticket leaves it."""
        return self.env["coupon.redemption"].create(
            {
                "card_id": card.id,
                "company_id": self.company.id,
                "config_id": self.till.id,
                "order_uuid": f"ticket-{card.id}",
                "order_amount": ticket,
                "discount": discount,
                "points": 1,
                "single_use": True,
                "state": state,
                **vals,
            }
        )
