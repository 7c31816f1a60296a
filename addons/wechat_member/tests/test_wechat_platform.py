import sys
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import requests

from odoo.fields import Command, Date
from odoo.tests import HttpCase, tagged

from .common import MemberCommon

ROOT = Path(__file__).parents[3]
TOKEN = "/cgi-bin/stable_token"


def load_simulator():
    """The platform beside the addons."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from tests.simulators.wechat import Wechat, tokens

    return Wechat, tokens


@tagged("post_install", "-at_install")
class TestWechatPlatform(MemberCommon, HttpCase):
    """An account at a platform that behaves like WeChat, and a follower's day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        simulator, cls.tokens = load_simulator()
        cls.wechat = simulator().__enter__()
        cls.addClassCleanup(cls.wechat.__exit__, None, None, None)

    def setUp(self):
        super().setUp()
        self.wechat.reset()
        self.app = self.wechat.new_app(
            name="云杉", token="simtoken", open_platform="outlet", mode="aes"
        )
        self.account = self.env["wechat.account"].create(
            {
                "name": "云杉会员",
                "app_id": self.app["appid"],
                "secret": self.app["secret"],
                "original_id": self.app["original_id"],
                "simulator_url": self.wechat.url,
                "callback_token": self.app["token"],
                "aes_key": self.app["aes_key"],
            }
        )
        self.env.flush_all()
        key = self.account.callback_key
        self.app["callback_url"] = f"{self.base_url()}/wechat/callback/{key}"
        self.lei = self.wechat.new_person("李雷", "13812345678")
        self.openid = self.wechat.openid(self.app, self.lei)

    def _count(self, path):
        return sum(asked["path"] == path for asked in self.wechat.requests)

    def _act(self, name, **values):
        """Let the follower do something, and the shop hear of it."""
        with self.allow_requests(all_requests=True):
            answer = self.wechat.act(name, self.app, self.lei, **values)
            self.wechat.flush()
        self.env.invalidate_all()
        while self.env["wechat.event"]._act_upon_next():
            self.env.flush_all()
        return answer

    def _get_identity(self):
        return self.env["wechat.identity"].search(
            [("account_id", "=", self.account.id), ("openid", "=", self.openid)]
        )

    def _run(self, cron):
        self.env.flush_all()
        self.env.ref(f"wechat_member.{cron}").method_direct_trigger()
        self.env.invalidate_all()

    def _make_code(self):
        channel = self.env["member.channel"].create({"name": "海报", "kind": "poster"})
        code = self.env["wechat.qr"].create(
            {
                "name": "门口海报",
                "account_id": self.account.id,
                "channel_id": channel.id,
            }
        )
        self.env.flush_all()
        code.action_fetch()
        return code

    def _get_ticket(self, code):
        scenes = self.app["scenes"].items()
        return next(key for key, kept in scenes if code.scene in kept.values())

    def test_a_follower_is_known_by_the_code_he_scanned(self):
        """Proves R87, R198. From the poster to the member, and where he came from."""
        code = self._make_code()
        self._act("follow", ticket=self._get_ticket(code))
        identity = self._get_identity()
        self.assertTrue(identity.followed)
        self.assertEqual(identity.qr_id, code)
        self._run("ir_cron_wechat_refresh")
        self.assertEqual(identity.subscribe_scene, "ADD_SCENE_QR_CODE")
        self.assertTrue(identity.unionid)
        member = identity._join("13812345678", verified=True)
        self.assertEqual(member.member_channel_id, code.channel_id)
        self.assertTrue(member.follows_wechat)
        self._act("unfollow")
        member.invalidate_recordset()
        self.assertFalse(member.follows_wechat)
        self.assertTrue(member.is_member)

    def test_a_login_goes_there_and_back(self):
        """Proves R160. The browser comes back as the person who holds the phone."""
        app_id = self.app["appid"]
        query = urlencode({"to": "/wechat/nowhere"})
        first = self.url_open(f"/wechat/login/{app_id}?{query}", allow_redirects=False)
        address = first.headers["Location"]
        self.assertTrue(address.startswith(self.wechat.url))
        back = self._authorize(address)
        answer = self.url_open(back, allow_redirects=False)
        self.assertEqual(urlsplit(answer.headers["Location"]).path, "/wechat/nowhere")
        self.assertEqual(len(self._get_identity()), 1)
        # who goes back in the browser shows the same code again
        again = self.url_open(back, allow_redirects=False)
        self.assertEqual(again.status_code, 200)
        self.assertEqual(self._count("/sns/oauth2/access_token"), 1)

    def _authorize(self, address):
        """What the browser in WeChat does: (the way back)."""
        parts = urlsplit(address)
        answer = requests.get(
            f"{self.wechat.url}{parts.path}?{parts.query}&sim_person={self.lei}",
            allow_redirects=False,
            timeout=10,
        )
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"

    def test_a_token_another_system_took_is_renewed(self):
        self.account.action_check()
        self.tokens.lose(self.wechat, self.app, "replace")
        self.account.action_check()
        self.assertEqual(self._count(TOKEN), 2)
        self.assertEqual(self.account.state, "working")

    def test_a_reminder_arrives_in_the_chat(self):
        """Proves R192. The template of the platform takes what is sent."""
        content = (
            "优惠券：{{thing1.DATA}}\n到期时间：{{time2.DATA}}\n说明：{{thing3.DATA}}"
        )
        self.app["templates"]["TPL1"] = {"title": "优惠券到期提醒", "content": content}
        self.env["wechat.template"].create(
            {
                "name": "优惠券到期提醒",
                "account_id": self.account.id,
                "template_id": "TPL1",
                "line_ids": [
                    Command.create({"name": "thing1", "value": "title"}),
                    Command.create({"name": "time2", "value": "date"}),
                    Command.create({"name": "thing3", "value": "note"}),
                ],
            }
        )
        self._act("follow")
        member = self._get_identity()._join("13812345678", verified=True, consent=True)
        today = Date.context_today(member.with_context(tz=self.company.partner_id.tz))
        self._make_card(self.coupon_program, partner=member, expiration_date=today)
        self._run("ir_cron_coupon_reminder")
        # nobody has to hear that it arrived
        self.wechat.post.delivery["hold"] = True
        self._run("ir_cron_wechat_message")
        self.assertEqual(self._count("/cgi-bin/message/template/send"), 1)
        message = self.env["wechat.message"].search(
            [("identity_id", "=", self._get_identity().id)]
        )
        self.assertEqual((message.state, message.note), ("sent", False))

    def test_a_menu_is_what_the_follower_sees(self):
        self.account.menu_item_ids = [
            Command.create({"name": "会员中心", "kind": "member"})
        ]
        self.env.flush_all()
        self.account.action_publish_menu()
        seen = self.account._call("/cgi-bin/menu/get", verb="GET")
        self.assertEqual(seen["menu"]["button"][0]["name"], "会员中心")
        self.account.menu_item_ids.unlink()
        self.env.flush_all()
        self.account.action_publish_menu()
