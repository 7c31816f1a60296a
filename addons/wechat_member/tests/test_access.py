from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestAccess(MemberCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "member.user", "wechat_member.group_member_user"
        )
        cls.manager = new_test_user(
            cls.env, "member.manager", "wechat_member.group_member_manager"
        )
        cls.coupon = cls._make_card(cls.coupon_program)

    def _taken(self):
        self._take({self.coupon: 1}, "taken")
        return self.coupon.redemption_ids

    def test_user_creates_a_member(self):
        member = (
            self.env["res.partner"]
            .with_user(self.user)
            .create({"name": "New", "is_member": True, "member_phone": "13622223333"})
        )
        self.assertTrue(member.member_no)

    def test_user_opens_the_page_but_never_reads_the_token(self):
        member = self.member.with_user(self.user)
        url = member.action_open_member_page()["url"]
        self.assertEqual(url, f"/member/{self.member.member_token}")
        with self.assertRaises(AccessError):
            member.read(["member_token"])

    def test_cashier_neither_reads_the_token_nor_opens_the_page(self):
        member = self.member.with_user(self.cashier)
        with self.assertRaises(AccessError):
            member.read(["member_token"])
        with self.assertRaises(AccessError):
            member.action_open_member_page()

    def test_user_does_not_change_levels(self):
        level = self.env.ref("wechat_member.member_level_gold")
        with self.assertRaises(AccessError):
            level.with_user(self.user).growth_threshold = 1
        level.with_user(self.manager).growth_threshold = 900

    def test_user_does_not_change_balances(self):
        with self.assertRaises(AccessError):
            self.coupon.with_user(self.user).points = 10

    def test_redemptions_are_read_by_members_staff_only(self):
        taken = self._taken()
        self.assertEqual(taken.with_user(self.user).state, "taken")
        taken.invalidate_recordset()
        with self.assertRaises(AccessError):
            taken.with_user(self.cashier).read(["state"])

    def test_cashier_cannot_write_a_redemption_of_his_own(self):
        with self.assertRaises(AccessError):
            self._redemptions().create(
                {
                    "card_id": self.coupon.id,
                    "order_uuid": "mine",
                    "config_id": self.till.id,
                }
            )

    def test_only_a_manager_frees_a_coupon_by_hand(self):
        taken = self._taken()
        with self.assertRaises(AccessError):
            taken.with_user(self.user).action_release()
        taken.with_user(self.manager).action_release()
        self.assertEqual(taken.state, "released")

    def test_user_without_till_rights_cannot_hold_take_or_release(self):
        rows = self.env["coupon.redemption"].with_user(self.user)
        with self.assertRaises(AccessError):
            rows.hold(self.coupon.code, "x", self.till.id)
        with self.assertRaises(AccessError):
            rows.take("x", {self.coupon.id: 1}, self.till.id)
        with self.assertRaises(AccessError):
            rows.release("x", self.coupon.ids, self.till.id)
