from freezegun import freeze_time

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestRedemptionOffice(MemberCommon, HttpCase):
    """What anybody with a login may call by himself: nothing but the office's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coupon = cls._make_card(cls.coupon_program)
        clerk = "base.group_user,wechat_member.group_member_user"
        cls.users = {
            "cashier": cls.cashier,
            "marketing": new_test_user(cls.env, "marketing", clerk),
            "portal": new_test_user(cls.env, "guest", "base.group_portal"),
            "key": new_test_user(
                cls.env, "mall.app", f"{clerk},point_of_sale.group_pos_user"
            ),
        }
        cls.manager = new_test_user(
            cls.env, "boss", "base.group_user,wechat_member.group_member_manager"
        )

    def _call(self, user, method, *args, **kwargs):
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/coupon.redemption/{method}",
            {
                "model": "coupon.redemption",
                "method": method,
                "args": args,
                "kwargs": kwargs,
            },
        )

    @mute_logger("odoo.http")
    def _refused(self, user, method, *args, **kwargs):
        with self.assertRaises(Exception) as refused:
            self._call(user, method, *args, **kwargs)
        return str(refused.exception)

    def test_nobody_but_who_may_change_redemptions_calls_for_the_office(self):
        code, company = self.coupon.code, self.company.id
        for role, user in self.users.items():
            for method, args in (
                ("reserve", ("N1", code, company)),
                ("redeem", ("N1", code, company)),
                ("confirm", ("N1", company)),
                ("cancel", ("N1", company)),
                ("_redeem", ("N1", code, company)),
            ):
                with self.subTest(role=role, method=method):
                    self._refused(user, method, *args)
        self.assertFalse(self.coupon.redemption_ids)
        self.assertTrue(self._call(self.manager, "redeem", "N1", code, company)["ok"])
        for role, user in self.users.items():
            with self.subTest(role=role):
                self._refused(user, "cancel", "N1", company)
        self.assertEqual(self.coupon.points, 0)
        answer = self._call(self.manager, "cancel", "N1", company, note="by mistake")
        self.assertEqual((answer["state"], self.coupon.points), ("returned", 1))

    def test_no_caller_says_which_door_it_is(self):
        code, company = self.coupon.code, self.company.id
        rows = self._redemptions(self.users["key"])
        self.assertTrue(rows._redeem("N1", code, company, door="api")["ok"])
        self._refused(self.manager, "cancel", "N1", company, door="api")
        self.assertEqual(self.coupon.points, 0)
        other = self._make_card(self.coupon_program)
        answer = self._call(
            self.manager, "redeem", "N2", other.code, company, door="wechat"
        )
        self.assertTrue(answer["ok"])
        self.assertEqual(other.redemption_ids.door, "office")


@tagged("post_install", "-at_install")
class TestDaysOfTheMerchant(MemberCommon):
    """A coupon ends with the day of the merchant, wherever the clock of a user is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.cashier.tz = "UTC"
        cls.clerk = new_test_user(
            cls.env,
            "clerk",
            "base.group_user,wechat_member.group_member_user",
            tz="UTC",
        )
        cls.coupon = cls._make_card(cls.coupon_program, expiration_date="2026-03-10")

    def _inspect(self):
        return self._redemptions(self.clerk).inspect(
            self.coupon.code, self.company.id, order_amount=400
        )

    def test_until_half_past_eleven_at_night_it_is_taken(self):
        with freeze_time("2026-03-10 15:30:00"):
            self.assertTrue(self._inspect()["ok"])
            self.assertTrue(self._hold(self.coupon, "A")["ok"])
            self.assertTrue(self.coupon_program._gives_back(self.coupon, 1))

    def test_from_midnight_on_it_is_not(self):
        with freeze_time("2026-03-10 16:30:00"):
            self.assertEqual(self._inspect()["reason"], "expired")
            self.assertIn("expired", self._hold(self.coupon, "A")["message"])
            returned = self.coupon_program.with_user(self.cashier)
            self.assertFalse(returned._gives_back(self.coupon, 1))

    def test_a_program_begins_and_ends_with_the_merchant_s_day(self):
        self.coupon.expiration_date = False
        self.coupon_program.write({"date_from": "2026-03-11", "date_to": "2026-03-11"})
        for moment, ok in (
            ("2026-03-10 15:30:00", False),
            ("2026-03-10 16:30:00", True),
            ("2026-03-11 15:30:00", True),
            ("2026-03-11 16:30:00", False),
        ):
            with self.subTest(moment), freeze_time(moment):
                self.assertEqual(self._inspect()["ok"], ok)
