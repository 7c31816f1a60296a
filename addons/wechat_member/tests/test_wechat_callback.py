import hashlib
import time
from urllib.parse import urlencode

from wechatpy.crypto import WeChatCrypto

from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .wechat_common import APP_ID, WechatCommon

TOKEN = "simtoken"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


@tagged("post_install", "-at_install")
class TestWechatCallback(WechatCommon, HttpCase):
    """What WeChat pushes, through the address it is pushed to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.path = f"/wechat/callback/{cls.account.callback_key}"
        cls.events = cls.env["wechat.event"]

    def setUp(self):
        super().setUp()
        self.env.registry.clear_cache()
        self.now = int(time.time())

    # --- how WeChat pushes ------------------------------------------------------------

    def _xml(self, event="subscribe", openid="oAnna", **words):
        words = {
            "ToUserName": "gh_spruce",
            "FromUserName": openid,
            "CreateTime": str(self.now),
            "MsgType": "event",
            "Event": event,
            **words,
        }
        inner = "".join(
            f"<{name}><![CDATA[{word}]]></{name}>" for name, word in words.items()
        )
        return f"<xml>{inner}</xml>"

    def _query(self, moment=None, nonce="n1", token=TOKEN, **words):
        moment = str(self.now if moment is None else moment)
        signature = hashlib.sha1("".join(sorted([token, moment, nonce])).encode())
        return {
            "signature": signature.hexdigest(),
            "timestamp": moment,
            "nonce": nonce,
            **words,
        }

    def _push_plain(self, text, **words):
        return self._post(self._query(**words), text)

    def _push(self, text, key=AES_KEY, moment=None, nonce="n1"):
        moment = str(self.now if moment is None else moment)
        crypto = WeChatCrypto(TOKEN, key, APP_ID)
        answer = crypto.encrypt_message(text, nonce, moment)
        sealed, signature = (
            answer.split(f"<{name}><![CDATA[")[1].split("]]>")[0]
            for name in ("Encrypt", "MsgSignature")
        )
        query = self._query(moment, nonce)
        query |= {"encrypt_type": "aes", "msg_signature": signature}
        return self._post(query, f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>")

    def _post(self, query, text, path=None):
        self.env.flush_all()
        return self.url_open(
            f"{path or self.path}?{urlencode(query)}",
            data=text.encode(),
            headers={"Content-Type": "text/xml"},
        )

    def _count(self):
        return self.events.search_count([("account_id", "=", self.account.id)])

    def _work(self):
        self.env.ref("wechat_member.ir_cron_wechat_event").method_direct_trigger()
        self.env.invalidate_all()

    def _assertRefused(self, answer, *statuses):
        self.assertIn(answer.status_code, statuses)
        self.assertNotIn("<", answer.text)

    # --- the tests --------------------------------------------------------------------

    def test_the_platform_is_given_its_echo_and_nobody_else(self):
        url = f"{self.path}?{urlencode(self._query(echostr='8<b>77'))}"
        answer = self.url_open(url)
        self.assertEqual((answer.status_code, answer.text), (200, "8<b>77"))
        self.assertTrue(answer.headers["Content-Type"].startswith("text/plain"))
        url = f"{self.path}?{urlencode(self._query(token='other', echostr='877'))}"
        self._assertRefused(self.url_open(url), 403)

    def test_following_is_heard_once_however_often_it_is_told(self):
        for nonce in ("n1", "n1", "n2", "n3"):
            answer = self._push(self._xml(EventKey="qrscene_poster7"), nonce=nonce)
            self.assertEqual((answer.status_code, answer.text), (200, "success"))
        self.assertEqual(self._count(), 1)
        self._work()
        identity = self.env["wechat.identity"].search([("openid", "=", "oAnna")])
        self.assertTrue(identity.followed)
        self.assertEqual(identity.scene, "poster7")
        self.assertEqual(self.events.search([]).mapped("state"), ["done"])

    def test_leaving_told_before_following_still_holds(self):
        later = self.now
        self._push(self._xml("unsubscribe"))
        self.now = later - 5
        self._push(self._xml("subscribe"), nonce="n2")
        self._work()
        identity = self.env["wechat.identity"].search([("openid", "=", "oAnna")])
        self.assertFalse(identity.followed)

    def test_forged_late_replayed_and_foreign_requests_leave_nothing(self):
        self.account.callback_mode = "plain"
        forged = self._post(self._query() | {"signature": "0" * 40}, self._xml())
        self._assertRefused(forged, 403)
        late = self._push_plain(self._xml(), moment=self.now - 3600)
        self._assertRefused(late, 403)
        self._assertRefused(self._push_plain("<xml>"), 400)
        self._assertRefused(self._push_plain("x" * 70000), 413)
        unknown = self._post(self._query(), self._xml(), "/wechat/callback/none")
        self._assertRefused(unknown, 404)
        self.assertEqual(self._count(), 0)
        # one signature carries one message
        self.assertEqual(self._push_plain(self._xml()).text, "success")
        self._assertRefused(self._push_plain(self._xml(openid="oEvil")), 403)
        self.assertEqual(self._count(), 1)

    def test_what_is_not_sealed_is_refused_in_safe_mode(self):
        self._assertRefused(self._push_plain(self._xml()), 403)

    def test_a_changed_key_still_opens_what_was_sealed_before(self):
        self.account.aes_key = AES_KEY[::-1]
        self.assertEqual(self._push(self._xml()).text, "success")
        again = self._push(self._xml("unsubscribe"), AES_KEY[::-1], nonce="n2")
        self.assertEqual(again.text, "success")
        self.assertEqual(self._count(), 2)

    def test_an_archived_account_is_not_told_anything(self):
        self.account.active = False
        self._assertRefused(self._push(self._xml()), 404)

    def test_unknown_events_are_kept_and_do_no_harm(self):
        self._push(self._xml("something_new_of_2027", Odd="\u202e😊"))
        self._push(self._xml("_act", openid="oBob"), nonce="n2")
        self._work()
        self.assertEqual(set(self.events.search([]).mapped("state")), {"done"})

    @mute_logger("odoo.addons.wechat_member.models.wechat_event")
    def test_what_fails_is_tried_again_then_shown_and_put_back_by_hand(self):
        self._push(self._xml("SCAN", EventKey="x"))
        event = self.events.search([])
        # a message that can not be read any more
        event.sudo().payload = "{"
        for _turn in range(9):
            event.next_try_at = "2020-01-01"
            self.env.flush_all()
            self._work()
        self.assertEqual(event.state, "dead")
        self.assertEqual(self.account.dead_event_count, 1)
        event.sudo().payload = '{"EventKey": "poster9"}'
        event.action_try_again()
        self._work()
        self.assertEqual(event.state, "done")

    def test_staff_of_another_company_does_not_see_the_messages(self):
        self._push(self._xml())
        other = self.env["res.company"].create({"name": "Other"})
        user = self.env["res.users"].create(
            {
                "name": "Other clerk",
                "login": "other.clerk",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
                "group_ids": [
                    Command.link(self.env.ref("wechat_member.group_member_manager").id)
                ],
            }
        )
        self.assertFalse(self.events.with_user(user).search([]))
