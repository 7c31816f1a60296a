from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestCouponRedemption(MemberCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.session = cls._open_session(cls.till, cls.cashier)
        cls.other_session = cls._open_session(cls.other_till, cls.other_cashier)
        cls.coupon = cls._make_card(cls.coupon_program)

    def test_second_till_is_told_who_where_and_when(self):
        self.assertTrue(self._take({self.coupon: 1}, "A")["taken"])
        refused = self._take({self.coupon: 1}, "B", self.other_cashier, self.other_till)
        self.assertFalse(refused["taken"])
        words = refused["refusals"][0]["message"]
        self.assertIn("Shop A", words)
        self.assertIn(self.cashier.name, words)
        self.assertIn(str(self.company._get_local_today().year), words)

    def test_same_order_may_ask_again(self):
        for _attempt in range(3):
            self.assertTrue(self._take({self.coupon: 1}, "A")["taken"])
        self.assertEqual(len(self.coupon.redemption_ids), 1)

    def test_same_order_may_ask_again_after_payment(self):
        self._take({self.coupon: 1}, "A")
        self._sync(self._ui_order("A", self.coupon))
        self.assertTrue(self._take({self.coupon: 1}, "A")["taken"])
        self.assertEqual(self.coupon.redemption_ids.mapped("state"), ["consumed"])

    def test_coupon_is_debited_with_the_order_and_once(self):
        self._take({self.coupon: 1}, "A")
        order = self._sync(self._ui_order("A", self.coupon))
        self.assertEqual(self.coupon.points, 0)
        self._confirm(order, self.coupon, -1)
        self._confirm(order, self.coupon, -1)
        self.assertEqual(self.coupon.points, 0)
        self.assertEqual(self.coupon.redemption_ids.state, "consumed")
        self.assertEqual(self.coupon.redemption_ids.pos_order_id, order)
        self.assertEqual(self.coupon.history_ids.mapped("used"), [1])

    def test_order_sent_twice_redeems_once(self):
        self._take({self.coupon: 1}, "A")
        self._sync(self._ui_order("A", self.coupon))
        self._sync(self._ui_order("A", self.coupon))
        self.assertEqual(self.coupon.points, 0)
        self.assertEqual(len(self.coupon.redemption_ids), 1)

    def test_order_that_never_asked_cannot_spend_a_taken_coupon(self):
        self._take({self.coupon: 1}, "A")
        lying = self._ui_order("B", self.coupon, self.other_session)
        with self.assertRaisesRegex(UserError, "Shop A"), self.cr.savepoint():
            self._sync(lying, user=self.other_cashier)
        self.assertEqual(self.coupon.points, 1)

    def test_order_that_never_asked_cannot_spend_a_redeemed_coupon(self):
        self._sync(self._ui_order("A", self.coupon))
        lying = self._ui_order("B", self.coupon, self.other_session)
        with self.assertRaisesRegex(UserError, "was redeemed"), self.cr.savepoint():
            self._sync(lying, user=self.other_cashier)
        self.assertEqual(self.coupon.points, 0)

    def test_till_that_understates_the_cost_is_not_believed(self):
        self._sync(self._ui_order("A", self.coupon, cost=0))
        self.assertEqual(self.coupon.points, 0)

    def test_till_that_denies_the_redemption_afterwards_is_not_believed(self):
        order = self._sync(self._ui_order("A", self.coupon))
        self._confirm(order, self.coupon, 0)
        self.assertEqual(self.coupon.points, 0)

    def test_database_itself_refuses_two_redemptions(self):
        self._take({self.coupon: 1}, "A")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.coupon.redemption_ids.sudo().copy({"order_uuid": "B"})
            self.env.flush_all()

    def test_coupon_of_another_member_is_refused(self):
        stranger = self._make_member("Stranger", "13500001111")
        answer = self._hold(self.coupon, "A", partner=stranger)
        self.assertFalse(answer["ok"])
        self.assertIn("another member", answer["message"])

    def test_expired_coupon_is_refused(self):
        self.coupon.expiration_date = "2020-01-31"
        self.assertIn("expired", self._hold(self.coupon, "A")["message"])

    def test_coupon_paid_before_it_expired_still_counts(self):
        self._take({self.coupon: 1}, "A")
        self.coupon.expiration_date = "2020-01-31"
        self._sync(self._ui_order("A", self.coupon))
        self.assertEqual(self.coupon.points, 0)

    def test_unknown_code_needs_no_hold(self):
        answer = self._redemptions().hold("NO-SUCH-CODE", "A", self.till.id)
        self.assertEqual(answer, {"ok": True, "card_id": False, "partner_id": False})

    def test_deleted_coupon_is_refused(self):
        gone = self.coupon.copy({"code": "GONE"})
        key = gone.id
        gone.unlink()
        answer = self._redemptions().take("A", {str(key): 1}, self.till.id)
        self.assertEqual(answer["refusals"][0]["card_id"], key)

    # ------------------------------------------------------------------ open orders
    def test_coupon_on_an_open_order_is_kept_for_it(self):
        self.assertTrue(self._hold(self.coupon, "A")["ok"])
        refused = self._hold(self.coupon, "B", self.other_cashier, self.other_till)
        self.assertIn("Shop A", refused["message"])

    def test_released_coupon_is_free_for_the_next(self):
        self._hold(self.coupon, "A")
        self._redemptions().release("A", self.coupon.ids, self.till.id)
        self.assertTrue(self._hold(self.coupon, "B")["ok"])

    def test_release_needs_the_key_of_the_order(self):
        self._hold(self.coupon, "A")
        released = self._redemptions().release("guess", self.coupon.ids, self.till.id)
        self.assertEqual(released, 0)

    def test_redeemed_coupon_is_not_released(self):
        self._sync(self._ui_order("A", self.coupon))
        self._redemptions().release("A", self.coupon.ids, self.till.id)
        self.assertEqual(self.coupon.redemption_ids.state, "consumed")

    def test_forgotten_hold_runs_out(self):
        self._hold(self.coupon, "A")
        self.coupon.redemption_ids.hold_until = Datetime.now() - timedelta(minutes=1)
        self.assertTrue(self._hold(self.coupon, "B")["ok"])
        self.assertFalse(self._take({self.coupon: 1}, "A")["taken"])

    def test_payment_under_way_never_runs_out(self):
        self._hold(self.coupon, "A")
        self._take({self.coupon: 1}, "A")
        self.assertFalse(self.coupon.redemption_ids.hold_until)
        self._hold(self.coupon, "A")
        self.assertFalse(self.coupon.redemption_ids.hold_until)

    def test_cancelled_order_gives_its_coupon_back(self):
        draft = self._ui_order("A", self.coupon) | {"state": "draft", "payment_ids": []}
        self._hold(self.coupon, "A")
        order = self._sync(draft)
        order.with_user(self.cashier).action_pos_order_cancel()
        self.assertEqual(self.coupon.redemption_ids.state, "released")

    def test_deleted_order_gives_its_coupon_back(self):
        draft = self._ui_order("A", self.coupon) | {"state": "draft", "payment_ids": []}
        self._hold(self.coupon, "A")
        self._sync(draft).unlink()
        self.assertEqual(self.coupon.redemption_ids.state, "released")

    def test_coupon_taken_off_the_order_before_payment_is_not_consumed(self):
        self._hold(self.coupon, "A")
        self._sync(self._ui_order("A"))
        self.assertEqual(self.coupon.redemption_ids.state, "released")
        self.assertEqual(self.coupon.points, 1)

    def test_manager_can_put_a_coupon_back(self):
        self._sync(self._ui_order("A", self.coupon))
        self.coupon.points = 1
        self.assertTrue(self._take({self.coupon: 1}, "B")["taken"])
        self.assertEqual(
            set(self.coupon.redemption_ids.mapped("state")), {"returned", "taken"}
        )

    # ---------------------------------------------------- points and stored value
    def test_stored_value_is_debited_with_the_order(self):
        wallet = self._make_card(self.wallet_program, points=200)
        self._take({wallet: 150}, "A")
        order = self._sync(self._ui_order("A", wallet, discount=150, cost=150))
        self.assertEqual(wallet.points, 50)
        self._confirm(order, wallet, -150)
        self.assertEqual(wallet.points, 50)
        self.assertEqual(wallet.history_ids.mapped("used"), [150])

    def test_top_up_and_spending_on_one_order_both_count(self):
        wallet = self._make_card(self.wallet_program, points=200)
        vals = self._ui_order("A", wallet, discount=150, cost=150)
        top_up = self.wallet_program.rule_ids.product_ids
        vals["lines"].append(self._ui_line(top_up, 100))
        vals["payment_ids"][0][2]["amount"] += 100
        for field in ("amount_total", "amount_paid"):
            vals[field] += 100
        order = self._sync(vals)
        self._confirm(order, wallet, 100 - 150)
        self.assertEqual(wallet.points, 150)

    def test_top_up_that_was_not_sold_is_not_believed(self):
        wallet = self._make_card(self.wallet_program, points=200)
        order = self._sync(self._ui_order("A", wallet, discount=150, cost=150))
        self._confirm(order, wallet, 1000 - 150)
        self.assertEqual(wallet.points, 50)

    def test_stored_value_cannot_be_spent_twice(self):
        wallet = self._make_card(self.wallet_program, points=200)
        self.assertTrue(self._take({wallet: 150}, "A")["taken"])
        refused = self._take({wallet: 150}, "B", self.other_cashier, self.other_till)
        self.assertIn("50", refused["refusals"][0]["message"])
        self.assertTrue(self._take({wallet: 50}, "C")["taken"])

    def test_stored_value_beyond_the_balance_is_refused_by_the_server(self):
        wallet = self._make_card(self.wallet_program, points=20)
        with self.assertRaises(UserError), self.cr.savepoint():
            self._sync(self._ui_order("A", wallet, discount=150, cost=20))
        self.assertEqual(wallet.points, 20)

    def test_points_cannot_be_taken_twice(self):
        card = self._make_card(self.points_program, points=100)
        self.assertTrue(self._take({card: 100}, "A")["taken"])
        self.assertFalse(self._take({card: 100}, "B")["taken"])

    def test_points_are_never_spent_below_zero(self):
        card = self._make_card(self.points_program, points=30)
        order = self._sync(self._ui_order("A", card, discount=10))
        with self.assertRaises(UserError), self.cr.savepoint():
            self._confirm(order, card, -100)
        self.assertEqual(card.points, 30)

    def test_order_may_spend_the_points_it_earns(self):
        card = self._make_card(self.points_program, points=0)
        order = self._sync(self._ui_order("A", card, discount=10))
        self._confirm(order, card, 390 - 100)
        self.assertEqual(card.points, 290)

    def test_all_or_nothing(self):
        wallet = self._make_card(self.wallet_program, points=10)
        answer = self._take({self.coupon: 1, wallet: 50}, "A")
        self.assertEqual(
            [refusal["card_id"] for refusal in answer["refusals"]], wallet.ids
        )
        self.assertFalse(self.coupon.redemption_ids)

    # --------------------------------------------------------- a till that broke down
    def test_closing_the_day_completes_what_a_till_left_open(self):
        card = self._make_card(self.points_program, points=100)
        self._take({card: 100}, "A")
        self._sync(self._ui_order("A", card, discount=10))
        self._sync(self._ui_order("B", self.coupon))
        self.assertEqual(card.points, 100)
        self.session.with_user(self.cashier).close_session_from_ui()
        self.assertEqual(card.points, 0)
        self.assertEqual(card.history_ids.mapped("used"), [100])
        self.assertEqual(self.coupon.history_ids.mapped("used"), [1])
