"""Another system uses a member's coupon at WeChat Pay: the shop hears it over HTTP."""

import signal

from tests.simulators.wechat.pay import notify

from .wechat_world import PEOPLE, WechatWorld


class TestWechatNotice(WechatWorld):
    def setUp(self):
        super().setUp()
        self.coupons = self._issue_coupons("product_coupon")
        self.port = self._free_port()
        self.server = self._start_server(self.port)
        self.addCleanup(self._stop)
        # a brand is told of uses, too; see the simulator
        self.merchant["by_brand"] = True
        self.merchant["notify"]["product_coupon"] = (
            f"http://127.0.0.1:{self.port}/wechat/pay/{self.merchant['mchid']}"
        )

    def _stop(self):
        self.server.send_signal(signal.SIGKILL)
        self.server.wait()

    def _use_elsewhere(self, number):
        with self.environment() as env:
            code = env["loyalty.card"].browse(self.coupons[number]).code
        self.wechat.act(
            "use_product",
            self.app,
            self.people[number],
            mchid=self.merchant["mchid"],
            code=code,
        )

    def _hear(self):
        self.assertTrue(self.wechat.flush(60))
        self._finish("wechat.event", "_cron_act")
        self._finish("wechat.outbox", "_cron_send")

    def _statuses(self, *kinds):
        return [
            told["status"]
            for notice in self.merchant["notices"]
            if notice["event_type"] in kinds
            for told in notice["tries"]
        ]

    def test_coupons_used_elsewhere_are_redeemed_once(self):
        for number in range(3):
            self._use_elsewhere(number)
        self._hear()
        self.assertEqual(self._statuses("PRODUCT_COUPON.USE"), [204] * 3)
        with self.environment() as env:
            cards = env["loyalty.card"].browse(self.coupons)
            self.assertEqual(cards.mapped("points"), [0] * 3 + [1] * (PEOPLE - 3))
            rows = cards.redemption_ids
            self.assertEqual(
                {(row.door, row.state) for row in rows}, {("wechat", "consumed")}
            )
            self.assertEqual(len(rows), 3)

    def test_forged_doubled_and_unknown_notices_change_nothing(self):
        with self.environment() as env:
            card = env["loyalty.card"].browse(self.coupons[0])
            known = env["wechat.card"].search([("loyalty_card_id", "=", card.id)])
            product, stock = known.template_id.remote_id.split("/")
            told = {
                "product_coupon_id": product,
                "stock_id": stock,
                "coupon_code": known.code,
            }
        forged = self.wechat.new_merchant()["platform_private"]
        for wrong in (
            {"key": forged},
            {"probe": True},
            {"age": 900},
            {"api_key": "0" * 32},
        ):
            self._push(told, tries=1, **wrong)
        self._push({**told, "coupon_code": "nobody's"}, tries=1)
        self._push(told, tries=1)
        self._push(told, tries=1)
        self._hear()
        self.assertEqual(
            sorted(self._statuses("PRODUCT_COUPON.USE")), [204] * 3 + [400] + [401] * 3
        )
        with self.environment() as env:
            cards = env["loyalty.card"].browse(self.coupons)
            # it was asked about, and is as it was
            self.assertEqual(set(cards.mapped("points")), {1})
            self.assertFalse(cards.redemption_ids)
            notes = env["wechat.event"].search([("account_id", "=", self.account)])
            self.assertEqual(len(notes), 3)

    def _push(self, told, **how):
        url = self.merchant["notify"]["product_coupon"]
        notify(self.wechat, self.merchant, url, "PRODUCT_COUPON.USE", told, **how)
