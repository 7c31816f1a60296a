"""Our WeChat platform signs and encrypts as values worked out elsewhere say."""

import unittest

from wechatpy.crypto import WeChatCrypto

from tests.simulators.wechat import push
from tests.simulators.wechat.jssdk import page_signature
from tests.simulators.wechat.pay import seal

TOKEN, STAMP, NONCE = "simtoken", "1700000000", "n0nce42"
AES_KEY, APPID = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx0123456789abcdef"
EVENT = {
    "ToUserName": "gh_sim",
    "FromUserName": "oSIM1",
    "CreateTime": 1700000000,
    "MsgType": "event",
    "Event": "user_get_card",
}
SEALED = (
    "Q3stYC6hdFzMh9T8HCvyDGwVTPbVgP08qAkxoXM5mV+xur0cYovC1Bj3KudMm8jVdpUaVTcB8SklmfGIbpu8"
    "3/N/maPvcj+XAzWY7L9TDNCUlyb//YvzijbGgqLF55BwxmG32IKRf6HagBRXqj+js22s5eVr/0wuo/yN0tGB"
    "hEGfXn7ULw8RCR6rZYn6whRy3K6myAOle0+vkydeUVC7GsSmI8QuygvORMd9yE82mVj8YVK62vMKjr/eoz79"
    "i4GTfvxu4F9hLlecuTjvhsDMWncMX5omT8+m58/vzoylG7OdY/54AvShzMNCcZruUYneGIlIzoktpl3Nv4zE"
    "eZTG7A=="
)


class TestVectors(unittest.TestCase):
    def test_the_address_is_checked_with_the_known_signature(self):
        self.assertEqual(
            push.signature(TOKEN, STAMP, NONCE),
            "42ec51be62504258f3f8e7398b6a2012de17e8b1",
        )

    def test_an_event_is_encrypted_to_the_known_text(self):
        text = push.xml(EVENT)
        self.assertEqual(len(text.encode()), 211)
        found = push.encrypt(AES_KEY, APPID, text, salt=b"0123456789abcdef")
        self.assertEqual(found, SEALED)
        self.assertEqual(
            push.signature(TOKEN, STAMP, NONCE, found),
            "4a3b8c53aea8dcbde786c8370718166917990495",
        )

    def test_another_library_reads_what_was_encrypted(self):
        text = push.xml({**EVENT, "Content": "会员日快乐 🎉 ]]> <b>"})
        sealed = push.encrypt(AES_KEY, APPID, text)
        crypto = WeChatCrypto(TOKEN, AES_KEY, APPID)
        outer = push.xml({"ToUserName": "gh_sim", "Encrypt": sealed})
        signature = push.signature(TOKEN, STAMP, NONCE, sealed)
        found = crypto.decrypt_message(outer, signature, STAMP, NONCE)
        self.assertEqual(found, text)

    def test_a_notice_of_payments_is_encrypted_to_the_known_text(self):
        key, text = (
            "0123456789abcdef" * 2,
            '{"event_type":"EVENT_TYPE_BUSICOUPON_SEND"}',
        )
        found, nonce = seal(key, text, "coupon", "abcdefghijkl")
        self.assertEqual(
            found,
            "Eu6sya6LGYwXZYJ0KKN6egp09Uvm1DYLW+F8yYEVjaU5mO+ycQe37Q5Y7Q62N6iWXJrVVBu9JXK9"
            "mdI=",
        )
        self.assertEqual(nonce, "abcdefghijkl")

    def test_a_page_is_signed_as_known(self):
        found = page_signature(
            "TICKET_JSAPI", NONCE, STAMP, "http://shop.example.test/m/card?x=1"
        )
        self.assertEqual(found, "32f1f3eff8170d82cf7c967866f56cec31d0a0ce")

    def test_a_card_of_a_page_is_signed_as_known(self):
        words = ["TICKET_CARD", STAMP, "pCARD001", "CODE0001", "oSIM1", NONCE]
        self.assertEqual(
            push.signature(*words), "50f1a21623a3499cf72c784576b621b3e92d0ab0"
        )
        words = ["TICKET_CARD", STAMP, "pCARD001", "", "", NONCE]
        self.assertEqual(
            push.signature(*words), "51d403c963e43864e8e9db2d9a74ae52f748a3ac"
        )
