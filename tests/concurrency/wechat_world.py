"""A shop, its members and the simulated WeChat; real processes between the two."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from odoo.fields import Command

from tests.simulators.wechat import Wechat
from tests.system import ROOT

from .race import Race

PEOPLE = 14
SERVER = "import sys; sys.argv[0] = 'odoo'; import odoo.cli; odoo.cli.main()"
# one white point
LOGO = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAA"
    "AABJRU5ErkJggg=="
)


class WechatWorld(Race):
    def setUp(self):
        super().setUp()
        self.wechat = Wechat().__enter__()
        self.addCleanup(self.wechat.__exit__)
        self.app = self.wechat.new_app(aes_key="abcdefghij" * 4 + "ABC", mode="aes")
        self.people = [
            self.wechat.new_person(f"顾客{number}") for number in range(PEOPLE)
        ]
        with self.environment() as env:
            self._make_account(env)
        with self.environment() as env:
            self._make_card_template(env)
            self._make_members(env)

    # --- the world --------------------------------------------------------------------

    def _make_account(self, env):
        account = env["wechat.account"].create(
            {
                "name": f"服务号{self.key}",
                "app_id": self.app["appid"],
                "secret": self.app["secret"],
                "callback_token": self.app["token"],
                "aes_key": self.app["aes_key"],
                "simulator_url": self.wechat.url,
                "can_pack": True,
                "can_coupon": True,
            }
        )
        self.account, self.callback_key = account.id, account.callback_key

    def _make_card_template(self, env):
        template = env["wechat.card.template"].create(
            {
                "name": f"会员卡{self.key}",
                "account_id": self.account,
                "card_type_id": env["member.card.type"]
                .create({"name": f"会员卡{self.key}", "logo": LOGO})
                .id,
            }
        )
        template.action_send()
        # the platform looks at it now, not at some moment of the test
        self.wechat.tick()
        template.state = "approved"
        self.template, self.card_id = template.id, template.remote_id
        self.program = self._make_program(env, "loyalty", "积分").id

    def _make_program(self, env, kind, name):
        return env["loyalty.program"].create(
            {
                "name": f"{name}{self.key}",
                "program_type": kind,
                "applies_on": "both" if kind == "loyalty" else "current",
                "trigger": "auto" if kind == "loyalty" else "with_code",
                "rule_ids": [Command.clear(), Command.create({"minimum_qty": 0})],
                "reward_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_order",
                            "discount": 20,
                            "required_points": 1,
                        }
                    ),
                ],
                "communication_plan_ids": [Command.clear()],
            }
        )

    def _make_members(self, env):
        start = int(self.key, 16) % 10**6
        members = env["res.partner"].create(
            [
                {
                    "name": f"顾客{number}",
                    "is_member": True,
                    "member_phone": f"13{start:06d}{number:03d}",
                }
                for number in range(PEOPLE)
            ]
        )
        for member, person in zip(members, self.people, strict=True):
            openid = self.wechat.openid(self.app, person)
            identities = env["wechat.identity"]
            identities._get_for(
                env["wechat.account"].browse(self.account), openid
            )._bind(member)
        self.members = members.ids

    # --- processes --------------------------------------------------------------------

    def _start(self, *words):
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=os.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _kill_when(self, ready, *words):
        """Start a process and kill it as soon as it has done a part."""
        process = self._start(*words)
        try:
            self._wait(ready, process)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()

    def _wait(self, ready, process=None):
        until = time.monotonic() + 120
        while time.monotonic() < until and not ready():
            if process and process.poll() is not None:
                return
            time.sleep(0.02)

    def _work(self, model, job):
        return ("-m", "tests.concurrency.wechat_worker", model, job)

    def _finish(self, model, job):
        """Let time pass until what the dead had in hand is free, and do the rest."""
        with self.environment() as env:
            env.cr.execute(
                "UPDATE wechat_card SET busy_until = NULL WHERE account_id = %s",
                [self.account],
            )
            env.cr.execute(
                "UPDATE wechat_outbox SET next_try_at = now() AT TIME ZONE 'UTC' "
                "WHERE account_id = %s AND state = 'waiting'",
                [self.account],
            )
        with self.environment() as env:
            getattr(env[model], job)()

    def _asked(self, path):
        return sum(request["path"] == path for request in self.wechat.requests)

    # --- coupons and messages ---------------------------------------------------------

    def _issue_coupons(self, pack="busifavor"):
        self.merchant = self.wechat.new_merchant(appids=[self.app["appid"]])
        with self.environment() as env:
            merchant = env["wechat.merchant"].create(
                {
                    "name": f"商户{self.key}",
                    "number": self.merchant["mchid"],
                    "brand_number": self.merchant["brand_id"],
                    "serial": self.merchant["serial"],
                    "private_key": self.merchant["private_key"],
                    "api_key": self.merchant["api_key"],
                    "platform_id": self.merchant["platform_serial"],
                    "platform_key": self.merchant["platform_public"],
                    "simulator_url": self.wechat.url,
                }
            )
            program = self._make_program(env, "coupons", "满减券")
            template = env["wechat.card.template"].create(
                {
                    "name": f"券{self.key}",
                    "account_id": self.account,
                    "pack": pack,
                    "program_id": program.id,
                    "merchant_id": merchant.id,
                }
            )
            template.action_send()
            coupons = env["loyalty.card"].create(
                [
                    {"program_id": program.id, "partner_id": member, "points": 1}
                    for member in self.members
                ]
            )
        self._finish("wechat.outbox", "_cron_send")
        kept = "coupons" if pack == "busifavor" else "users"
        self.assertEqual(len(self.merchant[kept]), PEOPLE)
        return coupons.ids

    def _count_events(self, state=None):
        with self.environment() as env:
            domain = [("account_id", "=", self.account)]
            if state:
                domain.append(("state", "=", state))
            return env["wechat.event"].search_count(domain)

    # --- a server ---------------------------------------------------------------------

    def _free_port(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]

    def _start_server(self, port):
        server = self._start(
            *("-c", SERVER, "server", "-c", os.environ["OUTLET_CONFIG"]),
            *("-d", os.environ["OUTLET_DB"], "--http-port", str(port)),
            *("--http-interface", "127.0.0.1", "--max-cron-threads", "0"),
            *("--workers", "0"),
        )
        self.addCleanup(server.kill)
        self._wait(lambda: self._is_up(port), server)
        return server

    def _is_up(self, port):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/web/health"):
                return True
        except (urllib.error.URLError, ConnectionError):
            return False
