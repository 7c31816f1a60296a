from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .wechat_common import WechatCommon


@tagged("post_install", "-at_install")
class TestRedemptionPack(WechatCommon):
    """A coupon that is in WeChat's pack, too, is used once in both places."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_session(cls.till, cls.cashier)
        cls.template = cls.env["wechat.card.template"].create(
            {
                "name": "满300减50",
                "account_id": cls.account.id,
                "remote_id": "pFifty",
                "state": "approved",
                "program_id": cls.coupon_program.id,
                "card_type_id": cls.env["member.card.type"]
                .create({"name": "Card", "company_id": cls.company.id})
                .id,
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

    def _say(self, state):
        answer = {"errcode": 0, "openid": "oAnna", "user_card_status": state}
        self.platform.say("/card/code/get", answer)
        self.platform.say("/card/membercard/userinfo/get", answer)

    def test_coupon_used_in_wechat_is_refused_at_the_till_with_the_place(self):
        self._say("CONSUMED")
        answer = self._hold(self.coupon, "A")
        self.assertFalse(answer["ok"])
        self.assertIn("WeChat", answer["message"])
        self.assertEqual(self.coupon.points, 0)
        row = self.coupon.redemption_ids
        self.assertEqual((row.door, row.state), ("wechat", "consumed"))
        self.assertEqual(row.discount, 50)
        self.assertEqual(self.packed.state, "used")

    def test_coupon_in_the_pack_is_redeemed_here_and_told_to_wechat(self):
        self._say("NORMAL")
        self.assertTrue(self._hold(self.coupon, "A")["ok"])
        self._take({self.coupon: 1}, "A")
        self._sync(self._ui_order("A", self.coupon))
        self.assertEqual(self.packed.state, "used")
        self.assertEqual(self.packed.outbox_ids.mapped("verb"), ["redeem"])

    def test_shop_redeems_while_wechat_does_not_answer(self):
        self.platform.say("/card/code/get", None)
        self.platform.say("/card/membercard/userinfo/get", None)
        self.assertTrue(self._hold(self.coupon, "A")["ok"])
        self.assertTrue(self._take({self.coupon: 1}, "A")["taken"])

    def test_use_in_wechat_while_a_till_is_paid_is_shown_to_a_person(self):
        self._say("NORMAL")
        self._take({self.coupon: 1}, "A")
        self._say("CONSUMED")
        self.packed.sudo()._reconcile()
        difference = self.packed.difference_ids
        self.assertFalse(difference.is_healed)
        self.assertIn("Shop A", difference.note)
        self._sync(self._ui_order("A", self.coupon))
        self.assertEqual(self.coupon.points, 0)

    def test_use_in_wechat_that_came_first_is_found_when_it_is_told(self):
        self._say("NORMAL")
        self._take({self.coupon: 1}, "A")
        self._sync(self._ui_order("A", self.coupon))
        self.platform.say("/card/code/consume", {"errcode": 40099, "errmsg": "used"})
        self._say("CONSUMED")
        outbox = self.packed.outbox_ids
        outbox.next_try_at = fields.Datetime.now()
        self.packed._act_redeem(self.template._get_pack(), outbox)
        self.assertFalse(self.packed.difference_ids.is_healed)
        self.assertIn("twice", self.packed.difference_ids.note)

    def test_coupon_at_wechat_says_what_its_rule_says(self):
        """Proves R189."""
        self.account.can_coupon = True
        packed = self.template.copy(
            {
                "pack": "busifavor",
                "merchant_id": self.env["wechat.merchant"]
                .create(
                    {
                        "name": "Shop",
                        "number": "1900000109",
                        "serial": "A1",
                        "platform_id": "PUB_KEY_ID_TEST",
                        "platform_key": "key",
                    }
                )
                .id,
                "remote_id": False,
            }
        )
        design = packed._prepare_design()
        program = self.coupon_program
        honest = program.with_context(lang=self.company.partner_id.lang)._honest_text()
        self.assertEqual((design.notice, design.description), (honest, honest))
        with self.assertRaisesRegex(ValidationError, "no money"):
            packed.name = "现金红包"
