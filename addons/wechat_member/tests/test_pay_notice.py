import json

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import MemberCommon
from .pay_loopback import PayLoopback

API_KEY = "k" * 32
STOCK = "1287000000000012"
PRODUCT = "20000000001/30000000001"
ASK = "/v3/marketing/*"


@tagged("post_install", "-at_install")
class TestPayNotice(MemberCommon, HttpCase):
    """What WeChat Pay tells of coupons, at the address it is told to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.platform = PayLoopback().__enter__()
        cls.addClassCleanup(cls.platform.__exit__)
        cls.account = cls.env["wechat.account"].create(
            {"name": "Shop", "app_id": "wx00notice00test", "secret": "0" * 32}
        )
        cls.merchant = cls.env["wechat.merchant"].create(
            {
                "name": "Shop",
                "number": "1900000177",
                "brand_number": "40001",
                "serial": "A" * 40,
                "platform_id": cls.platform.platform_id,
                "platform_key": cls.platform.public_key,
                "private_key": cls.platform.merchant_key,
                "api_key": API_KEY,
                "simulator_url": cls.platform.url,
            }
        )
        cls.template = cls.env["wechat.card.template"].create(
            {
                "name": "Fifty Off",
                "account_id": cls.account.id,
                "pack": "busifavor",
                "remote_id": STOCK,
                "state": "approved",
                "program_id": cls.coupon_program.id,
                "merchant_id": cls.merchant.id,
            }
        )
        cls.coupon = cls._make_card(cls.coupon_program)
        cls.packed = cls.env["wechat.card"].create(
            {
                "template_id": cls.template.id,
                "code": cls.coupon.code,
                "openid": "oAnna",
                "partner_id": cls.member.id,
                "loyalty_card_id": cls.coupon.id,
                "state": "held",
            }
        )
        cls.path = f"/wechat/pay/{cls.merchant.number}"

    def setUp(self):
        super().setUp()
        self.platform.forget()

    def _notice(self, kind="COUPON.SEND", number="n1", key=API_KEY, **words):
        words = {
            "event_type": "EVENT_TYPE_BUSICOUPON_SEND",
            "coupon_code": self.coupon.code,
            "stock_id": STOCK,
            "openid": "oAnna",
            **words,
        }
        notice = {
            "id": number,
            "event_type": kind,
            "resource_type": "encrypt-resource",
            "resource": self.platform.seal(key, words),
        }
        return json.dumps(notice).encode()

    def _tell(self, body=None, path=None, **headers):
        body = self._notice() if body is None else body
        self.env.flush_all()
        return self.url_open(
            path or self.path,
            data=body,
            headers={**self.platform.headers(body), **headers},
        )

    def _events(self):
        return self.env["wechat.event"].search([("account_id", "=", self.account.id)])

    def _work(self):
        while self.env["wechat.event"]._act_upon_next():
            pass
        self.env.invalidate_all()

    def _send_outbox(self):
        for row in self.packed.outbox_ids.filtered(lambda row: row.state == "waiting"):
            self.packed._act_at_platform(row)

    def test_coupon_used_elsewhere_is_redeemed_here_at_once(self):
        self.assertEqual(self._tell().status_code, 204)
        self._work()
        self.assertEqual(self._events().note, "Is looked up.")
        self.platform.say(ASK, {"coupon_state": "USED"})
        self._send_outbox()
        self.assertEqual(self.packed.state, "used")
        row = self.coupon.redemption_ids
        self.assertEqual((row.door, row.state), ("wechat", "consumed"))
        self.assertEqual(self.coupon.points, 0)

    def test_notice_is_no_proof_the_platform_is_asked(self):
        self._tell()
        self._work()
        self.platform.say(ASK, {"coupon_state": "SENDED"})
        self._send_outbox()
        self.assertEqual(self.packed.state, "held")
        self.assertFalse(self.coupon.redemption_ids)

    def test_product_coupon_tells_of_its_use_and_return(self):
        self.template.write({"pack": "product_coupon", "remote_id": PRODUCT})
        product, stock = PRODUCT.split("/")
        words = {"product_coupon_id": product, "stock_id": stock}
        kinds = ("PRODUCT_COUPON.USE", "PRODUCT_COUPON_SP.RETURN")
        for number, kind in enumerate(kinds):
            body = self._notice(kind, f"p{number}", **words)
            self.assertEqual(self._tell(body).status_code, 204)
        self._work()
        self.assertEqual(set(self._events().mapped("note")), {"Is looked up."})
        self.assertEqual(self.packed.outbox_ids.mapped("verb"), ["pull", "pull"])

    def test_repeated_notice_is_put_down_once(self):
        body = self._notice()
        signed = self.platform.headers(body)
        for _time in range(2):
            # the same bytes once more
            self.assertEqual(self._tell(body, **signed).status_code, 204)
        # signed anew, with another moment and nonce
        self.assertEqual(self._tell(body).status_code, 204)
        # sealed and signed anew
        self.assertEqual(self._tell().status_code, 204)
        self._work()
        self.assertEqual(len(self._events()), 1)
        self.assertEqual(len(self.packed.outbox_ids), 1)

    def test_unknown_coupon_and_other_notices_are_heard_and_change_nothing(self):
        bodies = (
            self._notice(number="n1", coupon_code="0000"),
            self._notice(number="n2", stock_id="other"),
            self._notice("TRANSACTION.SUCCESS", "n3", event_type="other"),
        )
        for body in bodies:
            self.assertEqual(self._tell(body).status_code, 204)
        self._work()
        self.assertEqual(
            self._events().mapped("note"), ["Not one of our coupons."] * len(bodies)
        )
        self.assertFalse(self.packed.outbox_ids)

    def test_forged_late_and_foreign_notices_are_refused(self):
        body = self._notice()
        probe = "WECHATPAY/SIGNTEST/" + "A" * 300
        cases = (
            ({"Wechatpay-Signature": probe}, 401),
            ({"Wechatpay-Signature": ""}, 401),
            ({"Wechatpay-Timestamp": "1500000000"}, 401),
            ({"Wechatpay-Timestamp": "now"}, 401),
            ({"Wechatpay-Serial": "PUB_KEY_ID_OTHER"}, 401),
        )
        for headers, status in cases:
            with self.subTest(headers):
                answer = self._tell(body, **headers)
                self.assertEqual(answer.status_code, status)
                self.assertEqual(answer.json()["code"], "FAIL")
        signed_for_other_words = self.platform.headers(b"{}")
        self.assertEqual(self._tell(body, **signed_for_other_words).status_code, 401)
        self.assertEqual(self._tell(path="/wechat/pay/42").status_code, 404)
        self.assertEqual(self._tell(self._notice(key="x" * 32)).status_code, 400)
        for broken in (b"[]", b"no json", b'{"resource": 3}'):
            self.assertEqual(self._tell(broken).status_code, 400)
        self.assertEqual(self._tell(b"x" * 70_000).status_code, 413)
        self.assertEqual(self.url_open(self.path).status_code, 405)
        self.assertFalse(self._events())

    def test_merchant_without_a_public_key_has_the_certificate(self):
        serial, certificate = self.platform.certificate
        self.merchant.write({"platform_id": serial, "platform_key": certificate})
        body = self._notice()
        named = {"Wechatpay-Serial": serial}
        self.assertEqual(self._tell(body, **named).status_code, 204)
        self.assertEqual(self._tell(body).status_code, 401)
        # while the public key comes, either may sign
        self.merchant.write(
            {
                "platform_id": self.platform.platform_id,
                "platform_key": certificate + self.platform.public_key,
            }
        )
        for headers in (named, {}):
            self.assertEqual(self._tell(body, **headers).status_code, 204)
        self.assertEqual(len(self._events()), 1)
        self.platform.say(ASK, {"coupon_state": "SENDED"})
        self._work()
        self._send_outbox()
        self.assertEqual(self.packed.state, "held")

    def test_certificate_of_another_name_is_refused(self):
        _serial, certificate = self.platform.certificate
        self.merchant.platform_key = certificate
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self.merchant._open()

    def test_merchant_without_keys_or_coupons_is_told_nothing(self):
        self.template.remote_id = False
        self.assertEqual(self._tell().status_code, 204)
        self.merchant.api_key_sealed = False
        self.assertEqual(self._tell().status_code, 404)
        self.assertFalse(self._events())

    def test_address_is_entered_at_wechat_pay(self):
        self.platform.say("/v3/marketing/busifavor/callbacks", {"update_time": "now"})
        self.merchant.action_enter_notice_url()
        _path, _query, said = self.platform.asked[-1]
        self.assertEqual(said["mchid"], self.merchant.number)
        self.assertTrue(said["notify_url"].endswith(self.path))
        self.assertNotIn("?", said["notify_url"])
