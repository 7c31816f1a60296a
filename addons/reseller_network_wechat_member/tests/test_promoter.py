import re

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.reseller_network.tests.common import PortalCommon
from odoo.addons.wechat_member.tests.common import MemberCommon


@tagged("post_install", "-at_install")
class TestPromoter(MemberCommon, PortalCommon):
    """A reseller shares a coupon in his groups and is credited for what is redeemed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coupon_program.write(
            {
                "company_id": cls.company.id,
                "is_claimable": True,
                "for_promoters": True,
                "promoter_reward": 5.0,
            }
        )
        cls.operator = new_test_user(
            cls.env, "t_promoter_operator", "brand_outlet.group_operator"
        )
        cls._open_session(cls.till, cls.cashier)

    def _link(self, login="t_shop"):
        page = self._get("/my/outlet/coupons", login).text
        return re.search(r"/member/claim/[\w-]+\?c=\w+", page).group(0)

    def _claim(self, link, member=None):
        channel = self.env["member.channel"]._find(link.rpartition("=")[2])
        card = self.coupon_program._claim(member or self.member, channel)
        return self.env["loyalty.card"].browse(card.id)

    def _redeem(self, card, key="A"):
        self._take({card: 1}, key)
        return self._sync(self._ui_order(key, card))

    def _credits(self):
        return self.env["promoter.credit"].search([])

    def test_what_is_redeemed_credits_whose_link_it_was(self):
        """Proves R80."""
        card = self._claim(self._link())
        self.assertFalse(self._credits())
        self._redeem(card)
        credit = self._credits()
        self.assertEqual(credit.partner_id, self.contract.reseller_id)
        self.assertEqual(credit.amount, 5)
        page = self._get("/my/outlet/coupons").text
        figures = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page, re.S)
        self.assertEqual([value for _name, value in figures[1:3]], ["1", "1"])
        other = self._get("/my/outlet/coupons", "t_other").text
        figures = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", other, re.S)
        self.assertEqual([value for _name, value in figures[1:3]], ["0", "0"])

    def test_the_page_of_the_link_says_from_whom(self):
        """Proves R80."""
        link = self._link()
        self.authenticate(None, None)
        self.logged_in = ""
        self.assertIn(self.contract.reseller_id.name, self.url_open(link).text)

    def test_every_reseller_has_one_link_of_his_own(self):
        """Proves R80."""
        self.assertEqual(self._link(), self._link())
        self.assertNotEqual(self._link(), self._link("t_other"))

    def test_a_batch_for_one_reseller_is_shown_to_him_alone(self):
        """Proves R80."""
        self.coupon_program.promoter_contract_ids = self.contract
        self.assertIn("/member/claim/", self._get("/my/outlet/coupons").text)
        page = self._get("/my/outlet/coupons", "t_other").text
        self.assertNotIn("/member/claim/", page)

    def test_a_coupon_of_ones_own_link_earns_nothing(self):
        reseller = self.contract.reseller_id
        reseller.write({"is_member": True, "member_phone": "13711112222"})
        card = self._claim(self._link(), reseller)
        self.member = reseller
        self._redeem(card)
        self.assertFalse(self._credits())

    def test_a_claim_without_a_resellers_link_credits_nobody(self):
        self._redeem(self.coupon_program._claim(self.member).sudo(False))
        self.assertFalse(self._credits())

    def test_what_is_taken_back_is_not_owed_and_nothing_counts_twice(self):
        card = self._claim(self._link())
        self._redeem(card)
        redemption = card.redemption_ids
        for state in ("consumed", "returned", "returned", "consumed"):
            redemption.write({"state": state})
        self.assertEqual(self._credits().mapped("amount"), [-5, 5])

    def test_rewards_are_billed_once_a_reseller(self):
        for number in range(3):
            member = self._make_member(f"Member {number}", f"1380000111{number}")
            card = self._claim(self._link(), member)
            self.member = member
            self._redeem(card, f"K{number}")
        credits = self._credits().with_user(self.operator)
        bill = self.env["account.move"].search(credits.action_bill()["domain"])
        self.assertEqual(bill.partner_id, self.contract.reseller_id)
        self.assertEqual((bill.state, bill.amount_total), ("draft", 15))
        with self.assertRaisesRegex(UserError, "no reward left"):
            credits.action_bill()

    def test_nobody_but_the_operator_reaches_rewards(self):
        agent = new_test_user(
            self.env,
            "t_promoter_agent",
            "brand_outlet.group_agent",
            party_id=self.tj.agent_id.id,
        )
        for user in (agent, self.user):
            with self.assertRaises(AccessError):
                self.env["promoter.credit"].with_user(user).search([])

    def test_only_what_can_be_claimed_is_shared(self):
        with self.assertRaisesRegex(ValidationError, "claimed first"):
            self.coupon_program.is_claimable = False
