"""wechatpayv3, which others wrote, trades coupons with our platform."""

import json
import threading
from wsgiref.simple_server import make_server

import requests
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.type import RequestType

from tests.simulators.wechat.pay import when

from .test_wechat_sdks import Quiet, SdkCase

DAY = 86400


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
        moment = when(self.wechat.now())
        use = {**ids, "use_time": moment, "out_request_no": "USE-001"}
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
