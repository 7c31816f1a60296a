"""Our WeChat platform goes wrong in every way a test may need, and only then."""

import json
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
from wechatpy import WeChatClient
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException

from tests.flows.test_wechat_sdks import Elsewhere
from tests.simulators.wechat import Wechat
from tests.simulators.wechat.card_acts import take_signed
from tests.simulators.wechat.errors import Refusal
from tests.simulators.wechat.push import signature

HOUR = 3600


class Merchant:
    """A merchant's callback that notes what it is told and answers as it is set."""

    def __init__(self):
        self.heard, self.answers = [], []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/callback"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def _handler(self):
        merchant = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                size = int(self.headers["Content-Length"])
                body = self.rfile.read(size).decode()
                merchant.heard.append((self.path, body))
                status, text = (
                    merchant.answers.pop(0) if merchant.answers else (200, "success")
                )
                self.send_response(status)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_args):
                """Say nothing."""

        return Handler


class FaultCase(unittest.TestCase):
    def setUp(self):
        self.wechat = Wechat()
        self.wechat.__enter__()
        self.addCleanup(self.wechat.__exit__)
        self.app = self.wechat.new_app()
        self.lei = self.wechat.new_person("李雷")
        self.openid = self.wechat.act("follow", self.app, self.lei)

    def control(self, where, /, **values):
        url = f"{self.wechat.url}/_sim/{where}"
        answer = requests.post(url, json=values, timeout=30)
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()


class TestAnswers(FaultCase):
    def setUp(self):
        super().setUp()
        asked = {"grant_type": "client_credential", "appid": self.app["appid"]}
        asked["secret"] = self.app["secret"]
        answer = self.ask("POST", "/cgi-bin/stable_token", json=asked)
        self.token = answer.json()["access_token"]

    def ask(self, method, path, **options):
        options.setdefault("timeout", 5)
        return requests.request(method, self.wechat.url + path, **options)

    def info(self, **options):
        words = {"access_token": self.token, "openid": self.openid}
        return self.ask("GET", "/cgi-bin/user/info", params=words, **options)

    def code(self):
        return self.info().json().get("errcode")

    def test_each_fault_comes_as_often_as_asked(self):
        self.control("faults", kind="error", path="/cgi-bin/user", code=-1, times=2)
        self.assertEqual([self.code() for _try in range(3)], [-1, -1, 0])
        self.wechat.fail("error", "/cgi-bin/user", times=0, code=45009)
        self.assertEqual({self.code() for _try in range(5)}, {45009})
        self.ask("DELETE", "/_sim/faults")
        self.assertEqual(self.code(), 0)

    def test_answers_that_are_none(self):
        self.wechat.fail("html")
        self.assertIn("<html>", self.info().text)
        self.wechat.fail("status", status=502)
        self.assertEqual(self.info().status_code, 502)
        self.wechat.fail("truncated")
        with self.assertRaises(ValueError):
            self.info().json()
        self.wechat.fail("reset")
        with self.assertRaises(requests.ConnectionError):
            self.info()
        self.wechat.fail("slow", seconds=2)
        with self.assertRaises(requests.Timeout):
            self.info(timeout=0.5)

    def test_answers_that_lie_a_little(self):
        self.wechat.fail("missing", field="subscribe")
        self.assertNotIn("subscribe", self.info().json())
        self.wechat.fail("text", field="subscribe_time")
        self.assertIsInstance(self.info().json()["subscribe_time"], str)
        self.wechat.fail("extra", values={"nickname": "控制\u0007符"})
        self.assertEqual(self.info().json()["nickname"], "控制\u0007符")

    def test_what_is_lost_has_happened_and_what_is_reset_has_not(self):
        tag = {"tag": {"name": "一"}}
        for kind, count in (("reset", 0), ("lost", 1)):
            self.wechat.fail(kind, "/cgi-bin/tags/create")
            with self.assertRaises(requests.ConnectionError):
                self.ask(
                    "POST",
                    "/cgi-bin/tags/create",
                    params={"access_token": self.token},
                    json=tag,
                )
            self.assertEqual(len(self.app["tags"]), count)

    def test_tokens_die_in_every_way(self):
        self.assertEqual(self.code(), 0)
        self.control("tokens", appid=self.app["appid"], do="expire")
        self.assertEqual(self.code(), 42001)
        self.control("tokens", appid=self.app["appid"], do="replace")
        self.assertEqual(self.code(), 40001)
        self.token = "short"
        self.assertEqual(self.code(), 40014)
        self.token = ""
        self.assertEqual(self.code(), 41001)

    def test_a_stable_token_stays_and_a_plain_one_changes(self):
        words = {"grant_type": "client_credential", "appid": self.app["appid"]}
        words["secret"] = self.app["secret"]

        def stable(**more):
            asked = {**words, **more}
            return self.ask("POST", "/cgi-bin/stable_token", json=asked).json()

        def plain():
            return self.ask("GET", "/cgi-bin/token", params=words).json()

        self.assertEqual(stable()["access_token"], self.token)
        forced = stable(force_refresh=True)["access_token"]
        self.assertNotEqual(forced, self.token)
        self.assertEqual(self.code(), 42001)
        # too early to force it again
        self.assertEqual(stable(force_refresh=True)["access_token"], forced)
        first, second = plain()["access_token"], plain()["access_token"]
        self.assertNotEqual(first, second)
        self.token = first
        self.assertEqual(self.code(), 0)
        self.wechat.advance(301)
        self.assertEqual(self.code(), 42001)
        self.token = second
        self.assertEqual(self.code(), 0)
        self.wechat.advance(2 * HOUR)
        self.assertEqual(self.code(), 42001)

    def test_another_library_survives_half_a_character(self):
        client = WeChatClient(self.app["appid"], self.app["secret"])
        client._http.mount("https://api.weixin.qq.com/", Elsewhere(self.wechat.url))
        self.wechat.fail(
            "extra", "/cgi-bin/user/info", values={"nickname": "李\ud83d雷"}
        )
        self.assertEqual(client.user.get(self.openid)["nickname"], "李雷")

    def test_a_card_on_a_page_has_to_be_signed_once(self):
        ticket = {"ticket": "T", "until": self.wechat.now() + HOUR}
        self.app["tickets"]["wx_card"] = ticket
        ext = {"timestamp": "1700000000", "nonce_str": "n", "openid": self.openid}
        ext["signature"] = signature("T", "1700000000", "pX", self.openid, "n")
        wrong = {**ext, "signature": "0" * 40}
        for given, code in ((wrong, 40080), (ext, 40073), (ext, 40080)):
            with self.assertRaises(Refusal) as caught:
                take_signed(self.wechat, self.app, self.lei, "pX", json.dumps(given))
            self.assertEqual(caught.exception.code, code)


class TestPushes(FaultCase):
    def setUp(self):
        super().setUp()
        self.merchant = Merchant()
        self.addCleanup(self.merchant.close)
        self.app.update(callback_url=self.merchant.url, mode="aes")

    def say(self, text):
        self.wechat.act("say", self.app, self.lei, text=text)

    def read(self, number=-1, key="aes_key"):
        """What the merchant was told, by another library."""
        path, body = self.merchant.heard[number]
        query = dict(part.split("=") for part in path.split("?")[1].split("&"))
        crypto = WeChatCrypto(self.app["token"], self.app[key], self.app["appid"])
        names = ("msg_signature", "timestamp", "nonce")
        return crypto.decrypt_message(body, *(query[name] for name in names))

    def test_a_push_is_tried_three_times(self):
        self.merchant.answers = [(500, "oops"), (200, "<html>"), (200, "success")]
        self.say("在吗")
        self.wechat.flush()
        self.assertEqual(len({body for _path, body in self.merchant.heard}), 1)
        tries = self.wechat.post.pushes[-1]["tries"]
        self.assertEqual([one["status"] for one in tries], [500, 200, 200])
        self.merchant.answers = [(503, "")] * 5
        self.say("还在吗")
        self.wechat.flush()
        self.assertEqual(len(self.merchant.heard), 6)

    def test_pushes_come_twice_late_and_in_any_order(self):
        self.control("delivery", copies=2)
        self.say("一")
        self.wechat.flush()
        self.assertEqual(len(self.merchant.heard), 2)
        self.control("delivery", copies=1, hold=True, shuffle=True)
        for number in range(20):
            self.say(f"第{number}句")
        self.assertEqual(len(self.merchant.heard), 2)
        self.control("release")
        self.assertEqual(len(self.merchant.heard), 22)
        self.control("delivery", hold=False, age=3 * HOUR)
        self.say("三小时前")
        self.wechat.flush()
        old = self.wechat.post.pushes[-1]["values"]["CreateTime"]
        self.assertLessEqual(old, self.wechat.now() - 3 * HOUR)

    def test_pushes_by_a_key_of_yesterday_or_of_somebody_else(self):
        self.app["old_aes_key"] = "Z" * 43
        self.control("delivery", key="old")
        self.say("钥匙换过")
        self.wechat.flush()
        self.assertIn("钥匙换过", self.read(key="old_aes_key"))
        self.control("delivery", key="forged")
        self.say("我不是他")
        self.wechat.flush()
        with self.assertRaises(InvalidSignatureException):
            self.read()

    def test_an_event_comes_before_the_answer_that_caused_it(self):
        self.app["templates"]["T"] = {"title": "", "content": ""}
        self.wechat.fail("events_first", "/cgi-bin/message/template/send")
        token = "t" * 30
        self.app["tokens"][token] = {"kind": "token", "until": self.wechat.now() + 99}
        answer = requests.post(
            f"{self.wechat.url}/cgi-bin/message/template/send",
            params={"access_token": token},
            json={"touser": self.openid, "template_id": "T", "data": {}},
            timeout=10,
        ).json()
        self.assertIn(str(answer["msgid"]), self.read())

    def test_any_event_at_all_can_be_pushed(self):
        event = {"Event": "giftcard_pay_done", "OrderId": "Z1", "Words": "<b>]]></b>"}
        words = {"appid": self.app["appid"], "person": self.lei, "event": event}
        self.control("push", **words)
        self.wechat.flush()
        self.assertIn("giftcard_pay_done", self.read())

    def test_everything_can_be_taken_out_and_put_back(self):
        state = requests.get(f"{self.wechat.url}/_sim/state", timeout=10).json()
        self.control("reset")
        self.assertEqual(self.wechat.apps, {})
        self.control("state", **state)
        self.assertIn(self.app["appid"], self.wechat.apps)
        self.assertIn(self.openid, self.wechat.apps[self.app["appid"]]["followers"])
