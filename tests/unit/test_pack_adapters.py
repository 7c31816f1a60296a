"""The adapters of WeChat's card packs, spoken to by the simulated platform."""

import time
import unittest
from datetime import datetime, timezone

import requests
from wechat_member.pack import (
    Busifavor,
    CardV1,
    Design,
    Figures,
    Holding,
    Pack,
    ProductCoupon,
    Unsupported,
    port,
)
from wechat_member.pack.merchant import Merchant
from wechat_member.wechat import AlreadyDone, InDoubt, NotPermitted, Refused, error_for

from tests.simulators.wechat import Wechat

PNG = bytes.fromhex("89504e470d0a1a0a") + b"\0" * 40


def _now():
    return datetime.now(timezone.utc)


class Platform(unittest.TestCase):
    def setUp(self):
        self.wechat = Wechat().__enter__()
        self.addCleanup(self.wechat.__exit__)
        self.app = self.wechat.new_app()
        self.person = self.wechat.new_person("李雷")
        self.openid = self.wechat.openid(self.app, self.person)

    def _design(self, **values):
        now = int(time.time())
        return Design(
            title="满减券🎉",
            brand="云杉",
            notice="结账前出示",
            description="满一百减二十",
            begin=now - 60,
            end=now + 86400,
            discount=2000,
            minimum=10000,
            request_no="template-0001",
            **values,
        )


class TestMemberCard(Platform):
    def setUp(self):
        super().setUp()
        words = {"grant_type": "client_credential", "appid": self.app["appid"]}
        words["secret"] = self.app["secret"]
        self.token = requests.post(
            f"{self.wechat.url}/cgi-bin/stable_token", json=words, timeout=5
        ).json()["access_token"]
        self.pack = CardV1(self._ask, self.app["appid"])

    def _ask(self, path, payload, idempotent):
        try:
            answer = requests.post(
                self.wechat.url + path,
                params={"access_token": self.token},
                json=payload,
                timeout=5,
            ).json()
        except requests.RequestException as error:
            raise InDoubt(None, "no answer") from error
        if answer.get("errcode"):
            raise error_for(answer["errcode"], answer["errmsg"])
        return answer

    def _take(self):
        logo = requests.post(
            f"{self.wechat.url}/cgi-bin/media/uploadimg",
            params={"access_token": self.token},
            files={"media": ("logo.png", PNG, "image/png")},
            timeout=5,
        ).json()["url"]
        template = self.pack.create_template(
            self._design(logo=logo, has_balance=True, level_title="等级")
        )
        self.wechat.tick()
        one = self.wechat.act("take", self.app, self.person, card_id=template)
        return Holding(template, one["code"], self.openid)

    def test_a_member_card_lives_from_its_template_to_its_removal(self):
        """Proves R177."""
        holding = self._take()
        self.assertFalse(self.pack.query(holding).is_active)
        figures = Figures(points=120, balance=8850, level="黄金")
        self.pack.activate(holding, "M0001", figures)
        for _twice in range(2):
            self.pack.set_balance(holding, figures._replace(points=150, words="消费"))
        standing = self.pack.query(holding)
        self.assertEqual(
            (standing.state, standing.points, standing.balance),
            (port.HELD, 150, 8850),
        )
        codes = self.pack.list_codes(holding.template, self.openid)
        self.assertEqual(codes, [holding.code])
        self.wechat.act(
            "delete",
            self.app,
            self.person,
            card_id=holding.template,
            code=holding.code,
        )
        self.assertEqual(self.pack.query(holding).state, port.DELETED)

    def test_the_address_to_take_it_carries_where_it_hangs(self):
        holding = self._take()
        self.assertTrue(self.pack.publish(holding.template, "poster7"))

    def test_a_code_nobody_has_is_unknown_and_no_failure(self):
        holding = self._take()._replace(code="000000000000")
        self.assertEqual(self.pack.query(holding).state, port.UNKNOWN)

    def test_a_card_is_withdrawn_once(self):
        holding = self._take()
        for _twice in range(2):
            self.pack.invalidate(holding, "v1", "会员注销")
        self.assertEqual(self.pack.query(holding).state, port.INVALID)

    def test_what_an_interface_does_not_have_is_said(self):
        with self.assertRaises(Unsupported):
            self.pack.undo(self._take(), "r1")


class Coupons:
    """What every interface of coupons has to do; the merchant's keys are real."""

    def setUp(self):
        super().setUp()
        given = self.wechat.new_merchant(appids=[self.app["appid"]])
        self.given = given
        self.merchant = Merchant(
            given["mchid"],
            given["serial"],
            given["private_key"],
            given["platform_serial"],
            given["platform_public"],
            given["api_key"],
            base=self.wechat.url,
        )
        number = given[self.number]
        self.pack = self.adapter(self.merchant.ask, self.app["appid"], number)
        self.template = self.pack.create_template(self._design())
        code = self.pack.issue(self.template, self.openid, "issue-0001", "C10001")
        self.holding = Holding(self.template, code, self.openid)

    def _state(self):
        return self.pack.query(self.holding).state

    def test_a_coupon_is_issued_used_given_back_and_withdrawn(self):
        """Proves R177."""
        self.assertEqual(self._state(), port.HELD)
        again = self.pack.issue(self.template, self.openid, "issue-0001", "C10001")
        self.assertEqual(again, self.holding.code)
        moment = _now()
        for turn in (False, True):
            self.pack.redeem(self.holding, "use-0001", moment, is_repeat=turn)
        self.assertEqual(self._state(), port.USED)
        for _twice in range(2):
            self.pack.undo(self.holding, "undo-0001")
        self.assertEqual(self._state(), port.HELD)
        for _twice in range(2):
            self.pack.invalidate(self.holding, "void-0001", "活动取消")
        self.assertEqual(self._state(), port.INVALID)

    def test_a_use_whose_answer_was_lost_is_asked_again_under_its_number(self):
        self.wechat.fail("lost", "/v3/")
        moment = _now()
        with self.assertRaises(InDoubt):
            self.pack.redeem(self.holding, "use-0001", moment)
        self.pack.redeem(self.holding, "use-0001", moment, is_repeat=True)
        self.assertEqual(self._state(), port.USED)

    def test_a_use_by_somebody_else_is_refused(self):
        self.pack.redeem(self.holding, "use-0001", _now())
        with self.assertRaises((AlreadyDone, Refused)):
            self.pack.redeem(self.holding, "use-0002", _now())

    def test_a_coupon_nobody_has_is_unknown(self):
        holding = self.holding._replace(code="NONE")
        self.assertEqual(self.pack.query(holding).state, port.UNKNOWN)

    def test_an_answer_that_wechat_pay_did_not_sign_is_not_believed(self):
        for kind in ("unsigned", "forged", "skewed"):
            self.wechat.fail(kind, "/v3/")
            with self.subTest(kind=kind), self.assertRaises(InDoubt):
                self.pack.query(self.holding)

    def test_a_right_that_was_withdrawn_is_told_as_that(self):
        self.given["rights"].clear()
        with self.assertRaises(NotPermitted):
            self.pack.query(self.holding)


class TestBusifavor(Coupons, Platform):
    adapter, number = Busifavor, "mchid"


class TestProductCoupon(Coupons, Platform):
    adapter, number = ProductCoupon, "brand_id"


class TestPort(unittest.TestCase):
    def test_every_adapter_has_the_verbs_it_names_and_no_others(self):
        """Proves R177."""
        for adapter in (CardV1, Busifavor, ProductCoupon):
            for verb in dir(Pack):
                if verb.startswith("_") or not callable(getattr(Pack, verb)):
                    continue
                own = getattr(adapter, verb) is not getattr(Pack, verb)
                with self.subTest(adapter=adapter.name, verb=verb):
                    self.assertEqual(own, verb in adapter.verbs)
