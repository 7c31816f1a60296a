import json
from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..wechat import Refused
from .wechat_common import WechatCommon

CODE = "198374613512"


@tagged("post_install", "-at_install")
class TestWechatPack(WechatCommon):
    """The member's card in WeChat's pack: an entrance, and a display of the ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.can_stored_value = True
        cls.template = cls.env["wechat.card.template"].create(
            {
                "name": "云杉会员卡",
                "account_id": cls.account.id,
                "card_type_id": cls.env["member.card.type"]
                .create({"name": "Card", "company_id": cls.company.id})
                .id,
                "remote_id": "pSpruce",
                "state": "approved",
                "shows_balance": True,
            }
        )
        cls.identity = cls.env["wechat.identity"]._get_for(cls.account, "oAnna")
        cls.points = cls._make_card(cls.points_program, 120)
        cls.wallet = cls._make_card(cls.wallet_program, 88.5)

    def setUp(self):
        super().setUp()
        self.cards = self.env["wechat.card"]
        self.outbox = self.env["wechat.outbox"]
        self.counter = 0

    # --- what comes and goes ----------------------------------------------------------

    def _happens(self, kind, openid="oAnna", age=0, **words):
        """Let an event arrive, and act upon it."""
        self.counter += 1
        moment = fields.Datetime.now() - timedelta(seconds=age)
        words = {"CardId": "pSpruce", "UserCardCode": CODE, **words}
        event = self.env["wechat.event"].create(
            {
                "account_id": self.account.id,
                "company_id": self.company.id,
                "kind": kind,
                "openid": openid,
                "sent_at": moment,
                "received_at": moment,
                "next_try_at": "2020-01-01",
                "key": str(self.counter),
                "subject": words["UserCardCode"],
                "payload": json.dumps({"FromUserName": openid, **words}),
            }
        )
        event._act()
        return event

    def _send(self):
        self.env.flush_all()
        self.env.ref("wechat_member.ir_cron_wechat_outbox").method_direct_trigger()
        self.env.invalidate_all()

    def _pushed(self, path="/card/membercard/updateuser"):
        return [asked[2] for asked in self.platform.asked if asked[0] == path]

    def _take_card(self):
        self.identity._bind(self.member)
        self._happens("user_get_card")
        self._send()
        return self.cards.search([("code", "=", CODE)])

    def _say_standing(self, **words):
        answer = {
            "errcode": 0,
            "openid": "oAnna",
            "bonus": 120,
            "balance": 8850,
            "user_card_status": "NORMAL",
            "has_active": True,
            **words,
        }
        self.platform.say("/card/membercard/userinfo/get", answer)

    @contextmanager
    def _platform_down(self, path):
        self.platform.say(path, 500)
        yield
        self.platform.say(path, {"errcode": 0})
        self.env["wechat.pause"].sudo().search([]).unlink()
        self.outbox.search([("state", "=", "waiting")]).next_try_at = "2020-01-01"

    # --- the member's card ------------------------------------------------------------

    def test_the_card_of_a_known_member_is_activated_with_what_he_has(self):
        card = self._take_card()
        self.assertEqual((card.partner_id, card.state), (self.member, "held"))
        (sent,) = self._pushed("/card/membercard/activate")
        self.assertEqual(
            (sent["membership_number"], sent["init_bonus"], sent["init_balance"]),
            (self.member.member_no, 120, 8850),
        )

    def test_a_stranger_takes_the_card_and_is_bound_when_he_is_known(self):
        self._happens("user_get_card")
        card = self.cards.search([("code", "=", CODE)])
        self._send()
        self.assertFalse(card.partner_id)
        self.assertEqual(card.state, "taken")
        self.assertFalse(self._pushed("/card/membercard/activate"))
        self.identity._bind(self.member)
        self._send()
        self.assertEqual((card.partner_id, card.state), (self.member, "held"))

    def test_who_is_known_by_another_account_is_recognised(self):
        mini = self.account.copy({"app_id": "wxmini0123456789", "kind": "mini"})
        known = self.env["wechat.identity"]._get_for(mini, "oMini", unionid="uAnna")
        known._bind(self.member)
        self._happens("user_get_card", UnionId="uAnna")
        self._send()
        card = self.cards.search([("code", "=", CODE)])
        self.assertEqual((card.partner_id, card.state), (self.member, "held"))

    def test_what_moves_at_the_till_shows_on_the_card_as_an_absolute_value(self):
        self._take_card()
        self.points._post_entry("earn", 30.9, "pos.order,1")
        self.wallet._post_entry("spend", -8.5, "pos.order,1")
        self._send()
        (sent,) = self._pushed()
        self.assertEqual((sent["bonus"], sent["balance"]), (150, 8000))
        self.assertNotIn("add_bonus", sent)
        card = self.cards.search([("code", "=", CODE)])
        self.assertEqual((card.shown_points, card.shown_balance), (150, 8000))
        self.assertFalse(self.outbox.search([("state", "=", "waiting")]))

    def test_nothing_is_sent_for_what_was_taken_back(self):
        self._take_card()
        with self.assertRaises(UserError), self.cr.savepoint():
            self.points._post_entry("earn", 30, "pos.order,2")
            self.points._post_entry("spend", -9999, "pos.order,2")
        self._send()
        self.assertFalse(self._pushed())

    def test_without_an_answer_it_is_sent_again_and_shows_the_same(self):
        self._take_card()
        self.points._post_entry("earn", 5, "pos.order,3")
        with self._platform_down("/card/membercard/updateuser"):
            self._send()
            row = self.outbox.search([("state", "=", "waiting")])
            self.assertEqual((row.verb, row.attempts), ("show", 1))
        self.points._post_entry("earn", 5, "pos.order,4")
        self._send()
        self.assertEqual({sent["bonus"] for sent in self._pushed()[-1:]}, {130})
        self.assertFalse(self.outbox.search([("state", "=", "waiting")]))

    def test_removed_and_restored_is_the_same_member_with_the_same_points(self):
        card = self._take_card()
        self._happens("user_del_card", age=60)
        self.assertEqual(card.state, "held", "told late, overtaken by the taking")
        self._happens("user_del_card")
        self.assertEqual(card.state, "deleted")
        self.assertEqual(self.member.member_points, 120)
        card.flush_recordset()
        self._happens("user_get_card", age=-5, IsRestoreMemberCard="1")
        self._send()
        self.assertEqual(self.cards.search([("code", "=", CODE)]), card)
        self.assertEqual((card.state, card.partner_id), ("held", self.member))

    def test_the_echo_of_our_own_push_is_not_looked_up(self):
        self._take_card()
        self._happens("update_member_card", ModifyBonus="120", ModifyBalance="0")
        self.assertFalse(self.outbox.search([("state", "=", "waiting")]))

    def test_the_card_is_handed_in_reviewed_and_given_out(self):
        template = self.template.copy({"remote_id": False, "state": "draft"})
        self.platform.say("/cgi-bin/media/uploadimg", {"url": "http://mmbiz/logo"})
        self.platform.say("/card/create", {"errcode": 0, "card_id": "pNew"})
        template.action_send()
        self.assertEqual((template.remote_id, template.state), ("pNew", "review"))
        base = self._pushed("/card/create")[0]["card"]["member_card"]["base_info"]
        self.assertLessEqual(len(base["title"].encode()), 27)
        self._happens("card_not_pass_check", CardId="pNew", RefuseReason="商标不清")
        self.assertEqual((template.state, template.refusal), ("refused", "商标不清"))
        self._happens("card_pass_check", CardId="pNew")
        self.assertEqual(template.state, "approved")

    def test_an_account_without_the_right_says_so_and_the_shop_goes_on(self):
        self.account.can_pack = False
        template = self.template.copy({"remote_id": False, "state": "draft"})
        with self.assertRaises(UserError):
            template.action_send()
        self.points._post_entry("earn", 5, "pos.order,5")
        self.assertEqual(self.member.member_points, 125)

    def test_everything_of_the_card_works_while_wechat_does_not_answer(self):
        """Proves R179."""
        card = self._take_card()
        self.platform.say("/card/membercard/updateuser", None)
        coupon = self._make_card(self.coupon_program)
        self.points._post_entry("earn", 40, "pos.order,7")
        self.wallet._post_entry("spend", -8.5, "pos.order,7")
        coupon._post_entry("redeem", -1, "pos.order,7")
        self._send()
        self.assertEqual(self.member.member_points, 160)
        self.assertEqual(self.member.member_stored_value, 80)
        self.assertEqual(coupon.points, 0)
        waiting = card.outbox_ids.filtered(lambda row: row.state == "waiting")
        self.assertTrue(waiting, "it is told later")

    def test_without_any_account_nothing_is_written_for_wechat(self):
        """Proves R179."""
        self.template.unlink()
        self.account.active = False
        self.points._post_entry("earn", 40, "pos.order,8")
        self.assertEqual(self.member.member_points, 160)
        self.assertFalse(self.outbox.search([]))

    # --- every night ------------------------------------------------------------------

    def _reconcile(self):
        self.env.flush_all()
        self.env.ref("wechat_member.ir_cron_wechat_reconcile").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["wechat.difference"].search([])

    def test_the_night_finds_and_heals_what_the_card_shows_wrongly(self):
        self._take_card()
        self._say_standing(bonus=7, balance=8850)
        difference = self._reconcile()
        self.assertEqual(
            (difference.kind, difference.ours, difference.theirs, difference.is_healed),
            ("points", "120", "7", False),
        )
        self._send()
        self.assertEqual(self._pushed()[-1]["bonus"], 120)
        self.assertTrue(difference.is_healed)

    def test_the_night_hears_of_a_removal_whose_message_was_lost(self):
        card = self._take_card()
        self._say_standing(user_card_status="DELETE")
        self.assertTrue(self._reconcile().is_healed)
        self.assertEqual(card.state, "deleted")

    def test_the_night_finds_a_card_whose_taking_was_never_told(self):
        self.identity._bind(self.member)
        self.platform.say(
            "/card/user/getcardlist",
            {"errcode": 0, "card_list": [{"code": CODE, "card_id": "pSpruce"}]},
        )
        self.assertEqual(self._reconcile().kind, "missing")
        self._send()
        card = self.cards.search([("code", "=", CODE)])
        self.assertEqual((card.state, card.partner_id), ("held", self.member))

    def test_a_night_in_step_finds_nothing_and_sends_nothing(self):
        self._take_card()
        self._say_standing()
        self.assertFalse(self._reconcile())
        self._send()
        self.assertFalse(self._pushed())

    # --- the adapter ------------------------------------------------------------------

    def test_a_use_whose_answer_was_lost_counts_once(self):
        pack = self.template._get_pack()
        holding = self._take_card()._get_holding()
        self.platform.say("/card/code/consume", None)
        self.platform.say(
            "/card/code/get", {"errcode": 0, "user_card_status": "CONSUMED"}
        )
        pack.redeem(holding, "r1", fields.Datetime.now())
        pack.redeem(holding, "r1", fields.Datetime.now(), is_repeat=True)
        self.assertEqual(self.platform.count("/card/code/consume"), 1)

    def test_what_somebody_else_used_is_refused(self):
        pack = self.template._get_pack()
        holding = self._take_card()._get_holding()
        self.platform.say("/card/code/consume", {"errcode": 40099, "errmsg": "used"})
        with self._fails(Refused):
            pack.redeem(holding, "r2", fields.Datetime.now())

    # --- who may see what -------------------------------------------------------------

    def test_a_cashier_sells_without_any_right_to_the_packs(self):
        card = self._take_card()
        self.points.with_user(self.cashier)._post_entry("earn", 9, "pos.order,6")
        self.assertEqual(
            card.outbox_ids.filtered(lambda r: r.state == "waiting").verb, "show"
        )

    def test_staff_of_another_company_sees_no_card_and_no_keys(self):
        self._take_card()
        other = self.env["res.company"].create({"name": "Other"})
        clerk = new_test_user(
            self.env,
            "other.clerk",
            "wechat_member.group_member_manager",
            company_id=other.id,
            company_ids=other.ids,
        )
        for model in ("wechat.card", "wechat.card.template", "wechat.outbox"):
            self.assertFalse(self.env[model].with_user(clerk).search([]))
