from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import new_test_user, tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestTillAllowance(MemberCommon):
    """Two tills without a connection, a card both have seen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for till in (cls.till, cls.other_till):
            till.write(
                {
                    "allowance_active": True,
                    "allowance_value": 100,
                    "allowance_rule_ids": [
                        Command.create(
                            {"program_id": cls.coupon_program.id, "quantity": 2}
                        )
                    ],
                }
            )
        cls.session = cls._open_session(cls.till, cls.cashier)
        cls.other_session = cls._open_session(cls.other_till, cls.other_cashier)
        cls.coupon = cls._make_card(cls.coupon_program)

    def _issue(self, till=None, user=None, device="tablet"):
        till = till or self.till
        user = user or (self.cashier if till == self.till else self.other_cashier)
        model = self.env["till.allowance"].with_user(user)
        return model.issue(till.id, device)

    def _offline(self, key, card, token, till=None, **vals):
        """Let an order that was paid offline reach the server."""
        till = till or self.till
        order = self._ui_order(key, card, till.current_session_id, **vals)
        order |= {
            "allowance_token": token,
            "date_order": Datetime.to_string(Datetime.now()),
        }
        user = self.cashier if till == self.till else self.other_cashier
        return self._sync(order, user=user)

    def test_a_till_gets_no_allowance_unless_it_is_switched_on(self):
        self.assertFalse(self.env["pos.config"].new({}).allowance_active)
        self.till.allowance_active = False
        self.assertEqual(self._issue(), {})

    def test_allowance_says_what_may_be_redeemed(self):
        answer = self._issue()
        self.assertEqual(answer["coupons"], {str(self.coupon_program.id): 2})
        self.assertEqual(answer["value"], 100)
        self.assertTrue(answer["token"])

    def test_one_device_of_a_till_holds_it(self):
        first = self._issue(device="tablet")
        self.assertEqual(self._issue(device="phone"), {})
        self.assertTrue(self._issue(device="tablet")["token"])
        allowances = self.env["till.allowance"].with_user(self.cashier)
        allowances.hand_back(self.till.id, first["token"])
        second = self._issue(device="tablet")
        allowances.hand_back(self.till.id, second["token"])
        self.env["till.allowance"].search([]).valid_until = "2020-01-01"
        self.assertTrue(self._issue(device="phone")["token"])

    def test_same_coupon_at_two_offline_tills_is_one_conflict_with_its_bearer(self):
        """Proves R204."""
        token, other = self._issue(), self._issue(self.other_till)
        self._offline("A", self.coupon, token["token"])
        self._offline("B", self.coupon, other["token"], self.other_till)
        # the till sends it again after reconnecting
        self._offline("B", self.coupon, other["token"], self.other_till)
        self.assertEqual(self.coupon.points, 0)
        rows = self.coupon.redemption_ids
        self.assertEqual(rows.mapped("state"), ["consumed"] * 2)
        conflict = rows.filtered("overspent")
        self.assertEqual(len(conflict), 1)
        self.assertEqual(conflict.config_id, self.other_till)
        self.assertEqual(conflict.user_id, self.other_cashier)
        self.assertEqual(conflict.bearer, "outlet")
        self.assertIn("Shop A", conflict.conflict_note)

    def test_two_tills_offline_spend_no_more_than_their_allowances(self):
        wallet = self._make_card(self.wallet_program, points=120)
        token, other = self._issue(), self._issue(self.other_till)
        self._offline("A", wallet, token["token"], discount=100, cost=100)
        order = self._offline(
            "B", wallet, other["token"], self.other_till, discount=100, cost=100
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            self._offline("C", wallet, token["token"], discount=1, cost=1)
        self.assertEqual(wallet.points, 0)
        rows = wallet.redemption_ids
        self.assertEqual(sum(rows.mapped("points")), 200)
        self.assertEqual(sum(rows.mapped("overspent")), 80)
        self._confirm(order, wallet, -100, self.other_cashier)
        self.assertEqual(wallet.points, 0)
        self.assertEqual(sum(wallet.entry_ids.mapped("amount")), 0)

    def test_beyond_the_allowance_the_ordinary_rules_hold(self):
        token = self._issue()["token"]
        for number in range(2):
            card = self._make_card(self.coupon_program)
            self._offline(f"A{number}", card, token)
        self._redeem_elsewhere()
        with self.assertRaisesRegex(UserError, "Shop B"), self.cr.savepoint():
            self._offline("A9", self.coupon, token)

    def test_several_allowances_of_one_device_do_not_add_up(self):
        tokens = [self._issue()["token"] for _time in range(3)]
        wallet = self._make_card(self.wallet_program, points=300)
        self._offline("M1", wallet, tokens[0], discount=100, cost=100)
        cards = [self._make_card(self.coupon_program) for _number in range(3)]
        self._offline("C1", cards[0], tokens[0])
        self._offline("C2", cards[1], tokens[1])
        allowances = self.env["till.allowance"].sudo()
        for token in tokens:
            allowance = allowances._find(token)
            order = self.env["pos.order"].new(
                {"config_id": self.till.id, "date_order": Datetime.now()}
            )
            for costs in ({wallet: 1}, {cards[2]: 1}):
                self.assertFalse(allowance._covers(order, costs), costs)
        answer = self._issue()
        self.assertEqual(
            answer["spent"],
            {
                "coupons": {str(self.coupon_program.id): 2},
                "value": {str(wallet.id): 100},
            },
        )

    def test_an_allowance_is_fresh_again_when_its_hours_are_over(self):
        self._offline("A", self.coupon, self._issue()["token"])
        hours = self.till.allowance_hours
        self.coupon.redemption_ids.taken_at = Datetime.now() - timedelta(
            hours=hours, minutes=1
        )
        self.assertEqual(self._issue()["spent"], {"coupons": {}, "value": {}})

    def test_what_nobody_else_used_is_no_conflict(self):
        self._offline("A", self.coupon, self._issue()["token"])
        self.assertFalse(self.coupon.redemption_ids.overspent)
        self.assertTrue(self.coupon.redemption_ids.allowance_id)

    def test_forged_or_foreign_token_allows_nothing(self):
        token = self._issue()["token"]
        self._redeem_elsewhere()
        foreign = self._issue(self.other_till)["token"]
        for number, text in enumerate(("made up", token[:-8] + "AAAAAAA=", foreign)):
            with self.subTest(text[:8]), self.assertRaises(UserError):
                with self.cr.savepoint():
                    self._offline(f"F{number}", self.coupon, text)

    def test_expired_allowance_allows_nothing(self):
        token = self._issue()["token"]
        self._redeem_elsewhere()
        self.env["till.allowance"].search([]).valid_until = "2020-01-01"
        with self.assertRaises(UserError), self.cr.savepoint():
            self._offline("A", self.coupon, token)

    def test_coupon_of_another_kind_is_not_covered(self):
        token = self._issue()["token"]
        self.till.allowance_rule_ids.unlink()
        fresh = self._issue()["token"]
        self._redeem_elsewhere()
        with self.assertRaises(UserError), self.cr.savepoint():
            self._offline("A", self.coupon, fresh)
        self._offline("B", self.coupon, token)
        self.assertEqual(self.coupon.redemption_ids.filtered("overspent").points, 1)

    def test_only_who_works_at_the_till_gets_an_allowance(self):
        nobody = new_test_user(self.env, "nobody", "base.group_user")
        with self.assertRaises(AccessError):
            self._issue(user=nobody)

    def _redeem_elsewhere(self):
        self._take({self.coupon: 1}, "X", self.other_cashier, self.other_till)
        self._sync(
            self._ui_order("X", self.coupon, self.other_session),
            user=self.other_cashier,
        )
