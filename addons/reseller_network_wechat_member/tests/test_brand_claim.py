from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.agent_dropship.tests.settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestBrandClaim(SettlementCommon):
    """A brand reads what it is claimed for coupons at tills, month by month.

    Proves R199.
    """

    def _claim(self, funder, invoiced=True):
        line = {"name": "Coupons", "price_unit": 40.0, "tax_ids": [Command.clear()]}
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": funder.id,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        return self.env["campaign.claim"].create(
            {
                "company_id": self.company.id,
                "funder_id": funder.id,
                "date_to": "2023-01-31",
                "move_id": move.id if invoiced else False,
            }
        )

    def test_a_brand_reads_its_own_claims_that_were_made(self):
        claim = self._claim(self.brand.partner_id)
        self._claim(self.brand.partner_id, invoiced=False)
        foreign = self._claim(self.other_brand.partner_id)
        mine = self.env["campaign.claim"].with_user(self.brand_user)
        self.assertEqual(mine.search([]), claim)
        view = self.env.ref(
            "reseller_network_wechat_member.campaign_claim_view_list_brand"
        )
        shown = mine.get_views([(view.id, "list")])["models"]["campaign.claim"]
        names = list(shown["fields"])
        self.assertTrue(claim.with_user(self.brand_user).read(names)[0]["name"])
        with self.assertRaises(AccessError):
            foreign.with_user(self.brand_user).read(["amount"])

    def test_whose_coupons_they_were_is_not_told(self):
        claim = self._claim(self.brand.partner_id).with_user(self.brand_user)
        for model in ("campaign.claim.line", "coupon.redemption"):
            self.assertFalse(
                self.env[model].with_user(self.brand_user).has_access("read")
            )
        with self.assertRaises(AccessError):
            claim.action_invoice()
        with self.assertRaises(AccessError):
            claim.write({"amount": 0})

    def test_the_menu_is_the_brands(self):
        menu = self.env.ref("reseller_network_wechat_member.campaign_claim_menu_brand")
        menus = self.env["ir.ui.menu"]
        self.assertIn(menu.id, menus.with_user(self.brand_user)._visible_menu_ids())
        self.assertNotIn(menu.id, menus.with_user(self.near_user)._visible_menu_ids())
