"""Clients and servers that others wrote for WeChat get along with our platform.

wechatpy and WeRoBot ask it, WeRoBot is told by it, wechatpayv3 trades coupons with it.
"""

import io
import json
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
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.type import RequestType
from wechatpy import WeChatClient, WeChatOAuth
from wechatpy.exceptions import APILimitedException, WeChatClientException

from tests.simulators.wechat import Wechat
from tests.simulators.wechat.pay import when

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


class TestWechatpayv3(SdkCase):
    def setUp(self):
        super().setUp()
        self.merchant = self.wechat.new_merchant(appids=[self.app["appid"]])
        self.pay = self.client()

    def client(self, **other):
        merchant = {**self.merchant, **other}
        made = WeChatPay(
            wechatpay_type=WeChatPayType.JSAPI,
            mchid=merchant["mchid"],
            private_key=merchant["private_key"],
            cert_serial_no=merchant["serial"],
            appid=self.app["appid"],
            apiv3_key=merchant["api_key"],
            public_key=merchant["platform_public"],
            public_key_id=merchant["platform_serial"],
            timeout=(5, 10),
        )
        made._core._gate_way = self.wechat.url
        return made

    def stock(self, **other):
        now = self.wechat.now()
        times = {
            "available_begin_time": when(now - DAY),
            "available_end_time": when(now + DAY),
        }
        values = {
            "stock_name": "满100减10",
            "belong_merchant": self.merchant["mchid"],
            "goods_name": "全场",
            "stock_type": "NORMAL",
            "coupon_use_rule": {
                "coupon_available_time": times,
                "fixed_normal_coupon": {
                    "discount_amount": 1000,
                    "transaction_minimum": 10000,
                },
                "use_method": "OFF_LINE",
            },
            "stock_send_rule": {"max_coupons": 100, "max_coupons_per_user": 2},
            "out_request_no": "STOCK1",
            "coupon_code_mode": "WECHATPAY_MODE",
            **other,
        }
        return self.pay.marketing_busifavor_stock_create(**values)

    def good(self, answer):
        status, text = answer
        self.assertIn(status, (200, 204), text)
        return json.loads(text) if text else None

    def no(self, answer, status, code):
        self.assertEqual((answer[0], json.loads(answer[1])["code"]), (status, code))

    def coupon(self):
        """A stock of which somebody has one."""
        stock_id = self.good(self.stock())["stock_id"]
        ids = {"mchid": self.merchant["mchid"], "stock_id": stock_id}
        taken = self.wechat.act("take_coupon", self.app, self.lei, **ids)
        return stock_id, taken["coupon_code"]

    def use(self, code, number):
        return self.pay.marketing_busifavor_coupon_use(
            coupon_code=code,
            use_time=when(self.wechat.now()),
            use_request_no=number,
            appid=self.app["appid"],
        )

    def detail(self, code):
        return self.good(
            self.pay.marketing_busifavor_coupon_detail(
                openid=self.openid, coupon_code=code
            )
        )

    def test_a_coupon_is_used_and_given_back(self):
        stock_id, code = self.coupon()
        self.assertRegex(code, r"^\d{22}$")
        moment = self.good(self.use(code, "USE1"))["wechatpay_use_time"]
        self.wechat.advance(3)
        again = self.pay.marketing_busifavor_coupon_use(
            coupon_code=code,
            use_time=moment,
            use_request_no="USE1",
            appid=self.app["appid"],
        )
        self.assertEqual(self.good(again)["wechatpay_use_time"], moment)
        self.no(self.use(code, "USE2"), 409, "RESOURCE_ALREADY_EXISTS")
        self.assertEqual(self.detail(code)["coupon_state"], "USED")
        self.good(
            self.pay.marketing_busifavor_coupon_return(
                coupon_code=code, stock_id=stock_id, return_request_no="RETURN1"
            )
        )
        self.assertEqual(self.detail(code)["coupon_state"], "SENDED")
        self.good(
            self.pay.marketing_busifavor_coupon_deactivate(
                coupon_code=code, stock_id=stock_id, deactivate_request_no="STOP1"
            )
        )
        self.no(self.use(code, "USE3"), 400, "INVALID_REQUEST")

    def test_a_request_number_stands_for_one_request(self):
        first = self.good(self.stock())
        self.assertEqual(self.good(self.stock()), first)
        self.no(self.stock(stock_name="另一个"), 400, "INVALID_REQUEST")

    def test_the_platforms_clock_decides_who_is_late(self):
        _stock, code = self.coupon()
        self.wechat.data["skew"] += 2 * DAY
        coupon = self.merchant["coupons"]
        self.assertEqual(next(iter(coupon.values()))["coupon_state"], "SENDED")
        self.no(self.use(code, "USE1"), 401, "SIGN_ERROR")
        self.wechat.data["skew"] -= 2 * DAY
        next(iter(coupon.values()))["until"] = self.wechat.now()
        self.assertEqual(self.detail(code)["coupon_state"], "EXPIRED")

    def test_strangers_and_merchants_without_the_right_are_refused(self):
        other = self.wechat.new_merchant()
        stranger = self.client(private_key=other["private_key"])
        answer = stranger.marketing_busifavor_callback_query(self.merchant["mchid"])
        self.no(answer, 401, "SIGN_ERROR")
        self.merchant["rights"].remove("busifavor")
        self.no(self.stock(), 403, "NO_AUTH")

    def test_an_answer_nobody_or_somebody_else_signed_is_noticed(self):
        for kind in ("unsigned", "forged"):
            self.wechat.fail(kind, "/v3/")
            with self.assertRaisesRegex(Exception, "not support|failed|sign", msg=kind):
                self.stock()

    def test_what_follows_the_coupons_is_confirmed_before_it_is_used(self):
        """商品券: issued, confirmed, used, given back, by the same signer."""
        now = self.wechat.now()
        period = {
            "available_begin_time": when(now - DAY),
            "available_end_time": when(now + DAY),
        }
        stock = {
            "coupon_code_mode": "WECHATPAY",
            "stock_send_rule": {"max_count": 10, "max_count_per_user": 1},
            "single_usage_rule": {"coupon_available_period": period},
        }
        made = self.good(
            self.product(
                "product-coupons",
                scope="ALL",
                type="NORMAL",
                usage_mode="SINGLE",
                display_info={"name": "满100减10"},
                stock=stock,
                out_request_no="PRODUCT-1",
            )
        )
        ids = {
            "product_coupon_id": made["product_coupon_id"],
            "stock_id": made["stock"]["stock_id"],
            "appid": self.app["appid"],
        }
        people = f"users/{self.openid}/coupons"
        sent = self.good(self.product(people, **ids, out_request_no="SEND-1"))
        self.assertEqual(sent["coupon_state"], "CONFIRMING")
        one = f"{people}/{sent['coupon_code']}"
        use = {**ids, "use_time": when(now), "out_request_no": "USE-001"}
        self.no(self.product(f"{one}/use", **use), 400, "INVALID_REQUEST")
        self.good(self.product(f"{one}/confirm", **ids, out_request_no="CONFIRM-1"))
        used = self.good(self.product(f"{one}/use", **use))
        self.assertEqual(self.good(self.product(f"{one}/use", **use)), used)
        other = {**use, "out_request_no": "USE-002"}
        self.no(self.product(f"{one}/use", **other), 400, "INVALID_REQUEST")
        back = self.product(f"{one}/return", **ids, out_request_no="RETURN-1")
        self.assertEqual(self.good(back)["coupon_state"], "EFFECTIVE")
        told = [notice["event_type"] for notice in self.merchant["notices"]]
        names = [f"PRODUCT_COUPON_SP.{name}" for name in ("SEND", "USE", "RETURN")]
        self.assertEqual(told, names)

    def product(self, path, **values):
        base = "/v3/marketing/partner/product-coupon"
        values["brand_id"] = self.merchant["brand_id"]
        return self.pay._core.request(
            f"{base}/{path}", method=RequestType.POST, data=values
        )

    def test_the_merchant_is_told_of_a_coupon(self):
        _stock, code = self.coupon()
        (notice,) = self.merchant["notices"]
        self.assertEqual(notice["resource"]["coupon_code"], code)
        text, headers = self.sealed(notice["resource"])
        found = self.pay.callback(headers, text)
        self.assertEqual(found["event_type"], "COUPON.SEND")
        self.assertEqual(found["resource"]["coupon_code"], code)
        headers["Wechatpay-Signature"] = "WECHATPAY/SIGNTEST/" + "A" * 300
        self.assertIsNone(self.pay.callback(headers, text))

    def sealed(self, resource):
        """What the merchant's server would get."""
        heard = []

        def hear(environ, start):
            size = int(environ["CONTENT_LENGTH"])
            heard.append((environ["wsgi.input"].read(size).decode(), environ))
            start("204 No Content", [])
            return [b""]

        server = make_server("127.0.0.1", 0, hear, handler_class=Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        told = {
            "mchid": self.merchant["mchid"],
            "event_type": "COUPON.SEND",
            "resource": resource,
            "url": f"http://127.0.0.1:{server.server_port}/notice",
        }
        url = f"{self.wechat.url}/_sim/pay/notify"
        requests.post(url, json=told, timeout=10).raise_for_status()
        self.wechat.flush()
        text, environ = heard[0]
        names = ("Signature", "Timestamp", "Nonce", "Serial", "Signature-Type")
        headers = {
            f"Wechatpay-{name}": environ[
                f"HTTP_WECHATPAY_{name.upper().replace('-', '_')}"
            ]
            for name in names
        }
        return text, headers
