from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestIsolation(MemberCommon):
    """Two merchants in one database: members are seen by their own only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival = cls.env["res.company"].create({"name": "Another merchant"})
        cls.stranger = cls._make_manager("rival.manager", cls.rival)
        cls.own = cls._make_manager("own.manager", cls.company)
        cls.card = cls._make_card(cls.coupon_program)
        cls.coupon_program.company_id = False

    @classmethod
    def _make_manager(cls, login, company):
        return new_test_user(
            cls.env,
            login,
            "wechat_member.group_member_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def test_the_other_merchant_sees_counts_only(self):
        """Proves R181."""
        partners = self.env["res.partner"]
        domain = [("member_phone", "=", self.member.member_phone)]
        self.assertEqual(partners.with_user(self.own).search(domain), self.member)
        self.assertFalse(partners.with_user(self.stranger).search(domain))
        with self.assertRaises(AccessError):
            self.member.with_user(self.stranger).read(["name"])
        stage = self.env["member.stage"].with_user(self.stranger)
        figures = stage.search([("company_id", "=", self.company.id)])
        self.assertEqual(
            figures.member_count,
            partners.search_count(
                [("is_member", "=", True), ("member_company_id", "=", self.company.id)]
            ),
        )
        shown = partners.with_user(self.stranger).search(
            figures.action_open_members()["domain"]
        )
        self.assertFalse(shown)

    def test_a_coupon_of_a_shared_program_does_not_show_its_owner(self):
        """Proves R181."""
        cards = self.env["loyalty.card"]
        domain = [("program_id", "=", self.coupon_program.id)]
        self.assertIn(self.card, cards.with_user(self.own).search(domain))
        self.assertFalse(cards.with_user(self.stranger).search(domain))

    def test_records_around_the_member_are_closed_as_well(self):
        """Proves R181."""
        physical = self.env["member.physical.card"]._add(["80010001"], self.company)
        physical._bind_to(self.member)
        channel = self.env["member.channel"].create({"name": "Window"})
        self.env["member.channel.open"]._note(self.company, channel)
        for model in (
            "member.physical.card",
            "member.channel",
            "member.channel.open",
            "member.entry",
        ):
            records = self.env[model].with_user(self.stranger)
            found = records.search([("company_id", "=", self.company.id)])
            self.assertFalse(found, model)

    def test_the_other_merchant_s_till_does_not_find_the_member(self):
        """Proves R181."""
        found = self.env["res.partner"]._find_member("13800138000", self.rival)
        self.assertFalse(found)

    def test_a_member_who_works_in_the_other_company_is_still_a_colleague(self):
        partner = self.stranger.partner_id
        partner.write({"is_member": True, "member_phone": "13755556666"})
        partner.member_company_id = self.company
        self.assertTrue(partner.with_user(self.stranger).name)

    def test_a_buyer_with_a_login_elsewhere_still_reads_himself(self):
        buyer = new_test_user(
            self.env,
            "portal.buyer",
            "base.group_portal",
            company_id=self.rival.id,
            company_ids=[Command.set(self.rival.ids)],
        )
        buyer.partner_id.write(
            {
                "is_member": True,
                "member_phone": "13755557777",
                "member_company_id": self.company.id,
            }
        )
        self.assertTrue(buyer.partner_id.with_user(buyer).name)
        with self.assertRaises(AccessError):
            buyer.partner_id.with_user(self.stranger).read(["name"])


@tagged("post_install", "-at_install")
class TestStages(MemberCommon):
    def _figures(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["member.stage"].search([("company_id", "=", self.company.id)])

    def _follow(self, account, openid, member=None, **vals):
        return self.env["wechat.identity"]._get_for(
            account, openid, followed=True, partner_id=member, **vals
        )

    def test_followers_members_and_buyers_are_counted(self):
        """Proves R233."""
        account = self.env["wechat.account"].create(
            {"name": "Official account", "app_id": "wx0123456789abcdef"}
        )
        before = self._figures()
        followers, members = before.follower_count, before.member_count
        joined, buyers = before.joined_count, before.buyer_count
        self._follow(account, "o1")
        self._follow(account, "o2")
        self._follow(account, "o3", self.member)
        self._follow(account, "o4").followed = False
        second = self._make_member("Li", "13912345678")
        self._open_session(self.till, self.cashier)
        self._sync(self._ui_order("one"), self._ui_order("two"))
        figures = self._figures()
        self.assertEqual(figures.follower_count, followers + 3)
        self.assertEqual(figures.joined_count, joined + 1)
        self.assertEqual(figures.member_count, members + 1)
        self.assertEqual(figures.buyer_count, buyers + 1)
        self.assertAlmostEqual(
            figures.join_rate, figures.joined_count / figures.follower_count
        )
        self.assertAlmostEqual(
            figures.buy_rate, figures.buyer_count / figures.member_count
        )
        self.env["sale.order"].create(
            {
                "partner_id": second.id,
                "order_line": [Command.create({"product_id": self.shirt.id})],
            }
        ).action_confirm()
        self.assertEqual(self._figures().buyer_count, buyers + 2)
