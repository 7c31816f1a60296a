"""What is pushed is believed only if it is signed, fresh, whole and for us."""

import random
import unittest
from urllib.parse import parse_qsl

from wechat_member.callback import Keys, Refused, check_address, open_message
from wechatpy.crypto import WeChatCrypto

NOW = 1700000000
TOKEN = "simtoken"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OTHER_AES_KEY = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"
APP_ID = "wx0123456789abcdef"
SIGNED = (
    f"signature=42ec51be62504258f3f8e7398b6a2012de17e8b1&timestamp={NOW}&nonce=n0nce42"
)
SEALED = (
    "Q3stYC6hdFzMh9T8HCvyDGwVTPbVgP08qAkxoXM5mV+xur0cYovC1Bj3KudMm8jVdpUaVTcB8SklmfGIbpu83"
    "/N/maPvcj+XAzWY7L9TDNCUlyb//YvzijbGgqLF55BwxmG32IKRf6HagBRXqj+js22s5eVr/0wuo/yN0tGBhE"
    "GfXn7ULw8RCR6rZYn6whRy3K6myAOle0+vkydeUVC7GsSmI8QuygvORMd9yE82mVj8YVK62vMKjr/eoz79i4G"
    "Tfvxu4F9hLlecuTjvhsDMWncMX5omT8+m58/vzoylG7OdY/54AvShzMNCcZruUYneGIlIzoktpl3Nv4zEeZTG"
    "7A=="
)
EVENT = (
    "<xml><ToUserName><![CDATA[gh_sim]]></ToUserName>"
    "<FromUserName><![CDATA[oSIM1]]></FromUserName>"
    f"<CreateTime>{NOW}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
    "<Event><![CDATA[user_get_card]]></Event></xml>"
)
PLAIN = Keys(1, 1, APP_ID, TOKEN)
SAFE = Keys(1, 1, APP_ID, TOKEN, (AES_KEY,), "safe")


def query(text=SIGNED, **words):
    return dict(parse_qsl(text)) | words


class TestCallbackEnvelope(unittest.TestCase):
    def _refused(self, body, words, keys, now=NOW):
        with self.assertRaises(Refused) as caught:
            open_message(
                body if isinstance(body, bytes) else body.encode(), words, keys, now
            )
        return caught.exception.status

    def _seal(self, text=EVENT, key=AES_KEY, app_id=APP_ID):
        crypto = WeChatCrypto(TOKEN, key, app_id)
        answer = crypto.encrypt_message(text, "n0nce42", str(NOW))
        sealed = open_part(answer, "Encrypt")
        signature = open_part(answer, "MsgSignature")
        return envelope(sealed), query(encrypt_type="aes", msg_signature=signature)

    def test_the_address_is_proven_by_the_very_text_that_was_sent(self):
        self.assertEqual(check_address(query(echostr="7<b>"), PLAIN, NOW), "7<b>")
        with self.assertRaises(Refused):
            check_address(query(echostr="7", nonce="other"), PLAIN, NOW)

    def test_a_plain_event_is_read(self):
        message = open_message(EVENT.encode(), query(), PLAIN, NOW)
        self.assertEqual(
            (message.kind, message.openid, message.time),
            ("user_get_card", "oSIM1", NOW),
        )

    def test_the_sealed_event_of_the_reference_is_read(self):
        words = query(
            encrypt_type="aes",
            msg_signature="4a3b8c53aea8dcbde786c8370718166917990495",
        )
        message = open_message(envelope(SEALED).encode(), words, SAFE, NOW)
        self.assertEqual(message.kind, "user_get_card")
        self.assertIsNone(message.nonce)

    def test_a_message_sealed_before_the_key_was_changed_still_opens(self):
        keys = SAFE._replace(aes_keys=(OTHER_AES_KEY, AES_KEY))
        body, words = self._seal()
        message = open_message(body.encode(), words, keys, NOW)
        self.assertEqual(message.openid, "oSIM1")

    def test_in_compatible_mode_only_the_sealed_part_is_believed(self):
        body, words = self._seal()
        both = body.replace("<Encrypt>", "<FromUserName>oEVIL</FromUserName><Encrypt>")
        keys = SAFE._replace(mode="compatible")
        self.assertEqual(open_message(both.encode(), words, keys, NOW).openid, "oSIM1")

    def test_repetitions_have_one_key_and_other_messages_another(self):
        first = open_message(EVENT.encode(), query(), PLAIN, NOW)
        body, words = self._seal()
        again = open_message(body.encode(), words, SAFE, NOW)
        self.assertEqual(first.key, again.key)
        for old, new in (("oSIM1", "oSIM2"), (str(NOW), str(NOW + 1)), ("get", "del")):
            other = open_message(EVENT.replace(old, new).encode(), query(), PLAIN, NOW)
            self.assertNotEqual(first.key, other.key)

    def test_forged_late_and_foreign_messages_are_refused(self):
        self.assertEqual(self._refused(EVENT, query(signature="0" * 40), PLAIN), 403)
        self.assertEqual(self._refused(EVENT, query(signature="é"), PLAIN), 403)
        self.assertEqual(self._refused(EVENT, {}, PLAIN), 403)
        self.assertEqual(self._refused(EVENT, query(), PLAIN, NOW + 601), 403)
        self.assertEqual(self._refused(EVENT, query(), PLAIN, NOW - 601), 403)
        self.assertEqual(self._refused(EVENT, query(), PLAIN._replace(token="")), 403)
        self.assertEqual(self._refused(EVENT, query(), SAFE), 403)
        body, words = self._seal(app_id="wxother")
        self.assertEqual(self._refused(body, words, SAFE), 403)
        body, words = self._seal(key=OTHER_AES_KEY)
        self.assertEqual(self._refused(body, words, SAFE), 403)
        body, words = self._seal()
        changed = body.replace("<Encrypt><![CDATA[", "<Encrypt><![CDATA[A")
        self.assertEqual(self._refused(changed, words, SAFE), 403)

    def test_what_is_no_message_is_refused_and_breaks_nothing(self):
        for body in (
            b"",
            b"<xml></xml>",
            b"<xml>",
            b"\xff\xfe",
            b"<html/>",
            b"<xml><MsgType>event</MsgType></xml>",
            EVENT.replace(str(NOW), "soon").encode(),
            EVENT.replace(str(NOW), "9" * 30).encode(),
            b"<?xml version='1.0' encoding='utf-7'?><xml/>",
            b'<!DOCTYPE x [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>',
            b"<xml>" + b"<a>" * 7000 + b"</a>" * 7000 + b"</xml>",
        ):
            with self.subTest(body=body[:40]):
                self.assertEqual(self._refused(body, query(), PLAIN), 400)
        self.assertEqual(self._refused(b" " * 70000, query(), PLAIN), 413)

    def test_noise_ends_in_a_refusal_or_in_the_very_message(self):
        """What lies outside of the sealed part says nothing and may be spoilt."""
        rng = random.Random(8)
        body, words = self._seal()
        sent = open_message(body.encode(), words, SAFE, NOW)
        for _turn in range(300):
            noisy = bytearray(body.encode())
            for _change in range(rng.randint(1, 6)):
                noisy[rng.randrange(len(noisy))] = rng.randrange(256)
            try:
                self.assertEqual(open_message(bytes(noisy), words, SAFE, NOW), sent)
            except Refused as refusal:
                self.assertIn(refusal.status, (400, 403))

    def test_strange_words_are_kept_and_no_reason_to_fail(self):
        odd = EVENT.replace(
            "</xml>", "<Nick><![CDATA[\U0001f60a\u202e]]></Nick><N/></xml>"
        )
        message = open_message(odd.encode(), query(), PLAIN, NOW)
        self.assertIn("\U0001f60a", message.payload)


def envelope(sealed):
    return (
        "<xml><ToUserName><![CDATA[gh_sim]]></ToUserName>"
        f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    )


def open_part(text, name):
    return text.split(f"<{name}><![CDATA[")[1].split("]]>")[0]
