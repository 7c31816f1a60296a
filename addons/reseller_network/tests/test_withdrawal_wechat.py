import importlib.util
from datetime import timedelta
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_withdrawal import WithdrawalCommon

SIMULATOR = Path(__file__).parents[3] / "tests" / "simulators" / "wechat_transfer.py"


@tagged("post_install", "-at_install")
class TestWithdrawalWechat(WithdrawalCommon, HttpCase):
    """Money leaves the balance exactly once or never, whatever the platform does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        spec = importlib.util.spec_from_file_location("wechat_transfer", SIMULATOR)
        cls.simulator = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(cls.simulator)
        cls.wechat = cls.simulator.WechatTransfer(slow=11)
        cls.wechat.__enter__()
        cls.addClassCleanup(cls.wechat.__exit__)
        cls.account = cls.env["payout.account"].create(
            {
                "name": "WeChat",
                "provider": "wechat",
                "journal_id": cls.bank.id,
                **cls.wechat.account(),
            }
        )
        # messages come to where this test is served
        cls.env["ir.config_parameter"].set_param("web.base.url", cls.base_url())
        cls.contract.write({"payee_openid": "oAMEI", "payee_name": "王阿梅"})

    def setUp(self):
        super().setUp()
        self.wechat.forget()

    def _approved(self, amount=100):
        one = self._ask(amount, "wechat")
        one.action_approve()
        return one

    def _notify(self, number, **how):
        """Have the platform tell how a transfer stands; return (status, answer)."""
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            answer = self.wechat.notify(number, **how)
        self.env.invalidate_all()
        return answer

    def _run(self, one):
        """One turn of the scheduled job for this withdrawal."""
        one.with_env(self.env)._advance()
        one.invalidate_recordset()

    def _stands(self, one, state, withdrawable, fen):
        """State here, free balance, and what left the merchant's account."""
        one.invalidate_recordset()
        figures = self._figures()
        self.assertEqual(
            (one.state, figures["withdrawable"], self.wechat.paid()),
            (state, withdrawable, fen),
        )
        booked = len(one.payment_id)
        self.assertEqual(booked, 1 if state == "paid" else 0)

    def test_the_payee_confirms_and_is_paid_once(self):
        """Proves R216."""
        self._earn()
        one = self._approved()
        self._run(one)
        self._stands(one, "confirming", 40, 0)
        self.assertTrue(one.sudo().package_info)
        self.wechat.confirm(one.name)
        status, _answer = self._notify(one.name)
        self.assertEqual(status, 200)
        self._stands(one, "paid", 40, 10000)
        self.assertFalse(one.sudo().package_info)

    def test_a_message_that_comes_again_changes_nothing(self):
        self._earn()
        one = self._approved()
        self._run(one)
        self.wechat.confirm(one.name)
        self.assertEqual(self._notify(one.name, times=3)[0], 200)
        self._run(one)
        self._stands(one, "paid", 40, 10000)

    def test_who_does_not_confirm_has_it_back(self):
        self._earn()
        one = self._approved()
        self._run(one)
        self.wechat.lapse(one.name)
        self._notify(one.name, times=2)
        self._stands(one, "lapsed", 140, 0)

    def test_without_any_message_the_job_finds_out(self):
        self._earn(quantity=2)
        paid, lapsed = self._approved(100), self._approved(50)
        for one in (paid, lapsed):
            self._run(one)
        self.wechat.confirm(paid.name)
        self.wechat.lapse(lapsed.name)
        for one in (paid, lapsed):
            self._run(one)
        self.assertEqual((paid.state, lapsed.state), ("paid", "lapsed"))
        self.assertEqual(self._figures()["withdrawable"], 180)

    def test_taken_back_while_the_payee_may_confirm(self):
        self._earn()
        one = self._approved()
        self._run(one)
        one._cancel()
        self._stands(one, "cancelled", 140, 0)

    def test_taken_back_too_late_it_is_paid(self):
        self._earn()
        one = self._approved()
        self._run(one)
        self.wechat.confirm(one.name)
        one._cancel()
        self._stands(one, "paid", 40, 10000)

    def test_taken_back_before_it_was_sent(self):
        self._earn()
        one = self._approved()
        one._cancel()
        self._stands(one, "cancelled", 140, 0)
        self._run(one)
        self._stands(one, "cancelled", 140, 0)
        self.assertFalse(self.wechat.bills)

    def test_an_answer_that_is_lost_is_asked_for_again(self):
        self._earn()
        for fault in ("silent", "lost", "500", "nonsense", "unsigned", "forged"):
            self.wechat.forget()
            one = self._approved(10)
            self.wechat.faults.append(fault)
            self._run(one)
            self.assertEqual(one.state, "approved", fault)
            self.assertTrue(self.account.last_error)
            self._run(one)
            self.assertEqual(one.state, "confirming", fault)
            self.assertEqual(len(self.wechat.bills), 1)
            one._cancel()
        self.assertEqual(self._figures()["withdrawable"], 140)

    def test_busy_or_out_of_money_is_not_the_end(self):
        self._earn()
        one = self._approved()
        for fault in ("NOT_ENOUGH", "FREQUENCY_LIMITED"):
            self.wechat.faults.append(fault)
            self._run(one)
            self._stands(one, "approved", 40, 0)
        self._run(one)
        self._stands(one, "confirming", 40, 0)

    def test_refused_for_good_it_comes_back(self):
        self._earn()
        one = self._approved()
        self.wechat.faults.append("NO_AUTH")
        self._run(one)
        self._stands(one, "failed", 140, 0)

    def test_refused_while_it_was_done_it_stays_out(self):
        """The platform says no to a repeated request that it had taken before."""
        self._earn()
        one = self._approved()
        self.wechat.faults.append("lost")
        self._run(one)
        self.wechat.faults.append("INVALID_REQUEST")
        self._run(one)
        self._stands(one, "confirming", 40, 0)

    @mute_logger("odoo.http")
    def test_messages_that_are_not_genuine_book_nothing(self):
        self._earn()
        one = self._approved()
        self._run(one)
        self.wechat.confirm(one.name)
        other = self.simulator.new_key()
        for status, lie in (
            (401, {"key": other}),
            (401, {"secret": "0" * 32}),
            (401, {"age": 3600}),
            (401, {"probe": True}),
            (401, {"mch_id": "1900009999"}),
            (401, {"state": "NEW_STATE"}),
            (200, {"transfer_amount": 1}),
            (200, {"out_bill_no": "TX99999900001"}),
        ):
            told, _answer = self._notify(one.name, **lie)
            self.assertEqual(told, status, lie)
            one.invalidate_recordset()
            self.assertEqual(one.state, "confirming", lie)

    @mute_logger("odoo.http")
    def test_strangers_do_not_reach_the_signature(self):
        for token in ("nothing", "x" * 80, self.by_hand.sudo().callback_token):
            answer = self.url_open(f"/outlet/payout/{token}", data="{}")
            self.assertEqual(answer.status_code, 404)

    def test_from_two_thousand_on_wechat_gets_the_name(self):
        self._earn(quantity=5, price=760)
        self.contract.payee_name = False
        with self.assertRaisesRegex(Exception, "real name"):
            self._ask(2000, "wechat")
        self.contract.payee_name = "王阿梅"
        one = self._approved(2000)
        self._run(one)
        self.assertEqual(self.wechat.bills[one.name]["name"], "王阿梅")
        self.assertNotIn("王阿梅", str(self.wechat.requests))

    def test_the_name_of_a_shop_is_never_given_as_that_of_a_person(self):
        self._earn()
        self.contract.payee_name = False
        one = self._approved(100)
        self._run(one)
        self.assertFalse(self.wechat.bills[one.name]["name"])

    def test_keys_are_never_shown(self):
        secret = self.wechat.account()["private_key"]
        admin = self.account.with_user(self.env.ref("base.user_admin"))
        self.assertTrue(admin.is_ready)
        values = admin.read(["private_key", "api_key"])[0]
        self.assertFalse(values["private_key"] or values["api_key"])
        with self.assertRaises(AccessError):
            self.account.with_user(self.operator).read(["private_key_sealed"])
        self.assertNotIn(secret[60:100], str(self.account.sudo().read()))
        self.account.base_url = "https://elsewhere.example.com"
        self.assertFalse(self.account.is_ready)

    def test_the_day_is_counted_from_the_request_to_the_payee(self):
        self._earn()
        one = self._approved()
        self._run(one)
        self.assertAlmostEqual(
            one.expires_at,
            one.write_date + timedelta(hours=24),
            delta=timedelta(minutes=5),
        )
