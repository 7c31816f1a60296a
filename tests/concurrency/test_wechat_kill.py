"""Servers and workers that die between us and WeChat: nothing is lost, nothing doubled.

The platform is the simulator, the processes are real, and they are killed as by a
power cut.
"""

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
UPDATE = "/card/membercard/updateuser"
# one white point
LOGO = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAA"
    "AABJRU5ErkJggg=="
)
USE = "/v3/marketing/busifavor/coupons/use"


class TestWechatKill(Race):
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

    # --- what is to go there ----------------------------------------------------------

    def _take_cards(self):
        for person in self.people:
            one = self.wechat.act("take", self.app, person, card_id=self.card_id)
            with self.environment() as env:
                openid = self.wechat.openid(self.app, person)
                identity = env["wechat.identity"].search([("openid", "=", openid)])
                template = env["wechat.card.template"].browse(self.template)
                env["wechat.card"]._take(template, one["code"], identity)
        self._finish("wechat.outbox", "_cron_send")

    def _earn(self, points, reference):
        with self.environment() as env:
            for member in self.members:
                card = env["loyalty.card"].search(
                    [("partner_id", "=", member), ("program_id", "=", self.program)]
                )
                card = card or card.create(
                    {"partner_id": member, "program_id": self.program}
                )
                card._post_entry("earn", points, f"{reference},{member}")

    def _bonuses(self):
        return [code["member"]["bonus"] for code in self.app["codes"].values()]

    def test_killed_while_bringing_points_to_the_cards(self):
        self._take_cards()
        self._earn(10, "a")
        self.wechat.fail("slow", UPDATE, times=0, seconds=0.15)
        # one answer is lost on top of it
        self.wechat.faults.insert(0, {"kind": "lost", "path": UPDATE, "times": 1})
        worker = self._work("wechat.outbox", "_cron_send")
        self._kill_when(lambda: self._asked(UPDATE) >= 3, *worker)
        self._earn(5, "b")
        before = self._asked(UPDATE)
        self._kill_when(lambda: self._asked(UPDATE) >= before + 3, *worker)
        self.wechat.faults.clear()
        self._finish("wechat.outbox", "_cron_send")
        self.assertEqual(self._bonuses(), [15] * PEOPLE)
        with self.environment() as env:
            rows = env["wechat.outbox"].search([("account_id", "=", self.account)])
            self.assertEqual(set(rows.mapped("state")), {"done"})
            sums = [
                sum(
                    env["member.entry"]
                    .search([("partner_id", "=", member)])
                    .mapped("amount")
                )
                for member in self.members
            ]
        self.assertEqual(sums, [15] * PEOPLE)

    def test_killed_while_using_coupons_up_at_wechat_pay(self):
        coupons = self._issue_coupons()
        self.wechat.fail("slow", USE, times=0, seconds=0.15)
        with self.environment() as env:
            for coupon in env["loyalty.card"].browse(coupons):
                coupon._post_entry("redeem", -1, f"till,{coupon.id}")
        worker = self._work("wechat.outbox", "_cron_send")
        self._kill_when(lambda: self._asked(USE) >= 2, *worker)
        before = self._asked(USE)
        self._kill_when(lambda: self._asked(USE) >= before + 3, *worker)
        self.wechat.faults.clear()
        self._finish("wechat.outbox", "_cron_send")
        states = [one["coupon_state"] for one in self.merchant["coupons"].values()]
        self.assertEqual(states, ["USED"] * PEOPLE)
        with self.environment() as env:
            cards = env["wechat.card"].search([("loyalty_card_id", "in", coupons)])
            self.assertEqual(set(cards.mapped("state")), {"used"})
            self.assertFalse(cards.difference_ids)
            self.assertEqual(set(cards.loyalty_card_id.mapped("points")), {0})

    def _issue_coupons(self):
        self.merchant = self.wechat.new_merchant(appids=[self.app["appid"]])
        with self.environment() as env:
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
                }
            )
            program = self._make_program(env, "coupons", "满减券")
            template = env["wechat.card.template"].create(
                {
                    "name": f"券{self.key}",
                    "account_id": self.account,
                    "pack": "busifavor",
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
        self.assertEqual(len(self.merchant["coupons"]), PEOPLE)
        return coupons.ids

    # --- what comes from there --------------------------------------------------------

    def test_killed_while_taking_and_acting_upon_messages(self):
        port = self._free_port()
        url = f"http://127.0.0.1:{port}/wechat/callback/{self.callback_key}"
        self.wechat.new_app(self.app["appid"], callback_url=url)
        # like the taking of a card: the platform goes on trying for long
        self.wechat.post.delivery.update(tries=60, pause=0.5, copies=2, timeout=5)
        server = self._start_server(port)
        for person in self.people:
            self.wechat.act("follow", self.app, person)
        self._wait(lambda: self._count_events() >= 3)
        server.send_signal(signal.SIGKILL)
        server.wait()
        for person in self.people:
            self.wechat.act("take", self.app, person, card_id=self.card_id)
        server = self._start_server(port)
        try:
            self.assertTrue(self.wechat.flush(90))
        finally:
            server.send_signal(signal.SIGKILL)
            server.wait()
        self.assertEqual(self._count_events(), 2 * PEOPLE)
        worker = self._work("wechat.event", "_cron_act")
        self._kill_when(lambda: self._count_events("done") >= 5, *worker)
        self._finish("wechat.event", "_cron_act")
        self._finish("wechat.outbox", "_cron_send")
        self._check_cards()

    def _check_cards(self):
        self.assertEqual(self._count_events("done"), 2 * PEOPLE)
        with self.environment() as env:
            cards = env["wechat.card"].search([("template_id", "=", self.template)])
            self.assertEqual(sorted(cards.partner_id.ids), sorted(self.members))
            self.assertEqual(len(cards), PEOPLE)
            self.assertEqual(set(cards.mapped("state")), {"held"})
            identities = env["wechat.identity"].search(
                [("account_id", "=", self.account)]
            )
            self.assertEqual(identities.mapped("followed"), [True] * PEOPLE)
        numbers = {one["member"]["number"] for one in self.app["codes"].values()}
        self.assertEqual(len(numbers), PEOPLE)

    def _count_events(self, state=None):
        with self.environment() as env:
            domain = [("account_id", "=", self.account)]
            if state:
                domain.append(("state", "=", state))
            return env["wechat.event"].search_count(domain)

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
