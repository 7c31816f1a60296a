from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .wechat_common import APP_ID, WechatCommon

QR = "/cgi-bin/qrcode/create"
INFO = "/cgi-bin/user/info"
MENU = "/cgi-bin/menu/create"


@tagged("post_install", "-at_install")
class TestWechatFollow(WechatCommon):
    """It is known who follows and where he came from; nothing depends on it."""

    def _make_code(self, name="海报·门口", channel=None):
        code = self.env["wechat.qr"].create(
            {
                "name": name,
                "account_id": self.account.id,
                "channel_id": channel and channel.id,
            }
        )
        self.platform.say(QR, {"ticket": "T", "url": f"http://weixin.qq.com/q/{name}"})
        self.env.flush_all()
        code.action_fetch()
        return code

    def _get_identity(self, openid="oSIM1"):
        return self.env["wechat.identity"]._get_for(self.account, openid)

    def test_a_code_is_made_by_wechat_and_tells_its_place(self):
        code = self._make_code()
        asked = self.platform.asked[-1][2]
        self.assertEqual(asked["action_name"], "QR_LIMIT_STR_SCENE")
        self.assertEqual(asked["action_info"]["scene"]["scene_str"], code.scene)
        self.assertIn("weixin.qq.com", code.content)
        self.assertIn("barcode_type=QR", code.qr_url)

    def test_who_follows_by_a_code_is_counted_there(self):
        """Proves R87, R198. The source of a follower is recorded, by QR code."""
        channel = self.env["member.channel"].create({"name": "海报", "kind": "poster"})
        code = self._make_code(channel=channel)
        identity = self._get_identity()
        identity.followed = True
        identity._note_scan(code.scene)
        self.assertEqual((identity.qr_id, identity.followed), (code, True))
        other = self._make_code("收银台")
        identity._note_scan(other.scene)
        self.assertEqual(identity.qr_id, code)
        member = identity._join("13900139000", verified=True)
        self.assertEqual(member.member_source, "wechat")
        self.assertEqual(member.member_channel_id, channel)
        self.assertEqual(identity.partner_id, member)
        code.invalidate_recordset()
        figures = (code.scan_count, code.follower_count, code.member_count)
        self.assertEqual(figures, (1, 1, 1))

    def test_a_phone_that_is_not_proven_binds_nobody(self):
        identity = self._get_identity()
        self.assertEqual(identity._join(self.member.member_phone), self.member)
        self.assertFalse(identity.partner_id)

    def test_wechat_tells_how_somebody_came(self):
        told = {
            "subscribe": 1,
            "openid": "oSIM1",
            "subscribe_time": 1785000000,
            "unionid": "uSIM1",
            "subscribe_scene": "ADD_SCENE_QR_CODE",
            "language": "zh_CN",
        }
        self.platform.say(INFO, told)
        identity = self._get_identity()
        self.env.flush_all()
        identity.action_refresh()
        self.assertTrue(identity.followed)
        self.assertEqual(identity.subscribe_scene, "ADD_SCENE_QR_CODE")
        self.assertEqual(identity.unionid, "uSIM1")
        self.assertEqual(identity.subscribed_at.year, 2026)

    def test_a_member_needs_no_wechat(self):
        """Proves R87. Without any account a member has card, page and coupons."""
        self.account.active = False
        partners = self.env["res.partner"]
        member = partners._join_member("13900139001", self.company, "till")
        self._make_card(self.coupon_program, partner=member)
        self.assertIn(
            member, self.env["res.partner"]._find_member("13900139001", self.company)
        )
        self.assertFalse(member.follows_wechat)
        self.assertEqual(len(self.platform.asked), 0)

    # --- the menu -----------------------------------------------------------------

    def _set_menu(self, *entries):
        self.account.menu_item_ids = [
            Command.clear(),
            *(Command.create(entry) for entry in entries),
        ]
        self.env.flush_all()

    def test_a_menu_is_published_as_it_stands(self):
        self._set_menu({"name": "会员中心", "kind": "member"})
        group = self.env["wechat.menu.item"].create(
            {"account_id": self.account.id, "name": "门店", "kind": "group"}
        )
        self.env["wechat.menu.item"].create(
            [
                {
                    "account_id": self.account.id,
                    "parent_id": group.id,
                    "name": "附近的门店和营业时间",
                    "kind": "view",
                    "url": "https://shop.example.com/outlets",
                },
                {
                    "account_id": self.account.id,
                    "parent_id": group.id,
                    "name": "联系我们",
                    "kind": "click",
                    "key": "contact",
                },
            ]
        )
        self.env.invalidate_all()
        self.account.action_publish_menu()
        buttons = self.platform.asked[-1][2]["button"]
        self.assertEqual([button["name"] for button in buttons], ["会员中心", "门店"])
        self.assertIn(f"/wechat/login/{APP_ID}?to=%2Fmember", buttons[0]["url"])
        self.assertEqual(
            [below["type"] for below in buttons[1]["sub_button"]], ["view", "click"]
        )
        self.assertTrue(self.account.menu_published_at)

    def test_what_wechat_would_refuse_is_refused_in_words(self):
        wrong = (
            {"name": "会员中心会员", "kind": "member"},
            {"name": "页", "kind": "view", "url": "shop"},
            {"name": "说", "kind": "click"},
        )
        for entry in wrong:
            with self.subTest(entry=entry), self.assertRaises(ValidationError):
                self._set_menu(entry)
        self._set_menu(*({"name": f"第{n}", "kind": "member"} for n in range(4)))
        with self.assertRaises(ValidationError):
            self.account.action_publish_menu()
        self.assertEqual(self.platform.count(MENU), 0)

    def test_what_wechat_refuses_is_told(self):
        self.platform.say(MENU, {"errcode": 48001, "errmsg": "api unauthorized"})
        self._set_menu({"name": "会员中心", "kind": "member"})
        with self.assertRaisesRegex(UserError, "48001"):
            self.account.action_publish_menu()
        self.assertFalse(self.account.menu_published_at)
