import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.wechat_member.wechat import (
    BadRequest,
    InDoubt,
    Misconfigured,
    NotPermitted,
    Paused,
    QuotaReached,
    Refused,
    TokenRefused,
    Transient,
)

from .wechat_common import APP_ID, SECRET, WechatCommon

INFO = "/cgi-bin/user/info"
CONSUME = "/card/code/consume"
TOKEN = "/cgi-bin/stable_token"


@tagged("post_install", "-at_install")
class TestWechatCall(WechatCommon):
    """One way to WeChat: it tries as often as it may, and writes down what came."""

    def _ask(self, path=INFO, **how):
        return self.account._call(path, {"openid": "oSIM1"}, **how)

    def test_a_token_is_fetched_once_and_used_for_all(self):
        """Proves R160. One stable token, kept sealed, serves every call."""
        for _turn in range(3):
            self._ask(idempotent=True)
        self.assertEqual(self.platform.count(TOKEN), 1)
        self.assertEqual(self.platform.count("/cgi-bin/token"), 0)
        self.assertEqual(self.platform.asked[-1][1], {"access_token": "TOKEN-1"})
        self.env.cr.execute(
            "SELECT value_sealed FROM wechat_token WHERE account_id = %s",
            [self.account.id],
        )
        self.assertNotIn("TOKEN-1", self.env.cr.fetchone()[0])

    def test_a_refused_token_is_renewed_once(self):
        refused = {"errcode": 40001, "errmsg": "invalid credential rid: 1-2-3"}
        self._ask(idempotent=True)
        self.platform.say(INFO, refused, {"openid": "oSIM1"})
        self.assertEqual(self._ask(idempotent=True), {"openid": "oSIM1"})
        self.assertEqual(self.platform.asked[-1][1], {"access_token": "TOKEN-2"})
        # what was lent again was asked for kindly first, then by force
        self.assertEqual(self.platform.count(TOKEN), 3)

    def test_a_token_that_is_never_taken_ends_the_asking(self):
        self.platform.say(INFO, {"errcode": 40001, "errmsg": "invalid"})
        with self._fails(TokenRefused) as caught:
            self._ask(idempotent=True)
        self.assertEqual(caught.exception.code, 40001)
        self.assertEqual(self.platform.count(INFO), 2)
        before = len(self.platform.asked)
        with self._fails(Paused):
            self._ask(idempotent=True)
        self.assertEqual(len(self.platform.asked), before)

    def test_a_token_made_by_another_process_is_taken_over(self):
        self._ask(idempotent=True)
        failed = self.account._get_token()
        newer = self.account._get_token(failed=failed)
        self.assertEqual(self.account._get_token(failed=failed), newer)
        self.assertEqual(self.platform.tokens, 2)

    def test_another_secret_needs_another_token(self):
        self._ask(idempotent=True)
        self.account.secret = "another0secret0another0secret00"
        self._ask(idempotent=True)
        self.assertEqual(self.platform.count(TOKEN), 2)

    def test_a_token_that_ends_is_renewed_in_time(self):
        self._ask(idempotent=True)
        past = fields.Datetime.now() - timedelta(seconds=1)
        self.env.cr.execute("UPDATE wechat_token SET fresh_until = %s", [past])
        self._ask(idempotent=True)
        self.assertEqual(self.platform.count(TOKEN), 2)

    def test_a_busy_platform_is_asked_three_times_at_most(self):
        self.platform.say(INFO, {"errcode": -1, "errmsg": "system error"})
        with self._fails(Transient):
            self._ask(idempotent=True)
        self.assertEqual(self.platform.count(INFO), 3)

    def test_what_may_be_done_is_not_done_again(self):
        for broken in (None, 502, "<html>ok</html>", {"errcode": -1, "errmsg": ""}):
            self.platform.forget()
            self.platform.say(CONSUME, broken)
            with self.subTest(broken=broken), self._fails(InDoubt):
                self._ask(CONSUME)
            self.assertEqual(self.platform.count(CONSUME), 1)
            self.account._wake()

    def test_a_page_instead_of_an_answer_is_an_error(self):
        self.platform.say(INFO, "<html>login</html>", "[1, 2]", {"openid": "oSIM1"})
        self.assertEqual(self._ask(idempotent=True), {"openid": "oSIM1"})
        self.assertEqual(self.platform.count(INFO), 3)

    def test_a_silent_platform_is_left_alone(self):
        self._ask(idempotent=True)
        self.platform.say(INFO, 502)
        for _turn in range(2):
            with self._fails(InDoubt):
                self._ask(idempotent=True)
        with self._fails(Paused) as caught:
            self._ask(idempotent=True)
        self.assertGreater(caught.exception.until, fields.Datetime.now())
        self.assertEqual(self.platform.count(INFO), 7)
        self.account._wake()
        self.platform.say(INFO, {"openid": "oSIM1"})
        self.assertTrue(self._ask(idempotent=True))

    def test_a_used_up_day_stops_that_interface_only(self):
        self.platform.say(INFO, {"errcode": 45009, "errmsg": "reach max api daily"})
        with self._fails(QuotaReached):
            self._ask(idempotent=True)
        with self._fails(Paused):
            self._ask(idempotent=True)
        self.assertEqual(self._ask(CONSUME), {})
        self.assertEqual(self.platform.count(INFO), 1)

    def test_the_missing_address_is_named_to_the_administrator(self):
        """A server that is not on the allow list is told its own address."""
        self.platform.say(
            TOKEN,
            {
                "errcode": 40164,
                "errmsg": "invalid ip 203.0.113.7, not in whitelist",
            },
        )
        with self._fails(Misconfigured) as caught:
            self._ask(idempotent=True)
        self.assertIn("203.0.113.7", self.account._explain(caught.exception))

    def test_a_wrong_secret_is_no_matter_of_tokens(self):
        self.platform.say(TOKEN, {"errcode": 40001, "errmsg": "invalid credential"})
        with self._fails(Misconfigured):
            self._ask(idempotent=True)
        self.assertEqual(self.platform.count(TOKEN), 1)
        self.assertEqual(self.platform.count(INFO), 0)

    def test_refusals_keep_their_meaning(self):
        for code, kind in (
            (40056, Refused),
            (48001, NotPermitted),
            (47001, BadRequest),
            (12345, Refused),
        ):
            self.platform.say(CONSUME, {"errcode": code, "errmsg": "no"})
            with self.subTest(code=code), self._fails(kind):
                self._ask(CONSUME)
            self.account._wake()

    def test_a_body_has_whole_numbers_and_whole_characters(self):
        with self._fails(BadRequest):
            self.account._call(CONSUME, {"bonus": 19.9})
        self.account._call(CONSUME, {"name": "王小燕\ud800😀", "bonus": 0})
        self.assertEqual(self.platform.asked[-1][2], {"name": "王小燕😀", "bonus": 0})

    def test_the_log_keeps_no_secret_and_no_person(self):
        self.platform.say(INFO, {"mobile": "13800138000", "session_key": "KEY"})
        self.account._call(INFO, {"openid": "oSIM123456"}, idempotent=True)
        self.account._call(INFO, {"remark": "tel 13800138000"}, idempotent=True)
        kept = json.dumps(self._log().mapped(lambda one: one.sent + one.received))
        for secret in (SECRET, "TOKEN-1", "KEY", "13800138000", "oSIM123456"):
            self.assertNotIn(secret, kept)
        self.assertIn("138****8000", kept)

    def test_a_refusal_is_shown_in_words_and_kept_with_its_number(self):
        self.platform.say(CONSUME, {"errcode": 40056, "errmsg": "no rid: aa-bb-cc"})
        with self._fails(UserError):
            with self.account._speaking():
                self._ask(CONSUME)
        last = self._log()[0]
        self.assertEqual(
            (last.state, last.code, last.rid), ("refused", 40056, "aa-bb-cc")
        )


@tagged("post_install", "-at_install")
class TestWechatAccount(WechatCommon):
    """An account keeps its secrets, and its place."""

    def test_secrets_are_typed_in_and_never_shown(self):
        manager = new_test_user(
            self.env, "member.manager", "wechat_member.group_member_manager"
        )
        account = self.account.with_user(manager)
        account.secret = "another0secret"
        account.invalidate_recordset()
        self.assertFalse(account.secret)
        self.assertTrue(account.has_secret)
        self.assertEqual(self.account._open_secret("secret"), "another0secret")
        self.env.cr.execute(
            "SELECT secret_sealed FROM wechat_account WHERE id = %s", [account.id]
        )
        self.assertNotIn("another", self.env.cr.fetchone()[0])
        for name in ("secret_sealed", "simulator_url", "callback_key"):
            with self.assertRaises(AccessError):
                account.read([name])

    def test_a_key_that_changes_is_kept_for_what_is_under_way(self):
        old = self.account._open_secret("aes_key")
        self.account.aes_key = "Z" * 43
        self.assertEqual(self.account._open_secret("aes_key_previous"), old)

    def test_a_secret_does_not_follow_to_another_place(self):
        self.account.simulator_url = "http://127.0.0.1:1"
        self.assertFalse(self.account.has_secret)

    def test_only_a_simulator_on_this_machine_stands_in_for_wechat(self):
        for url in (
            "https://api.example.com",
            "http://127.0.0.1.example.com",
            "http://user@127.0.0.1",
            "ftp://127.0.0.1",
            "http://10.0.0.5:9000",
        ):
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self.account.simulator_url = url
        self.assertTrue(self.account.is_simulator)

    def test_staff_sees_accounts_of_own_companies_only(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        other = new_test_user(
            self.env,
            "other.manager",
            "wechat_member.group_member_manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        self.account._call(INFO, {}, idempotent=True)
        self.env["wechat.identity"]._get_for(self.account, "oSIM1")
        mine = {"account_id": self.account.id, "name": "海报"}
        self.env["wechat.qr"].create(mine)
        self.env["wechat.menu.item"].create(mine)
        self.env["wechat.template"].create(mine | {"template_id": "TPL1"})
        domains = dict.fromkeys(
            (
                *("wechat.request", "wechat.identity", "wechat.qr"),
                *("wechat.menu.item", "wechat.template"),
            ),
            [("account_id", "=", self.account.id)],
        )
        domains["wechat.account"] = [("id", "=", self.account.id)]
        for model, domain in domains.items():
            with self.subTest(model=model):
                self.assertTrue(self.env[model].search(domain))
                self.assertFalse(self.env[model].with_user(other).search(domain))
        cashier = self.cashier
        with self.assertRaises(AccessError):
            self.env["wechat.account"].with_user(cashier).search([])

    def test_an_openid_is_one_identity_per_account(self):
        """Proves R160. The same openid makes one record; another account another."""
        identities = self.env["wechat.identity"]
        one = identities._get_for(self.account, "oSIM1", nickname="燕子")
        again = identities._get_for(self.account, "oSIM1", nickname="", sex="2")
        self.assertEqual(one, again)
        self.assertEqual((one.nickname, one.sex), ("燕子", "2"))
        second = self.account.create({"name": "小程序", "app_id": f"{APP_ID}2"})
        self.assertNotEqual(identities._get_for(second, "oSIM1"), one)


@tagged("post_install", "-at_install")
class TestWechatHealth(WechatCommon):
    """Whoever looks at an account sees how it is, and what to do."""

    PROBE = "/cgi-bin/getcallbackip"

    def _check(self):
        self.env.flush_all()
        try:
            return self.account.action_check()
        except UserError as error:
            return str(error)
        finally:
            self.account.invalidate_recordset()

    def test_a_connection_that_works_says_so(self):
        self.assertEqual(self.account.state, "new")
        self.platform.say(self.PROBE, {"ip_list": ["127.0.0.1"]})
        self.assertEqual(self._check()["params"]["type"], "success")
        self.assertEqual(self.account.state, "working")
        self.assertFalse(self.account.advice)
        figures = (self.account.calls_today, self.account.errors_today)
        self.assertEqual(figures, (2, 0))
        self.assertEqual(self.account.renewals, 1)
        self.assertGreater(self.account.token_expires_at, fields.Datetime.now())

    def test_a_missing_address_is_shown_until_it_is_mended(self):
        """The administrator reads which address to put on the allow list."""
        words = "invalid ip 203.0.113.7, not in whitelist rid: aa-bb"
        self.platform.say(TOKEN, {"errcode": 40164, "errmsg": words})
        self.assertIn("203.0.113.7", self._check())
        self.assertEqual(self.account.state, "paused")
        self.assertIn("203.0.113.7", self.account.advice)
        self.platform.forget()
        # the failure a moment ago keeps others from trying, not who mended it
        self._check()
        self.assertEqual(self.account.state, "working")

    def test_a_lost_platform_is_told(self):
        self.platform.say(self.PROBE, 502)
        self.assertTrue(self._check())
        self.assertEqual(self.account.state, "trouble")
        self.assertTrue(self.account.advice)

    def test_two_systems_that_take_the_token_from_each_other_are_noticed(self):
        refused = {"errcode": 40001, "errmsg": "not latest"}
        for _turn in range(3):
            self.platform.say(self.PROBE, refused, {"ip_list": []})
            self.env.cr.execute("UPDATE wechat_token SET forced_at = NULL")
            self._check()
        self.assertGreater(self.account.renewals, 4)
        self.assertEqual(len(self.account.advice.splitlines()), 1)

    def test_without_a_secret_nothing_is_asked(self):
        account = self.account.create({"name": "小程序", "app_id": f"{APP_ID}9"})
        self.env.flush_all()
        with self.assertRaises(UserError):
            account.action_check()
        self.assertEqual(self.platform.asked, [])
        self.assertEqual(account.state, "new")
