"""Payment codes between us and WeChat Pay, when servers die and two ask at once."""

import os
import signal
import subprocess
import sys
import time
import uuid

from odoo.fields import Command

from tests.simulators.wechat import Wechat
from tests.system import ROOT

from .race import Race

CHARGE = "/v3/pay/transactions/codepay"
CODE = "1345678901234567"


class TestCodePayment(Race):
    def setUp(self):
        super().setUp()
        self.wechat = Wechat().__enter__()
        self.addCleanup(self.wechat.__exit__)
        self.app = self.wechat.new_app()
        self.merchant = self.wechat.new_merchant(appids=[self.app["appid"]])
        with self.environment() as env:
            self._make_till(env)
        self.order, self.line = str(uuid.uuid4()), str(uuid.uuid4())

    def _make_till(self, env):
        env.ref("base.CNY").active = True
        company = env["res.company"].create(
            {"name": f"门店{self.key}", "currency_id": env.ref("base.CNY").id}
        )
        env.user.company_ids = [Command.link(company.id)]
        env = env(context=dict(env.context, allowed_company_ids=company.ids))
        account = env["wechat.account"].create(
            {
                "name": f"服务号{self.key}",
                "app_id": self.app["appid"],
                "secret": self.app["secret"],
                "company_id": company.id,
            }
        )
        merchant = env["wechat.merchant"].create(
            {
                "name": f"商户{self.key}",
                "number": self.merchant["mchid"],
                "serial": self.merchant["serial"],
                "private_key": self.merchant["private_key"],
                "api_key": self.merchant["api_key"],
                "platform_id": self.merchant["platform_serial"],
                "platform_key": self.merchant["platform_public"],
                "simulator_url": self.wechat.url,
                "company_id": company.id,
            }
        )
        method = env["pos.payment.method"].create(
            {
                "name": f"付款码{self.key}",
                "company_id": company.id,
                "payment_method_type": "terminal",
                "use_payment_terminal": "wechat_code",
                "split_transactions": True,
                "wechat_merchant_id": merchant.id,
                "wechat_account_id": account.id,
                "code_query_seconds": 1,
            }
        )
        journal = env["account.journal"].create(
            {
                "name": "POS",
                "code": "POSX",
                "type": "general",
                "company_id": company.id,
            }
        )
        till = env["pos.config"].create(
            {
                "name": f"门店{self.key}",
                "company_id": company.id,
                "journal_id": journal.id,
                "payment_method_ids": [Command.set(method.ids)],
            }
        )
        self.till, self.method = till.id, method.id

    def _pay(self, ending="00", line=None, order=None):
        args = [self.till, self.method, order or self.order, line or self.line, 88.8]
        return self.transaction(
            lambda env: env["wechat.code.payment"].pay(*args, CODE + ending)
        )

    def _follow(self):
        return self.transaction(
            lambda env: env["wechat.code.payment"].follow(self.till, self.line)
        )

    def _move_back(self, seconds):
        with self.environment() as env:
            env.cr.execute(
                "UPDATE wechat_code_payment"
                " SET sent_at = sent_at - %s * interval '1 s'"
                " WHERE payment_uuid = %s",
                [seconds, self.line],
            )

    def _asked(self):
        return sum(one["path"] == CHARGE for one in self.wechat.requests)

    def _trades(self):
        return [trade["trade_state"] for trade in self.merchant["trades"].values()]

    def test_every_ending_of_a_payment_is_told(self):
        expected = {
            "00": "paid",
            "11": "asking",
            "12": "asking",
            "21": "failed",
            "22": "failed",
            "23": "failed",
            "31": "unclear",
            "32": "unclear",
            "33": "unclear",
        }
        for ending, state in expected.items():
            self.order, self.line = str(uuid.uuid4()), str(uuid.uuid4())
            self.assertEqual(self._pay(ending)["state"], state, ending)
        self.assertEqual(self._asked(), len(expected))

    def test_money_taken_while_the_line_broke_is_found_and_not_taken_again(self):
        for ending in ("31", "33"):
            self.order, self.line = str(uuid.uuid4()), str(uuid.uuid4())
            self.assertEqual(self._pay(ending)["state"], "unclear")
            self.assertEqual(self._follow()["state"], "paid", ending)
        self.assertEqual(self._trades(), ["SUCCESS", "SUCCESS"])

    def test_a_password_is_entered_or_refused(self):
        self._pay("11")
        self.assertEqual(self._follow()["state"], "asking")
        self.assertEqual(self._follow()["state"], "paid")
        self.order, self.line = str(uuid.uuid4()), str(uuid.uuid4())
        self._pay("13")
        self.assertEqual(self._follow()["state"], "failed")

    def test_a_password_that_never_comes_is_reversed_for_good(self):
        self._pay("12")
        self._move_back(40)
        self.assertEqual(self._follow()["state"], "reversing")
        self.wechat.advance(40)
        self.assertEqual(self._follow()["state"], "reversed")
        self.assertEqual(self._trades(), ["REVOKED"])

    def test_a_hundred_requests_for_one_line_charge_once(self):
        results, errors, _wait = self.run_together([self._pay] * 8)
        for _again in range(11):
            more, failed, _wait = self.run_together([self._pay] * 8)
            results, errors = results + more, errors + failed
        self.assertFalse(errors)
        self.assertEqual(self._trades(), ["SUCCESS"])
        self.assertEqual(self._follow()["state"], "paid")
        self.assertEqual(self._asked(), 1)

    def test_a_server_killed_while_it_charges_leaves_one_payment(self):
        self.wechat.fail("slow", CHARGE, seconds=5)
        words = [str(self.till), str(self.method), self.order, self.line, CODE + "00"]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.concurrency.code_worker", *words],
            cwd=ROOT,
            env=os.environ,
        )
        until = time.monotonic() + 120
        while time.monotonic() < until and not self._asked():
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertEqual(self._asked(), 1)
        while time.monotonic() < until and not self._trades():
            time.sleep(0.1)
        # the till asks again, as the cashier scans once more
        self.assertEqual(self._pay("01")["state"], "paid")
        self.assertEqual(self._asked(), 1)
        self.assertEqual(self._trades(), ["SUCCESS"])
