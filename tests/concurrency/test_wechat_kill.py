"""Servers and workers that die between us and WeChat: nothing is lost, nothing doubled.

The platform is the simulator, the processes are real, and they are killed as by a
power cut.
"""

import signal

from .wechat_world import PEOPLE, WechatWorld

UPDATE = "/card/membercard/updateuser"
USE = "/v3/marketing/busifavor/coupons/use"


class TestWechatKill(WechatWorld):
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
