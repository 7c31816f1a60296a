from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .campaign_common import CampaignCommon


@tagged("post_install", "-at_install")
class TestFunder(CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.brand = cls.env["res.partner"].create(
            {"name": "康师傅", "is_company": True}
        )

    def _funded(self):
        campaign = self._start(funder_id=self.brand.id, funder_percent=50)
        self.uses = self.env["coupon.redemption"]
        for member in self._people(3):
            card = campaign.program_id._claim(member).sudo()
            self.uses |= self._redeem(card, discount=19.99)
        return campaign

    def _claim(self):
        claims = self.env["campaign.claim"]._generate(self.company._get_local_today())
        return claims.filtered(lambda claim: claim.funder_id == self.brand)

    def test_the_month_is_claimed_once_and_invoiced(self):
        """Proves R199."""
        campaign = self._funded()
        claim = self._claim()
        self.assertEqual(claim.line_count, 3)
        self.assertEqual(claim.amount, 30.0)
        self.assertEqual(claim.line_ids.campaign_id, campaign)
        self.assertFalse(self._claim())
        claim.action_invoice()
        claim.action_invoice()
        invoice = claim.move_id
        self.assertEqual(
            (invoice.move_type, invoice.state, invoice.partner_id),
            ("out_invoice", "draft", self.brand),
        )
        self.assertEqual(invoice.amount_total, 30.0)
        self.assertEqual(claim.state, "invoiced")

    def test_what_is_given_back_later_is_taken_off_the_next_claim(self):
        """Proves R199."""
        self._funded()
        self._claim().action_invoice()
        self.uses[0].state = "returned"
        following = self._claim()
        self.assertEqual(following.line_ids.mapped("kind"), ["returned"])
        self.assertEqual(following.amount, -10.0)
        following.action_invoice()
        self.assertEqual(following.move_id.move_type, "out_refund")
        self.assertFalse(self._claim())

    def test_part_that_came_back_after_the_claim_is_taken_off_the_next_one(self):
        """Proves R199."""
        self._funded()
        self._claim().action_invoice()
        self.uses[0].returned_amount = 100.0
        following = self._claim()
        self.assertEqual(following.line_ids.mapped("kind"), ["corrected"])
        self.assertEqual(following.amount, -2.5, "a quarter of ten")
        following.action_invoice()
        self.assertFalse(self._claim())
        # all of it comes back: the rest is taken off, no more
        self.uses[0].write({"state": "returned", "returned_amount": 400.0})
        self.assertEqual(self._claim().amount, -7.5)

    def test_new_funder_pays_for_what_is_redeemed_from_then_on(self):
        """Proves R199."""
        campaign = self._funded()
        other = self.env["res.partner"].create({"name": "联合利华"})
        campaign.write({"funder_id": other.id, "funder_percent": 100})
        claims = self.env["campaign.claim"]
        first = claims.search([("funder_id", "=", self.brand.id)])
        self.assertEqual((first.line_count, first.amount), (3, 30.0))
        first.action_invoice()
        member = self._make_member("Late", "13711110000")
        card = campaign.program_id._claim(member).sudo()
        self._redeem(card, discount=19.99)
        self.assertFalse(self._claim(), "nothing of it is repriced")
        second = claims.search([("funder_id", "=", other.id)])
        self.assertEqual((second.line_count, second.amount), (1, 19.99))
        # what comes back goes to who had paid it, at his part
        self.uses[0].returned_amount = 200.0
        self.assertEqual(self._claim().amount, -5.0)

    def test_of_goods_that_came_back_nothing_is_claimed(self):
        self._funded()
        self.uses[0].returned_amount = 100.0
        self.uses[1].returned_amount = 400.0
        claim = self._claim()
        self.assertEqual(
            sorted(claim.line_ids.mapped("amount")), [0.0, 7.5, 10.0], "a quarter less"
        )

    def test_who_is_no_manager_sees_no_claims(self):
        self._funded()
        claim = self._claim()
        user = new_test_user(
            self.env, "claim.user", "base.group_user,wechat_member.group_member_user"
        )
        with self.assertRaises(AccessError):
            claim.with_user(user).read(["amount"])
        with self.assertRaisesRegex(UserError, "stays"):
            claim.action_invoice()
            claim.unlink()
