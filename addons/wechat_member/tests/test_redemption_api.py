import json
from datetime import timedelta
from uuid import uuid4

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from ..controllers import redemption_api
from .common import MemberCommon

KEY_GROUPS = "point_of_sale.group_pos_user,wechat_member.group_member_user"


class RedemptionApiCommon(MemberCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(cls.env, "mall.app", KEY_GROUPS)
        cls.key = cls._make_key(cls.till, cls.clerk)
        cls.coupon = cls._make_card(cls.coupon_program)

    def setUp(self):
        super().setUp()
        for limit in ("CALLS", "BAD_KEYS", "UNKNOWN_CODES"):
            getattr(redemption_api, limit).reset()

    @classmethod
    def _make_key(cls, till, user):
        record = cls.env["member.api.key"].create(
            {"name": f"App of {till.name}", "config_id": till.id, "user_id": user.id}
        )
        return record._make_key()

    def _ask(self, action, body, key=None):
        """(status, answer, headers) of a request as another system sends it."""
        response = self.url_open(
            f"/member/api/v1/{action}",
            data=body if isinstance(body, str) else json.dumps(body),
            headers={
                "Authorization": f"Bearer {self.key if key is None else key}",
                "Content-Type": "application/json",
            },
        )
        return response.status_code, response.json(), response.headers

    def _error(self, action, body, key=None):
        status, answer, _headers = self._ask(action, body, key)
        self.assertFalse(answer["ok"])
        self.assertTrue(answer["error"]["message"])
        return status, answer["error"]["code"]

    def _redeem(self, card=None, number=None, **values):
        body = {
            "request": number or str(uuid4()),
            "code": (card or self.coupon).code,
            "amount": 356.5,
            "reference": "T-1001",
            **values,
        }
        return self._ask("redeem", body)

    def _reverse(self, redemption, number=None, key=None):
        body = {"request": number or str(uuid4()), "redemption": redemption}
        return self._ask("reverse", body, key)


@tagged("post_install", "-at_install")
class TestRedemptionApi(RedemptionApiCommon):
    def test_a_coupon_is_queried_redeemed_once_and_taken_back(self):
        """Proves R180."""
        status, answer, _headers = self._ask(
            "query", {"code": self.coupon.code, "amount": 356.5}
        )
        self.assertEqual(status, 200)
        self.assertEqual(answer["coupon"]["name"], "50 off 300")
        self.assertTrue(answer["coupon"]["usable"])
        self.assertEqual(answer["coupon"]["minimum"], 300)
        self.assertEqual(answer["coupon"]["discount"], 50)
        self.assertEqual(self.coupon.points, 1)

        status, answer, _headers = self._redeem()
        self.assertEqual((status, answer["state"]), (200, "redeemed"))
        self.assertEqual(answer["discount"], 50)
        row = self.coupon.redemption_ids
        self.assertEqual(row.state, "consumed")
        self.assertEqual(row.config_id, self.till)
        self.assertEqual((row.door, row.user_id), ("api", self.clerk))
        self.assertEqual((row.reference, row.order_amount), ("T-1001", 356.5))
        self.assertEqual(self.coupon.points, 0)

        redemption = answer["redemption"]
        status, answer, _headers = self._reverse(redemption)
        self.assertEqual((status, answer["state"]), (200, "reversed"))
        self.assertEqual(row.state, "returned")
        self.assertEqual(self.coupon.points, 1)
        entries = self.env["member.entry"].search([("card_id", "=", self.coupon.id)])
        self.assertEqual(entries.sorted("id").mapped("amount"), [1, -1, 1])
        self.assertEqual(self._redeem()[0], 200, "what was given back counts again")

    def test_the_same_number_gets_the_same_answer_and_acts_once(self):
        """Proves R180."""
        first = self._redeem(number="order-0001")
        again = self._redeem(number="order-0001")
        self.assertEqual(again[:2], first[:2])
        self.assertEqual(again[2]["Idempotent-Replayed"], "true")
        self.assertEqual(len(self.coupon.redemption_ids), 1)

        refused = self._redeem(number="order-0002")
        self.assertEqual(refused[0], 409)
        self.assertEqual(self._redeem(number="order-0002")[:2], refused[:2])

        back = self._reverse(first[1]["redemption"], "reverse-0001")
        self.assertEqual(
            self._reverse(first[1]["redemption"], "reverse-0001")[:2], back[:2]
        )
        other = self._reverse("order-0001", "reverse-0002")
        self.assertEqual(other[1], back[1], "what is taken back stays so")
        self.assertEqual(self.coupon.points, 1)

    def test_a_number_stands_for_one_request_only(self):
        """Proves R180."""
        self._redeem(number="order-0001")
        status, answer, _headers = self._redeem(number="order-0001", amount=400)
        self.assertEqual((status, answer["error"]["code"]), (422, "number_reused"))

    def test_every_refusal_has_a_code_of_its_own(self):
        """Proves R180."""
        code = {"code": self.coupon.code}
        number = {"request": "a-number-1"}
        wrong = ({"code": 7, **number}, code, {**code, "request": 1})
        for body in (" ", "[]", "{", *wrong):
            self.assertEqual(self._error("redeem", body), (400, "bad_request"), body)
        for amount in ("12", -1, True, None):
            body = {**code, **number, "amount": amount}
            self.assertEqual(self._error("redeem", body), (400, "bad_request"), amount)
        self.assertEqual(
            self._error("query", {"code": "nothing"}), (404, "unknown_coupon")
        )
        answer = self._redeem(amount=299.99)[1]
        self.assertEqual(answer["error"]["code"], "below_minimum")
        self._hold(self.coupon, "at-the-till")
        status, answer, _headers = self._redeem()
        self.assertEqual((status, answer["error"]["code"]), (409, "in_use"))
        self.assertIn("Shop A", answer["error"]["message"])
        self._redemptions().release("at-the-till", self.coupon.ids, self.till.id)
        self.coupon.expiration_date = self.company._get_local_today() - timedelta(
            days=1
        )
        self.assertEqual(self._redeem()[1]["error"]["code"], "expired")
        self.coupon.expiration_date = False
        self.coupon_program.date_from = self.company._get_local_today() + timedelta(
            days=2
        )
        self.assertEqual(self._redeem()[1]["error"]["code"], "not_valid_here")
        self.coupon_program.date_from = False
        self._redeem(number="order-0003")
        self.assertEqual(self._redeem()[1]["error"]["code"], "used")
        self.coupon_program.return_rule = "never"
        answer = self._reverse("order-0003")[1]
        self.assertEqual(answer["error"]["code"], "not_reversible")
        self.assertEqual(self.coupon.points, 0)
        self.assertEqual(
            self._reverse("nothing")[1]["error"]["code"], "unknown_redemption"
        )

    def test_a_till_is_told_that_another_system_redeemed_the_coupon(self):
        """Proves R180."""
        self._redeem()
        answer = self._hold(self.coupon, "late", self.other_cashier, self.other_till)
        self.assertFalse(answer["ok"])
        self.assertIn("Shop A", answer["message"])

    def test_a_product_coupon_tells_goods_and_no_amount(self):
        """Proves R180."""
        program = self._make_program(
            "A shirt",
            "coupons",
            applies_on="current",
            trigger="with_code",
            rule={"minimum_qty": 0},
            reward={
                "reward_type": "product",
                "reward_product_id": self.shirt.id,
                "required_points": 1,
            },
        )
        card = self._make_card(program)
        status, answer, _headers = self._redeem(card, amount=0)
        self.assertEqual(status, 200)
        self.assertIn("shirt", answer["coupon"]["text"])

    def test_stored_value_and_points_are_no_coupons(self):
        """Proves R180."""
        for program in (self.wallet_program, self.points_program):
            card = self._make_card(program, points=500)
            self.assertEqual(
                self._error("query", {"code": card.code}), (404, "unknown_coupon")
            )


@tagged("post_install", "-at_install")
class TestRedemptionApiAccess(RedemptionApiCommon):
    def test_without_a_living_key_nothing_opens(self):
        """Proves R180."""
        body = {"code": self.coupon.code}
        for key in ("", "nonsense", self.key[:-1], f"{self.key}x"):
            self.assertEqual(self._error("query", body, key), (401, "bad_key"), key)
        record = self.env["member.api.key"].search([("key_end", "=", self.key[-4:])])
        record.valid_until = self.company._get_local_today() - timedelta(days=1)
        self.assertEqual(self._error("query", body), (401, "bad_key"))
        record.valid_until = False
        self.assertEqual(self._ask("query", body)[0], 200)
        new = record.action_make_key()["context"]["default_key"]
        self.assertEqual(self._error("query", body), (401, "bad_key"))
        self.assertEqual(self._ask("query", body, new)[0], 200)
        self.clerk.active = False
        self.assertEqual(self._error("query", body, new), (401, "bad_key"))

    def test_another_company_and_another_outlet_see_nothing(self):
        """Proves R180."""
        company = self.env["res.company"].create({"name": "Another merchant"})
        self.env["account.chart.template"].try_loading("generic_coa", company)
        stranger = new_test_user(
            self.env,
            "till.abroad",
            KEY_GROUPS,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        till = self.env["pos.config"].with_company(company).create({"name": "Abroad"})
        foreign = self._make_key(till, stranger)
        self.coupon_program.company_id = self.company
        body = {"code": self.coupon.code}
        self.assertEqual(self._error("query", body, foreign), (404, "unknown_coupon"))

        # a coupon of one outlet only
        self.coupon_program.pos_config_ids = self.other_till
        self.assertEqual(self._error("query", body), (404, "unknown_coupon"))
        there = self._make_key(self.other_till, self.clerk)
        redeem = {"request": "a-number-1", **body, "amount": 300}
        status, answer, _headers = self._ask("redeem", redeem, there)
        self.assertEqual(status, 200)
        for key in (None, foreign):
            status, answer, _headers = self._reverse("a-number-1", key=key)
            self.assertEqual(answer["error"]["code"], "unknown_redemption")
        self.assertEqual(self.coupon.points, 0)

    def test_a_key_can_no_more_than_its_user(self):
        """Proves R180."""
        for groups in KEY_GROUPS.split(","):
            clerk = new_test_user(
                self.env, f"half.{groups}", f"base.group_user,{groups}"
            )
            key = self._make_key(self.till, clerk)
            asked = self._error("query", {"code": self.coupon.code}, key)
            self.assertEqual(asked, (403, "wrong_outlet"), groups)
        portal = new_test_user(self.env, "guest", "base.group_portal")
        with self.assertRaises(ValidationError):
            self._make_key(self.till, portal)

    def test_keys_are_the_managers_and_are_never_shown_again(self):
        """Proves R180."""
        record = self.env["member.api.key"].search([("key_end", "=", self.key[-4:])])
        self.assertNotIn(self.key, str(record.sudo().read()))
        for groups in ("base.group_user", "wechat_member.group_member_user"):
            user = new_test_user(self.env, f"no.{groups}", groups)
            with self.assertRaises(AccessError):
                record.with_user(user).action_make_key()
            with self.assertRaises(AccessError):
                self.env["member.api.request"].with_user(user).search([])
        manager = new_test_user(
            self.env, "keeper", "wechat_member.group_member_manager"
        )
        with self.assertRaises(AccessError):
            record.with_user(manager).read(["key_hash"])
        self._redeem()
        row = self.env["member.api.request"].with_user(manager).search([], limit=1)
        self.assertEqual((row.action, row.status), ("redeem", 200))
        with self.assertRaises(AccessError):
            row.write({"status": 500})

    def test_the_log_keeps_no_code_and_no_member(self):
        """Proves R180."""
        self._ask("query", {"code": self.coupon.code})
        answer = self._redeem()[1]
        rows = self.env["member.api.request"].sudo().search([])
        self.assertEqual(set(rows.mapped("action")), {"query", "redeem"})
        kept = str(rows.read())
        self.assertIn(self.coupon.code[-4:], kept)
        for secret in (self.coupon.code, self.key, "13800138000", "Wang Xiaoyan"):
            self.assertNotIn(secret, kept + str(answer))

    def test_who_tries_codes_or_keys_is_stopped(self):
        """Proves R180."""
        for _n in range(redemption_api.UNKNOWN_CODES.limit):
            self.assertEqual(self._error("query", {"code": "no-such"})[0], 404)
        # the right one is not told any more, either
        self.assertEqual(
            self._error("query", {"code": self.coupon.code}), (429, "too_many")
        )
        for _n in range(redemption_api.BAD_KEYS.limit):
            self.assertEqual(self._error("query", {}, "bad")[0], 401)
        self.assertEqual(self._error("query", {}, "bad"), (429, "too_many"))

    def test_a_key_calls_so_often_in_a_minute(self):
        """Proves R180."""
        key = self.env["member.api.key"].search([("key_end", "=", self.key[-4:])])
        for _n in range(redemption_api.CALLS.limit):
            redemption_api.CALLS.allows(key.id)
        self.assertEqual(
            self._error("query", {"code": self.coupon.code}), (429, "too_many")
        )
