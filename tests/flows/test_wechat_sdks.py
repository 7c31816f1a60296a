"""Clients and servers that others wrote for WeChat get along with our platform.

wechatpy and WeRoBot ask it, and WeRoBot is told by it.
"""

import io
import logging
import threading
import unittest
import urllib.parse
from wsgiref.simple_server import WSGIRequestHandler, make_server

import requests
import werobot
import werobot.client
from PIL import Image
from requests.adapters import HTTPAdapter
from wechatpy import WeChatClient, WeChatOAuth
from wechatpy.exceptions import APILimitedException, WeChatClientException

from tests.simulators.wechat import Wechat

DAY = 86400
# a robot that says nothing is none of its own troubles
SILENT = logging.getLogger("robot")
SILENT.addHandler(logging.NullHandler())
SILENT.propagate = False


class Elsewhere(HTTPAdapter):
    """Takes what is meant for WeChat to another host."""

    def __init__(self, url):
        super().__init__()
        self.target = urllib.parse.urlsplit(url)

    def send(self, request, **options):
        parts = urllib.parse.urlsplit(request.url)
        host = {"scheme": self.target.scheme, "netloc": self.target.netloc}
        request.url = parts._replace(**host).geturl()
        return super().send(request, **options)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        """Say nothing."""


class SdkCase(unittest.TestCase):
    def setUp(self):
        self.wechat = self.enterContext(Wechat())
        self.app = self.wechat.new_app(open_platform="group")
        self.lei = self.wechat.new_person("李雷", "13812345678")
        self.openid = self.wechat.openid(self.app, self.lei)

    def enterContext(self, context):
        """Python 3.10 has none of its own."""
        entered = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return entered

    def redirect(self, session):
        session.mount("https://api.weixin.qq.com/", Elsewhere(self.wechat.url))
        return session


class TestWechatpy(SdkCase):
    def setUp(self):
        super().setUp()
        self.client = WeChatClient(self.app["appid"], self.app["secret"], timeout=10)
        self.redirect(self.client._http)

    def picture(self):
        stream = io.BytesIO()
        Image.new("RGB", (300, 300), "#c8102e").save(stream, "PNG")
        stream.name = "logo.png"
        stream.seek(0)
        return self.client.media.upload_image(stream)

    def member_card(self, **node):
        base = {
            "logo_url": self.picture(),
            "code_type": "CODE_TYPE_QRCODE",
            "brand_name": "云裳折扣",
            "title": "云裳会员卡",
            "notice": "结账前出示",
            "description": "积分一元一分",
            "color": "Color101",
            "sku": {"quantity": 100},
            "date_info": {"type": "DATE_TYPE_PERMANENT"},
            "get_limit": 1,
        }
        card = {
            "base_info": base,
            "prerogative": "全场九五折",
            "supply_bonus": True,
            "supply_balance": True,
            "activate_url": "http://shop.example.test/activate",
            **node,
        }
        made = {"card_type": "MEMBER_CARD", "member_card": card}
        card_id = self.client.card.create({"card": made})
        self.wechat.tick()
        return card_id

    def refused(self, code, function, *arguments, **options):
        with self.assertRaises(WeChatClientException) as caught:
            function(*arguments, **options)
        self.assertEqual(caught.exception.errcode, code)

    def test_a_member_card_from_its_template_to_its_deletion(self):
        card, client = self.member_card(), self.client.card
        info = client.get(card)["member_card"]["base_info"]
        self.assertEqual(info["status"], "CARD_STATUS_VERIFY_OK")
        held = self.wechat.act("take", self.app, self.lei, card_id=card)
        code = held["code"]
        self.assertRegex(code, r"^\d{12}$")
        self.assertFalse(client.get_membercard_user_info(card, code)["has_active"])
        client.activate_membercard("M0001", code, card_id=card, init_bonus=10)
        found = client.update_membercard(code, card, bonus=110, balance=5000)
        self.assertEqual((found["result_bonus"], found["result_balance"]), (110, 5000))
        again = client.update_membercard(code, card, bonus=110, balance=5000)
        self.assertEqual(again["result_bonus"], 110)
        shown = client.get_membercard_user_info(card, code)
        self.assertEqual(shown["membership_number"], "M0001")
        self.assertEqual(
            client.get_card_list(self.openid)["card_list"],
            [{"code": code, "card_id": card}],
        )
        self.wechat.act("delete", self.app, self.lei, card_id=card, code=code)
        self.refused(40127, client.get_code, code, card)
        back = self.wechat.act("take", self.app, self.lei, card_id=card)
        self.assertEqual((back["code"], back["member"]["bonus"]), (code, 110))

    def test_what_a_card_must_not_be(self):
        self.refused(40053, self.member_card, auto_activate=True)
        self.refused(41011, self.member_card, prerogative="")
        self.app["rights"].remove("stored_value")
        self.refused(43010, self.member_card)
        coupon = {"card_type": "CASH", "cash": {"base_info": {}}}
        self.refused(40179, self.client.card.create, {"card": coupon})

    def test_wrong_numbers_long_words_and_unknown_codes_are_refused(self):
        card, client = self.member_card(), self.client.card
        code = self.wechat.act("take", self.app, self.lei, card_id=card)["code"]
        self.refused(-1, client.update_membercard, code, card, bonus=100.0)
        long = {"custom_field_value1": "黑金尊享会员"}
        self.refused(45021, client.update_membercard, code, card, **long)
        self.refused(40056, client.get_code, "000000000000", card)
        self.refused(40073, client.get, "pNOSUCHCARD")

    def test_a_code_is_consumed_once_also_when_the_answer_is_lost(self):
        card, client = self.member_card(), self.client.card
        code = self.wechat.act("take", self.app, self.lei, card_id=card)["code"]
        self.wechat.fail("lost", "/card/code/consume")
        with self.assertRaises(requests.ConnectionError):
            client.consume_code(code, card)
        state = client.get_code(code, card, check_consume=False)
        self.assertEqual(state["user_card_status"], "CONSUMED")
        self.refused(40099, client.consume_code, code, card)

    def test_a_gift_changes_hands_and_its_code(self):
        card = self.member_card()
        mei = self.wechat.new_person("韩梅梅")
        act = self.wechat.act
        old = act("take", self.app, self.lei, card_id=card)["code"]
        act("gift", self.app, self.lei, card_id=card, code=old)
        state = self.client.card.get_code(old, card, check_consume=False)
        self.assertEqual(state["user_card_status"], "GIFTING")
        new = act("accept", self.app, mei, card_id=card, code=old)["code"]
        self.refused(40056, self.client.card.get_code, old, card)
        found = self.client.card.get_code(new, card)
        self.assertEqual(found["openid"], self.wechat.openid(self.app, mei))

    def test_followers_tags_and_codes_with_a_scene(self):
        scene = {"action_info": {"scene": {"scene_str": "shop7"}}}
        made = self.client.qrcode.create({"action_name": "QR_LIMIT_STR_SCENE", **scene})
        self.wechat.act("scan", self.app, self.lei, ticket=made["ticket"])
        info = self.client.user.get(self.openid)
        self.assertEqual((info["subscribe"], info["qr_scene_str"]), (1, "shop7"))
        self.assertEqual(list(self.client.user.iter_followers()), [self.openid])
        tag = self.client.tag.create("黄金会员")
        self.client.tag.tag_user(tag["id"], [self.openid])
        self.assertEqual(self.client.tag.get_user_tag(self.openid), [tag["id"]])
        self.refused(45157, self.client.tag.create, "黄金会员")
        self.refused(40003, self.client.user.get, "oNOBODY")

    def test_messages_reach_those_who_may_be_told(self):
        send = self.client.message.send_text
        self.refused(45015, send, self.openid, "在吗")
        self.wechat.act("follow", self.app, self.lei)
        for _message in range(3):
            send(self.openid, "欢迎")
        self.refused(45047, send, self.openid, "欢迎")
        self.app["templates"]["T1"] = {"title": "积分", "content": "{{number1.DATA}}"}
        data = {"number1": {"value": 5}}
        template = self.client.message.send_template
        self.assertTrue(template(self.openid, "T1", data)["msgid"])
        self.refused(47003, template, self.openid, "T1", {"thing1": {"value": 5}})
        self.wechat.act("unfollow", self.app, self.lei)
        self.refused(43004, template, self.openid, "T1", data)

    def test_a_token_that_died_is_renewed(self):
        self.wechat.act("follow", self.app, self.lei)
        self.client.user.get(self.openid)
        for how in ("expire", "replace"):
            requests.post(
                f"{self.wechat.url}/_sim/tokens",
                json={"appid": self.app["appid"], "do": how},
                timeout=10,
            )
            self.assertEqual(self.client.user.get(self.openid)["subscribe"], 1)

    def test_limits_addresses_and_pages_of_proxies(self):
        self.app["limits"]["/cgi-bin/menu/get"] = 1
        self.assertIsNone(self.client.menu.get())
        with self.assertRaises(APILimitedException):
            self.client.menu.get()
        self.wechat.advance(DAY)
        self.assertIsNone(self.client.menu.get())
        self.wechat.fail("html", "/cgi-bin/user/get")
        self.assertIn("<html>", self.client.user.get_followers().text)
        self.app["ip_list"] = ["10.0.0.1"]
        self.refused(40164, self.client.user.get_followers)

    def test_a_visitor_logs_in_with_a_code_that_is_good_once(self):
        oauth = WeChatOAuth(
            self.app["appid"],
            self.app["secret"],
            "http://shop.example.test/back?a=1",
            scope="snsapi_userinfo",
            state="abc123",
        )
        self.redirect(oauth._http)
        back = self.wechat.authorize(oauth.authorize_url.split("#")[0], self.lei)
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(back).query)
        self.assertEqual((query["state"], query["a"]), (["abc123"], ["1"]))
        found = oauth.fetch_access_token(query["code"][0])
        self.assertEqual(found["openid"], self.openid)
        self.assertTrue(found["unionid"])
        self.assertEqual(oauth.get_user_info()["nickname"], "李雷")
        with self.assertRaises(WeChatClientException) as caught:
            oauth.fetch_access_token(query["code"][0])
        self.assertEqual(caught.exception.errcode, 40163)


class TestWerobot(SdkCase):
    """A robot of another library, which both asks and is told."""

    def setUp(self):
        super().setUp()
        session = self.redirect(requests.Session())
        real, werobot.client.requests = werobot.client.requests, session
        self.addCleanup(setattr, werobot.client, "requests", real)
        self.heard = []
        self.robot = werobot.WeRoBot(
            token=self.app["token"],
            app_id=self.app["appid"],
            app_secret=self.app["secret"],
            encoding_aes_key=self.app["aes_key"],
            enable_session=False,
            logger=SILENT,
        )
        self.robot.add_handler(self.hear, type="all")

    def hear(self, message):
        self.heard.append((message.type, message.source))

    def serve(self):
        server = make_server("127.0.0.1", 0, self.robot.wsgi, handler_class=Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.app["callback_url"] = f"http://127.0.0.1:{server.server_port}/robot"

    def test_it_asks(self):
        client = self.robot.client
        self.wechat.act("follow", self.app, self.lei)
        self.assertEqual(client.get_user_info(self.openid)["subscribe"], 1)
        self.assertEqual(client.get_followers()["data"]["openid"], [self.openid])
        menu = [{"type": "click", "name": "会员中心", "key": "card"}]
        client.create_menu({"button": menu})
        self.assertEqual(client.get_menu()["menu"]["button"], menu)
        client.send_text_message(self.openid, "你好 🎉")
        self.assertEqual(self.app["messages"][-1]["content"]["content"], "你好 🎉")
        scene = {"action_info": {"scene": {"scene_id": 7}}}
        self.assertTrue(
            client.create_qrcode({"action_name": "QR_SCENE", **scene})["url"]
        )
        with self.assertRaises(werobot.client.ClientException):
            client.create_menu({"button": menu * 4})

    def test_it_is_told_in_plain_and_encrypted(self):
        self.serve()
        self.assertTrue(self.wechat.post.check(self.app))
        for mode in ("plain", "aes", "compatible"):
            self.app["mode"] = mode
            self.heard.clear()
            self.wechat.act("follow", self.app, self.lei)
            self.wechat.flush()
            self.wechat.act("say", self.app, self.lei, text="会员卡在哪里？")
            self.wechat.flush()
            kinds = [("subscribe_event", self.openid), ("text", self.openid)]
            self.assertEqual(self.heard, kinds, mode)
            self.wechat.act("unfollow", self.app, self.lei)
            self.wechat.flush()
        self.wechat.post.delivery["key"] = "forged"
        self.heard.clear()
        self.wechat.act("say", self.app, self.lei, text="我不是他")
        self.wechat.flush()
        self.assertEqual(self.heard, [])
        tries = self.wechat.post.pushes[-1]["tries"]
        self.assertEqual([one["status"] for one in tries], [403] * 3)
