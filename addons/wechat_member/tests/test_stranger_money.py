"""Money of coupons and cards, and those who would like it."""

import json
from contextlib import contextmanager
from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_redemption_api import RedemptionApiCommon
from .test_stranger_till import StrangerCommon


@tagged("post_install", "-at_install")
class TestMoneyOfCards(StrangerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "member.boss", "wechat_member.group_member_manager"
        )
        cls.pos_manager = new_test_user(
            cls.env, "till.boss", "base.group_user,point_of_sale.group_pos_manager"
        )
        cls.rival_manager = new_test_user(
            cls.env,
            "rival.boss",
            "wechat_member.group_member_manager",
            company_id=cls.rival.id,
            company_ids=[Command.set(cls.rival.ids)],
        )
        cls.cash = cls.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", cls.company.id)], limit=1
        )

    @contextmanager
    def _refused_by_database(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            with self.cr.savepoint():
                yield

    def _sell_one(self):
        self._open_session(self.till, self.cashier)
        self._sync(self._sale("sold"))
        return self._sold()

    def test_nobody_writes_what_was_paid_for_a_coupon(self):
        card = self._sell_one()
        for user in (self.manager, self.pos_manager):
            for vals in (
                {"paid_amount": 9000},
                {"is_sold": False},
                {"paid_closed": False},
                {"paid_line_id": False},
            ):
                with self.subTest(vals=vals), self._refused(AccessError):
                    card.with_user(user).write(vals)
            with self._refused(AccessError), self.cr.savepoint():
                self.env["loyalty.card"].with_user(user).create(
                    {
                        "program_id": self.paid_program.id,
                        "partner_id": self.member.id,
                        "points": 1,
                        "is_sold": True,
                        "paid_amount": 9000,
                    }
                )
        self._assert_paid_books()

    def test_only_who_may_write_cards_pays_a_coupon_back(self):
        card = self._sell_one()
        for user in (self.cashier, self.clerk, self.rival_manager, self.portal):
            with self.subTest(user.login), self._refused(AccessError):
                wizard = self.env["coupon.refund"].with_user(user)
                wizard.create(
                    {
                        "card_id": card.id,
                        "reason": "x",
                        "journal_id": self.cash.id,
                    }
                ).action_refund()
        self.assertEqual(card.paid_state, "open")
        self._assert_paid_books()

    def test_money_goes_back_from_the_merchant_s_own_journal(self):
        coupon, wallet = self._sell_one(), self._top_up(60)
        foreign = self.env["account.journal"].search(
            [("company_id", "=", self.rival.id), ("type", "=", "cash")], limit=1
        )
        for model, card in (("coupon.refund", coupon), ("value.refund", wallet)):
            with self.subTest(model), self._refused(), self.cr.savepoint():
                self.env[model].create(
                    {"card_id": card.id, "reason": "x", "journal_id": foreign.id}
                    | ({} if model == "coupon.refund" else {"amount": 60})
                ).action_refund()
        self._assert_paid_books()
        self._assert_books()

    def test_stored_value_goes_back_within_what_was_paid(self):
        wallet = self._top_up(60)
        for user in (self.cashier, self.clerk, self.rival_manager, self.portal):
            with self.subTest(user.login), self._refused(AccessError):
                self.env["value.refund"].with_user(user).create(
                    {"card_id": wallet.id, "reason": "x", "amount": 1}
                ).action_refund()
        for amount in (-5, 0, 60.01, 1e15):
            with self.subTest(amount), self._refused(), self.cr.savepoint():
                self.env["value.refund"].with_user(self.manager).create(
                    {
                        "card_id": wallet.id,
                        "reason": "x",
                        "amount": amount,
                        "journal_id": self.cash.id,
                    }
                ).action_refund()
        self.assertEqual(wallet.points, 60)
        self._assert_books()

    def _pay_with(self, order, card, amount):
        reward = card.program_id.reward_ids
        order["lines"].append(
            self._ui_line(
                reward.discount_line_product_id,
                -amount,
                is_reward_line=True,
                reward_id=reward.id,
                coupon_id=card.id,
                reward_identifier_code="R1",
                points_cost=amount,
            )
        )
        total = sum(line[2]["price_subtotal_incl"] for line in order["lines"])
        self._set_total(order, total)
        return order

    def _give_value(self, amount):
        card = self.member._get_value_card(self.wallet_program)
        card._post_entry("adjust", amount, "given")
        self.assertEqual(self._parts(card), (0, amount))
        return card

    def test_what_was_given_does_not_become_money_by_filling_cards(self):
        self._open_session(self.till, self.cashier)
        card = self._give_value(100)
        for product in (self.top_up, self.gift_product):
            order = self._top_up_order(product.name, 100)
            order["lines"] = [self._ui_line(product, 100)]
            with self.subTest(product.name), self._refused(UserError):
                with self.cr.savepoint():
                    self._sync(self._pay_with(order, card, 100))
        # goods are paid from the card, the top-up with money
        order = self._top_up_order("both", 100)
        order["lines"].append(self._ui_line(self.shirt, 80))
        self._sync(self._pay_with(order, card, 80))
        self.assertEqual(self._parts(card), (100, 20))
        self._assert_books()

    def test_coupon_paid_with_stored_value_does_not_go_back_as_cash(self):
        self._open_session(self.till, self.cashier)
        card = self._give_value(50)
        order = self._pay_with(self._sale("sold"), card, 39)
        sale = self._sync(order)
        coupon = self._sold()
        self.assertEqual((coupon.paid_state, card.points), ("open", 11))
        wizard = self.env["coupon.refund"].with_user(self.manager)
        with self._refused(UserError), self.cr.savepoint():
            wizard.create(
                {"card_id": coupon.id, "reason": "x", "journal_id": self.cash.id}
            ).action_refund()
        with self._refused(UserError), self.cr.savepoint():
            self._sync(self._back("for cash", sale.lines[0]))
        self.assertEqual(coupon.paid_state, "open")
        self._assert_paid_books()

    def test_money_asked_back_in_time_is_owed_after_the_last_day(self):
        card = self._sell_one()
        card._ask_paid_refund()
        self.assertEqual(card.paid_state, "asked")
        card.expiration_date = self.company._get_local_today() - timedelta(days=2)
        self.assertEqual(card.paid_state, "asked")
        search = self.env["loyalty.card"].search
        self.assertIn(card, search([("paid_state", "=", "asked")]))
        self.assertNotIn(card, search([("paid_state", "=", "expired")]))
        with self._refused(UserError):
            card.action_release_paid()
        wizard = self.env["coupon.refund"].with_user(self.manager)
        wizard.create(
            {"card_id": card.id, "reason": "asked", "journal_id": self.cash.id}
        ).action_refund()
        self.assertEqual(card.paid_state, "refunded")
        self._assert_paid_books()

    def test_huge_days_of_segments_and_tags_are_refused_in_words(self):
        segments = self.env["member.segment"].with_user(self.manager)
        tags = self.env["member.tag"].with_user(self.manager)
        for vals in ({"bought_before": 2_000_000_000}, {"bought_within": 1_000_000}):
            # the form counts while he types
            self.assertEqual(segments.new({"name": "x", **vals}).member_count, 0)
            with self.subTest(vals=vals), self._refused_by_database():
                segments.create({"name": "All of time", **vals})
        with self._refused_by_database():
            tags.create({"name": "All of time", "kind": "price", "days": 2_000_000_000})

    def test_words_of_a_segment_are_no_sql(self):
        self.env["member.segment"].create(
            {
                "name": "'; DROP TABLE member_tag; --",
                "tag_ids": [
                    Command.create({"name": "%s'); --", "kind": "manual"}),
                ],
                "spend_from": 1e30,
                "spend_to": 1e31,
            }
        )._count_people()
        self.assertTrue(self.env["member.tag"].search_count([], limit=1))

    def test_segment_of_one_merchant_is_closed_to_the_other(self):
        segment = self.env["member.segment"].create({"name": "Ours"})
        theirs = segment.with_user(self.rival_manager)
        for call in (
            lambda: theirs.read(["member_count"]),
            theirs.action_refresh,
            theirs.action_open_members,
            lambda: theirs.write({"company_id": self.rival.id}),
            lambda: theirs.create({"name": "x", "company_id": self.company.id}),
        ):
            with self._refused(AccessError):
                call()


@tagged("post_install", "-at_install")
class TestStrangeRequests(RedemptionApiCommon):
    """What no honest system sends to the redemption interface."""

    def test_odd_bytes_and_depths_are_answered(self):
        for body in (
            "[" * 8000,
            '{"a":' * 1500 + "1" + "}" * 1500,
            '{"code": "\\u0000"}',
            '{"code": "A\\ud800"}',
            '{"code": "A", "amount": NaN}',
            '{"code": "A", "amount": 1e999}',
            '{"code": "A", "reference": "\\u0000"}',
        ):
            with self.subTest(body[:24]):
                status, code = self._error("query", body)
                self.assertIn((status, code), {(400, "bad_request")})
        for values in (
            {"reference": "a\x00b"},
            {"reference": "\ud800"},
        ):
            status, answer, _headers = self._redeem(**values)
            self.assertEqual((status, answer["ok"]), (400, False))
        status, code = self._error(
            "reverse", {"request": "number-0001", "redemption": "\x00"}
        )
        self.assertEqual((status, code), (400, "bad_request"))

    def test_key_of_a_clerk_who_left_the_merchant_opens_nothing(self):
        rival = self.env["res.company"].create({"name": "New employer"})
        self.clerk.write(
            {"company_ids": [Command.set(rival.ids)], "company_id": rival.id}
        )
        self.assertEqual(self._error("query", {"code": "A"}), (401, "bad_key"))

    def test_coupon_of_the_neighbour_is_unknown(self):
        rival = self.env["res.company"].create({"name": "Neighbour"})
        program = self.coupon_program.copy({"company_id": rival.id})
        card = self._make_card(program)
        for action in ("query", "redeem"):
            body = {"request": f"guess-{action}", "code": card.code}
            self.assertEqual(self._error(action, body), (404, "unknown_coupon"))
        self.assertEqual(card.points, 1)

    def test_redemption_of_another_key_is_not_reversed(self):
        self._redeem(number="sale-00001")
        second = self._make_key(self.other_till, self.clerk)
        number = self.env["member.api.key"].search([], order="id", limit=1).id
        for guess in ("sale-00001", f"{number}-sale-00001", "sale-00001 "):
            status, answer, _headers = self._reverse(guess, key=second)
            self.assertEqual(status, 404, json.dumps(answer))
        self.assertEqual(self.coupon.redemption_ids.state, "consumed")
