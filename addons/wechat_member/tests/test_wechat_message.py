import json
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .wechat_common import WechatCommon

SEND = "/cgi-bin/message/template/send"


@tagged("post_install", "-at_install")
class TestWechatMessage(WechatCommon):
    """Few messages, to those who want them, and each of them once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env["wechat.template"].create(
            {
                "name": "优惠券到期提醒",
                "account_id": cls.account.id,
                "purpose": "coupon_expiring",
                "template_id": "TPL1",
                "line_ids": [
                    Command.create({"name": "thing1", "value": "title"}),
                    Command.create({"name": "time2", "value": "date"}),
                    Command.create({"name": "phrase3", "text": "即将到期提醒"}),
                ],
            }
        )
        cls.member.member_consent = True
        cls.identity = cls.env["wechat.identity"]._get_for(cls.account, "oSIM1")
        cls.identity.followed = True
        cls.identity._bind(cls.member)
        cls.company.coupon_reminder_days = 3
        cls.env["loyalty.card"].search([]).reminded_at = fields.Datetime.now()

    def _make_coupon(self, days=2, partner=None, **vals):
        today = fields.Date.context_today(
            self.member.with_context(tz=self.company.partner_id.tz)
        )
        day = today + timedelta(days=days)
        return self._make_card(
            self.coupon_program, partner=partner, expiration_date=day, **vals
        )

    def _remind(self):
        self._run("ir_cron_coupon_reminder")

    def _messages(self):
        return self.env["wechat.message"].search([("account_id", "=", self.account.id)])

    def _texts(self):
        return self.env["sms.sms"].search([("number", "=", self.member.member_phone)])

    def _send(self):
        self._run("ir_cron_wechat_message")

    def _run(self, cron):
        self.env.flush_all()
        self.env.ref(f"wechat_member.{cron}").method_direct_trigger()
        self.env.invalidate_all()

    def test_a_coupon_that_expires_is_spoken_of_once(self):
        """Proves R192. One reminder some days before, and no more."""
        self.platform.say(SEND, {"errcode": 0, "errmsg": "ok", "msgid": 42})
        coupon = self._make_coupon()
        later = self._make_coupon(days=9)
        for _day in range(3):
            self._remind()
            self._send()
        self.assertEqual(self.platform.count(SEND), 1)
        body = self.platform.asked[-1][2]
        self.assertEqual((body["touser"], body["template_id"]), ("oSIM1", "TPL1"))
        self.assertEqual(body["data"]["thing1"]["value"], "50 off 300")
        self.assertEqual(body["data"]["phrase3"]["value"], "即将到期…")
        self.assertEqual(self._messages().state, "sent")
        self.assertTrue(coupon.reminded_at)
        self.assertFalse(later.reminded_at)
        self.assertFalse(self._texts())

    def test_a_used_coupon_is_not_spoken_of(self):
        """Proves R192. What is redeemed, expired or nobody's is left alone."""
        self._make_coupon(points=0)
        self._make_coupon(days=-1)
        self._make_coupon(partner=self.env["res.partner"].create({"name": "Guest"}))
        self._remind()
        self.assertFalse(self._messages())

    def test_several_coupons_are_one_message(self):
        self._make_coupon(days=1)
        self._make_coupon(days=2)
        self._remind()
        title = self._messages().data["thing1"]["value"]
        self.assertTrue(title.startswith("50 off 300"))
        self.assertGreater(len(title), len("50 off 300"))

    def test_who_does_not_want_offers_gets_no_reminder(self):
        """Proves R90, R192. An opt-out holds, by WeChat as by text message."""
        coupon = self._make_coupon()
        recipients = self.env["message.recipient"]._get_for(
            [self.member.member_phone], self.company
        )
        recipients[self.member.member_phone]._opt_out()
        self._remind()
        self.assertFalse(self._messages())
        self.assertFalse(self._texts())
        self.assertTrue(coupon.reminded_at)

    def test_who_never_agreed_gets_no_reminder(self):
        self.member.member_consent = False
        self._make_coupon()
        self._remind()
        self.assertFalse(self._messages() | self._messages())

    def test_the_second_offer_in_the_window_is_withheld(self):
        """Proves R90. The cap counts WeChat and text messages together."""
        first = {"title": "上新", "text": "上新了"}
        values = {self.member: first}
        decided = self.member._write_to_members("news", "marketing", values)
        self.assertEqual(decided[self.member].state, "passed")
        self.assertEqual(len(self._texts()), 1)
        coupon = self._make_coupon()
        self._remind()
        self.assertFalse(self._messages())
        gate = self.env["message.gate"].search([("channel", "=", "chat")], limit=1)
        self.assertEqual((gate.state, gate.reason), ("withheld", "too_soon"))
        # there is still time to say it when the window is over
        self.assertFalse(coupon.reminded_at)

    def test_who_does_not_follow_is_told_by_text_message(self):
        """Proves R87, R192. WeChat is an addition: others hear of it as well."""
        self.identity.followed = False
        self._make_coupon()
        self._remind()
        self.assertFalse(self._messages())
        self.assertIn("50 off 300", self._texts().body)

    def test_a_lost_answer_sends_the_message_once(self):
        """The platform recognises the number of a message that comes again."""
        self.platform.say(SEND, None, {"errcode": 0, "msgid": 43})
        self._make_coupon()
        self._remind()
        self._send()
        numbers = {
            body["client_msg_id"]
            for path, _q, body in self.platform.asked
            if body and path == SEND
        }
        self.assertEqual(len(numbers), 1)
        self.assertEqual(self._messages().state, "sent")

    def test_a_subscription_message_in_doubt_is_not_repeated(self):
        self.template.kind = "subscribe"
        path = "/cgi-bin/message/subscribe/bizsend"
        self.platform.say(path, None)
        self._make_coupon()
        self._remind()
        self._send()
        self.assertEqual(self._messages().state, "failed")
        self._send()
        self.assertEqual(self.platform.count(path), 1)

    def test_a_subscription_message_that_was_not_sent_waits(self):
        self.template.kind = "subscribe"
        path = "/cgi-bin/message/subscribe/bizsend"
        self.platform.say(path, {"errcode": 45011, "errmsg": "minute"})
        self._make_coupon()
        self._remind()
        self._send()
        message = self._messages()
        self.assertEqual(message.state, "waiting")
        self.account._wake()
        self.platform.say(path, {"errcode": 0, "errmsg": "ok"})
        message.next_try_at = fields.Datetime.now()
        self._send()
        self.assertEqual((message.state, message.note), ("sent", False))

    def test_somebody_who_left_is_skipped(self):
        self.platform.say(SEND, {"errcode": 43004, "errmsg": "require subscribe"})
        self._make_coupon()
        self._remind()
        self._send()
        message = self._messages()
        self.assertEqual(message.state, "skipped")
        self.assertIn("43004", message.note)

    def test_a_used_up_day_puts_messages_off(self):
        self.platform.say(SEND, {"errcode": 45009, "errmsg": "limit"})
        self._make_coupon()
        self._remind()
        self._send()
        message = self._messages()
        self.assertEqual(message.state, "waiting")
        self.assertGreater(message.next_try_at, fields.Datetime.now())

    def _tell(self, kind, **elements):
        """The platform tells what became of a message."""
        self.env["wechat.event"].create(
            {
                "account_id": self.account.id,
                "company_id": self.company.id,
                "kind": kind,
                "openid": "oSIM1",
                "sent_at": fields.Datetime.now(),
                "received_at": fields.Datetime.now(),
                "next_try_at": fields.Datetime.now(),
                "key": f"{kind}{elements}",
                "payload": json.dumps(elements),
            }
        )
        self._run("ir_cron_wechat_event")

    def _sent(self, number, path=SEND):
        self.platform.say(path, {"errcode": 0, "errmsg": "ok", "msgid": number})
        self._make_coupon()
        self._remind()
        self._send()
        return self._messages()[:1]

    def test_the_platform_tells_later_whether_a_message_arrived(self):
        message = self._sent(42)
        self._tell("templatesendjobfinish", MsgID="42", Status="success")
        self.assertEqual((message.state, message.note), ("arrived", False))

    def test_who_blocks_messages_is_not_counted_as_reached(self):
        message = self._sent(42)
        self._tell("templatesendjobfinish", MsgID="42", Status="failed:user block")
        self.assertEqual(message.state, "skipped")
        self.assertIn("user block", message.note)

    def test_a_message_that_failed_on_its_way_says_so(self):
        self.template.kind = "subscribe"
        message = self._sent("43", "/cgi-bin/message/subscribe/bizsend")
        self.assertEqual(message.state, "sent")
        row = {"MsgID": "43", "ErrorCode": "20001", "ErrorStatus": "system error"}
        self._tell("subscribe_msg_sent_event", SubscribeMsgSentEvent={"List": row})
        self.assertEqual((message.state, message.note), ("failed", "system error"))

    def test_a_result_of_somebody_elses_message_changes_nothing(self):
        message = self._sent(42)
        self._tell("templatesendjobfinish", MsgID="41", Status="failed:user block")
        self.assertEqual(message.state, "sent")
