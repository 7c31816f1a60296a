from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import new_test_user, tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestRedemptionDoors(MemberCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.session = cls._open_session(cls.till, cls.cashier)
        cls.coupon = cls._make_card(cls.coupon_program)
        cls.clerk = new_test_user(
            cls.env, "clerk", "base.group_user,wechat_member.group_member_user"
        )

    def _office(self):
        return self._redemptions(self.clerk)

    def _redeem(self, number, door="office", **request):
        request = {"config_id": self.till.id, "order_amount": 400, **request}
        return self._office()._redeem(
            number, self.coupon.code, self.company.id, door=door, **request
        )

    def _make_sale(self, card=None):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.member.id,
                "order_line": [
                    Command.create({"product_id": self.shirt.id, "price_unit": 400})
                ],
            }
        )
        if card:
            order._try_apply_code(card.code)
            order._apply_program_reward(card.program_id.reward_ids, card)
        return order

    def test_every_door_leaves_the_same_record(self):
        """Proves R262."""
        records = {}
        self._take({self.coupon: 1}, "A")
        self._sync(self._ui_order("A", self.coupon))
        records["till"] = self.coupon.redemption_ids
        for door in ("office", "api"):
            self.coupon = self._make_card(self.coupon_program)
            self.assertTrue(self._redeem("N1", door)["ok"])
            records[door] = self.coupon.redemption_ids
        card = self._make_card(self.coupon_program)
        self._make_sale(card).action_confirm()
        records["order"] = card.redemption_ids
        for door, row in records.items():
            with self.subTest(door):
                self.assertEqual(row.door, door)
                self.assertEqual(
                    (row.state, row.points, row.debited, row.single_use),
                    ("consumed", 1, 1, True),
                )
                self.assertEqual(row.discount, 50)
                self.assertEqual(row.company_id, self.company)
                self.assertEqual(row.partner_id, self.member)
                self.assertEqual(row.card_id.points, 0)
                self.assertTrue(row.closed_at)
        amounts = {door: row.order_amount for door, row in records.items()}
        self.assertEqual(
            amounts, {"till": 350, "order": 350, "office": 400, "api": 400}
        )

    def test_what_one_door_redeemed_every_other_refuses_and_tells_where(self):
        """Proves R204."""
        self.assertTrue(self._redeem("N1", "api", reference="YZ-7788")["ok"])
        office = self._redeem("N2")
        self.assertEqual((office["ok"], office["reason"]), (False, "used"))
        self.assertIn("YZ-7788", office["message"])
        self.assertIn("Shop A", office["message"])
        self.assertIn(self.clerk.name, office["message"])
        till = self._take({self.coupon: 1}, "A")
        self.assertIn("YZ-7788", till["refusals"][0]["message"])
        answer = self._make_sale()._try_apply_code(self.coupon.code)
        self.assertIn("YZ-7788", answer["error"])

    # ----------------------------------------------------------- one number, one answer
    def test_same_number_gets_the_same_answer(self):
        answers = [self._redeem("N1") for _try in range(3)]
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0], answers[2])
        self.assertEqual(self.coupon.points, 0)
        self.assertEqual(len(self.coupon.redemption_ids), 1)

    def test_number_of_another_coupon_is_refused(self):
        self._redeem("N1")
        self.coupon = self._make_card(self.coupon_program)
        answer = self._redeem("N1")
        self.assertEqual(answer["reason"], "conflict")
        self.assertEqual(self.coupon.points, 1)

    def test_same_number_at_another_door_is_another_request(self):
        self._redeem("N1")
        self.assertEqual(self._redeem("N1", "api")["reason"], "used")

    def test_reservation_keeps_the_coupon_until_it_is_cancelled(self):
        office = self._office()
        kept = office._reserve("N1", self.coupon.code, self.company.id)
        self.assertEqual(kept["state"], "reserved")
        self.assertEqual(self.coupon.points, 1)
        self.assertFalse(self._take({self.coupon: 1}, "A")["taken"])
        self.assertEqual(office._cancel("N1", self.company.id)["state"], "released")
        self.assertTrue(self._take({self.coupon: 1}, "A")["taken"])
        again = office._reserve("N1", self.coupon.code, self.company.id)
        self.assertEqual((again["ok"], again["reason"]), (False, "released"))

    def test_reservation_nobody_confirmed_runs_out(self):
        self._office()._reserve("N1", self.coupon.code, self.company.id)
        self.coupon.redemption_ids.hold_until = Datetime.now() - timedelta(minutes=1)
        self.assertTrue(self._take({self.coupon: 1}, "A")["taken"])
        late = self._office()._confirm("N1", self.company.id)
        self.assertFalse(late["ok"])

    def test_late_confirmation_counts_if_nobody_else_came(self):
        self._office()._reserve("N1", self.coupon.code, self.company.id)
        self.coupon.redemption_ids.hold_until = Datetime.now() - timedelta(minutes=1)
        answer = self._office()._confirm("N1", self.company.id, order_amount=500)
        self.assertEqual(answer["state"], "redeemed")
        self.assertEqual(self.coupon.redemption_ids.net_amount, 500)

    def test_cancelling_gives_the_coupon_back_once(self):
        self._redeem("N1")
        for _try in range(2):
            answer = self._office()._cancel("N1", self.company.id, note="Wrong guest")
            self.assertEqual(answer["state"], "returned")
        self.assertEqual(self.coupon.points, 1)
        self.assertEqual(self._redeem("N1")["reason"], "returned")
        self.assertTrue(self._redeem("N2")["ok"])

    def test_money_of_a_card_is_redeemed_in_parts(self):
        self.coupon = self._make_card(self.wallet_program, points=100)
        self.assertTrue(self._redeem("N1", points=60)["ok"])
        refused = self._redeem("N2", points=60)
        self.assertEqual(refused["reason"], "not_enough")
        self.assertTrue(self._redeem("N3", points=40)["ok"])
        self.assertEqual(self.coupon.points, 0)

    # ------------------------------------------------------------------ what is refused
    def test_terms_of_the_coupon_hold_at_every_door(self):
        self.assertEqual(self._redeem("N1", order_amount=299)["reason"], "minimum")
        self.coupon_program.pos_config_ids = self.other_till
        self.assertEqual(self._redeem("N1")["reason"], "not_here")
        self.coupon_program.pos_config_ids = False
        self.coupon.expiration_date = "2020-01-31"
        self.assertEqual(self._redeem("N1")["reason"], "expired")
        self.coupon.expiration_date = False
        stranger = self._make_member("Stranger", "13500001111")
        answer = self._redeem("N1", partner_id=stranger.id)
        self.assertEqual(answer["reason"], "other_member")
        self.assertEqual(self.coupon.points, 1)
        self.assertTrue(self._redeem("N1")["ok"])

    def test_unknown_code_is_told_and_takes_nothing(self):
        answer = self._office()._redeem("N1", "NO-SUCH", self.company.id)
        self.assertEqual((answer["ok"], answer["reason"]), (False, "unknown"))
        answer = self._office()._confirm("N9", self.company.id)
        self.assertEqual(answer["reason"], "unknown")

    def test_only_members_staff_of_the_company_redeems(self):
        stranger = new_test_user(self.env, "nobody", "base.group_user")
        for act in ("_reserve", "_redeem", "inspect"):
            with self.subTest(act), self.assertRaises(AccessError):
                model = self._redemptions(stranger)
                if act == "inspect":
                    model.inspect(self.coupon.code, self.company.id)
                else:
                    getattr(model, act)("N1", self.coupon.code, self.company.id)
        other = self.env["res.company"].create({"name": "Other shop"})
        with self.assertRaises(AccessError):
            self._office()._redeem("N1", self.coupon.code, other.id)
        with self.assertRaises(UserError):
            self._redeem("N1", door="till")

    def test_inspecting_takes_nothing(self):
        answer = self._office().inspect(
            self.coupon.code, self.company.id, order_amount=400
        )
        self.assertEqual((answer["ok"], answer["discount"]), (True, 50))
        self.assertFalse(self.coupon.redemption_ids)
        self._take({self.coupon: 1}, "A")
        answer = self._office().inspect(self.coupon.code, self.company.id)
        self.assertEqual(answer["reason"], "held")

    def test_refused_attempts_are_kept_with_their_tries(self):
        self._take({self.coupon: 1}, "A")
        for _try in range(3):
            self._take({self.coupon: 1}, "B", self.other_cashier, self.other_till)
        refusal = self.env["coupon.redemption.refusal"].search(
            [("card_id", "=", self.coupon.id)]
        )
        self.assertEqual(refusal.tries, 3)
        self.assertEqual(refusal.reason, "held")
        self.assertEqual(refusal.config_id, self.other_till)
        self.assertEqual(refusal.user_id, self.other_cashier)
        self.assertIn("Shop A", refusal.words)

    # --------------------------------------------------------------------- sales orders
    def test_order_that_is_paid_for_keeps_its_coupon_from_the_tills(self):
        order = self._make_sale(self.coupon)
        self.assertFalse(self.coupon.redemption_ids)
        transaction = self._pay(order)
        refused = self._take({self.coupon: 1}, "A")
        self.assertIn(order.name, refused["refusals"][0]["message"])
        transaction._set_canceled()
        self.assertTrue(self._take({self.coupon: 1}, "A")["taken"])

    def test_customer_is_told_before_he_pays_that_the_coupon_is_gone(self):
        order = self._make_sale(self.coupon)
        self._take({self.coupon: 1}, "A")
        with self.assertRaisesRegex(ValidationError, "Shop A"), self.cr.savepoint():
            self._pay(order)

    def test_order_cannot_be_confirmed_with_a_coupon_of_a_till(self):
        order = self._make_sale(self.coupon)
        self._take({self.coupon: 1}, "A")
        with self.assertRaisesRegex(ValidationError, "Shop A"), self.cr.savepoint():
            order.action_confirm()
        self.assertEqual(self.coupon.points, 1)

    def test_cancelled_order_gives_its_coupon_back(self):
        order = self._make_sale(self.coupon)
        order.action_confirm()
        self.assertEqual(self.coupon.points, 0)
        order._action_cancel()
        self.assertEqual(self.coupon.points, 1)
        self.assertEqual(self.coupon.redemption_ids.state, "returned")
        self.assertTrue(self._take({self.coupon: 1}, "A")["taken"])

    def _pay(self, order):
        provider = self.env["payment.provider"].create(
            {"name": "Test", "state": "test"}
        )
        method = self.env.ref("payment.payment_method_unknown")
        return self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": [Command.set(order.ids)],
            }
        )

    # ---------------------------------------------------------------------- back office
    def test_clerk_sees_what_the_coupon_gives_and_redeems_it_once(self):
        wizard = (
            self.env["coupon.redeem"]
            .with_user(self.clerk)
            .create(
                {
                    "code": self.coupon.code,
                    "config_id": self.till.id,
                    "order_amount": 400,
                    "note": "Order by telephone",
                }
            )
        )
        self.assertEqual((wizard.discount, wizard.refusal), (50, ""))
        for _press in range(2):
            wizard.action_redeem()
        row = self.coupon.redemption_ids
        self.assertEqual((row.door, row.note), ("office", "Order by telephone"))
        self.assertEqual((row.user_id, row.config_id), (self.clerk, self.till))
        with self.assertRaisesRegex(UserError, "Back Office Shop A by clerk"):
            wizard.copy({"request_no": "another"}).action_redeem()

    def test_manager_gives_back_what_the_office_redeemed_by_mistake(self):
        self._redeem("N1")
        self.coupon.redemption_ids.action_give_back()
        self.assertEqual(self.coupon.points, 1)
        with self.assertRaises(UserError):
            self.coupon.redemption_ids.action_give_back()
        with self.assertRaises(AccessError):
            self.coupon.redemption_ids.with_user(self.clerk).action_give_back()
