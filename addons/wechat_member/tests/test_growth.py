from odoo.tests import tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestGrowth(MemberCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.basic = cls.env.ref("wechat_member.member_level_basic")
        cls.gold = cls.env.ref("wechat_member.member_level_gold")
        cls.env["member.level"].search([]).filtered(
            lambda level: level not in cls.basic | cls.gold
        ).active = False
        cls.gold.growth_threshold = 1000

    def test_new_member_starts_at_the_first_level(self):
        self.assertEqual(self.member.member_level_id, self.basic)

    def test_level_rises_at_once(self):
        self.member.growth = 1000
        self.assertEqual(self.member.member_level_id, self.gold)

    def test_who_is_no_member_has_no_level(self):
        partner = self.env["res.partner"].create({"name": "Plain", "growth": 5000})
        self.assertFalse(partner.member_level_id)

    def test_sale_at_the_till_lets_the_member_grow(self):
        self._open_session(self.till, self.cashier)
        self.member.growth = 700
        self._sync(self._ui_order("grow"))
        self.assertEqual(self.member.growth, 1100)
        self.assertEqual(self.member.member_level_id, self.gold)

    def test_sale_sent_twice_grows_once(self):
        self._open_session(self.till, self.cashier)
        self._sync(self._ui_order("once"))
        self._sync(self._ui_order("once"))
        self.assertEqual(self.member.growth, 400)

    def test_growth_never_falls_below_zero(self):
        self.member._add_growth(-500)
        self.assertEqual(self.member.growth, 0)

    def test_growth_rate_is_a_setting(self):
        self.env["member.growth.rule"]._get_rule(self.company, "spend").growth = 0.5
        self._open_session(self.till, self.cashier)
        self._sync(self._ui_order("half"))
        self.assertEqual(self.member.growth, 200)

    def test_new_threshold_grades_the_members_again(self):
        self.member.growth = 600
        self.gold.growth_threshold = 500
        self.assertEqual(self.member.member_level_id, self.gold)

    def test_archived_level_lets_its_members_down(self):
        self.member.growth = 1500
        self.gold.active = False
        self.assertEqual(self.member.member_level_id, self.basic)

    def test_deleted_level_lets_its_members_down(self):
        self.member.growth = 1500
        self.gold.unlink()
        self.assertEqual(self.member.member_level_id, self.basic)
