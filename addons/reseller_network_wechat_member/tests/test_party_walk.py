from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.brand_outlet.tests.party_walker import PartyWalker
from odoo.addons.brand_outlet.tests.party_world import mark


@tagged("post_install", "-at_install")
class TestMemberPartyWalk(PartyWalker):
    """With members in the house, a brand reads of them what it pays for, no more.

    Proves R12.
    """

    walk_addons = ("wechat_member", "reseller_network_wechat_member")
    claims = ("campaign.claim", "campaign.claim.line", "campaign.claim.dispute")

    @classmethod
    def _get_owner_paths(cls):
        return super()._get_owner_paths() | {
            "campaign.claim": ["funder_id"],
            "campaign.claim.line": ["claim_id.funder_id"],
            "campaign.claim.dispute": ["claim_id.funder_id"],
            "member.campaign": ["funder_id"],
            "coupon.redemption": [],
            "loyalty.card": [],
        }

    @classmethod
    def _make_figures(cls):
        """Each brand paid for a coupon of a member, and disputes it."""
        figures = super()._make_figures()
        template = cls.env["member.campaign.template"].create(
            {"name": mark("Quiet weeks", "inside"), "occasion": "slack"}
        )
        for number, name in (("1", "brand_x"), ("2", "brand_y")):
            member = cls.parties[f"consumer_{number}"]
            program = cls.env["loyalty.program"].create(
                {
                    "name": mark("Coupon", "inside"),
                    "program_type": "coupons",
                    "reward_ids": [Command.create({"discount": 10})],
                }
            )
            card = cls.env["loyalty.card"].create(
                {"program_id": program.id, "partner_id": member.id, "points": 1}
            )
            redemption = cls.env["coupon.redemption"].create(
                {
                    "card_id": card.id,
                    "company_id": cls.env.company.id,
                    "order_uuid": mark("walk", name),
                    "reference": mark("Receipt", name),
                    "order_amount": 400.0,
                    "discount": 20.0,
                    "state": "consumed",
                }
            )
            campaign = cls.env["member.campaign"].create(
                {
                    "template_id": template.id,
                    "name": mark("Autumn", name),
                    "funder_id": cls.parties[name].id,
                }
            )
            claim = cls.env["campaign.claim"].create(
                {
                    "company_id": cls.env.company.id,
                    "funder_id": cls.parties[name].id,
                    "date_to": "2026-01-31",
                    "line_ids": [
                        Command.create(
                            {
                                "campaign_id": campaign.id,
                                "redemption_id": redemption.id,
                                "kind": "redeemed",
                                "percent": 50.0,
                                "amount": 10.0,
                            }
                        )
                    ],
                }
            )
            claim.action_send()
            cls.env["campaign.claim.dispute"].create(
                {"line_id": claim.line_ids.id, "note": mark("Not ours", name)}
            )
        return figures

    def test_no_claim_of_a_stranger_is_reached(self):
        for viewer in self.party_viewers:
            self.walk_records(viewer, self.claims)
        self.assertNothingFound()

    def test_no_field_of_a_claim_leads_to_a_stranger(self):
        for viewer in self.reading_viewers:
            self.walk_fields(viewer, self.claims)
        self.assertNothingFound()

    def test_no_dispute_is_tied_to_a_stranger(self):
        for viewer in self.party_viewers:
            self.walk_links(viewer, self.claims)
        self.assertNothingFound()

    def test_no_method_tells_of_a_strangers_claim(self):
        for viewer in self.reading_viewers:
            self.walk_methods(viewer)
        self.assertNothingFound()

    def test_every_model_of_members_a_brand_reaches_is_walked(self):
        self.walk_data()
        self.assertNothingFound()
