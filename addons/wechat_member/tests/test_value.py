from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import new_test_user, tagged

from .common_value import ValueCommon


@tagged("post_install", "-at_install")
class TestStoredValue(ValueCommon):
    def _spend(self, card, amount, key="spend"):
        self.till.current_session_id or self._open_session(self.till, self.cashier)
        return self._sync(self._ui_order(key, card, discount=amount, cost=amount))

    # ------------------------------------------------------------------ gift on top-up
    def test_highest_rule_a_top_up_reaches_gives_its_gift(self):
        """Proves R167."""
        self._make_rule(100, 8)
        self._make_rule(500, 60)
        self._open_session(self.till, self.cashier)
        self._sync(self._top_up_order("less", 99))
        card = self._wallet_of()
        self.assertEqual(self._parts(card), (99, 0))
        self._sync(self._top_up_order("more", 500))
        self.assertEqual(self._parts(card), (599, 60))
        self.assertEqual(card.points, 659)
        self.assertEqual(self._balance(self.company.value_gift_account_id), 60)
        self._assert_books()

    def test_rule_of_the_past_gives_nothing(self):
        yesterday = self.company._get_local_today() - timedelta(days=1)
        self._make_rule(100, 8, date_to=yesterday)
        self.assertEqual(self._parts(self._top_up(200)), (200, 0))

    def test_rule_may_give_coupons(self):
        self._make_rule(200, 0, coupon_program_id=self.coupon_program.id, coupon_qty=2)
        self._top_up(200)
        coupons = self.member.member_card_ids.filtered(lambda card: card._is_coupon())
        self.assertEqual(coupons.mapped("points"), [1, 1])

    def test_rule_must_give_something(self):
        with self.assertRaisesRegex(ValidationError, "what is given"):
            self._make_rule(200, 0)

    def test_top_up_sent_twice_is_one(self):
        self._make_rule(100, 8)
        self._open_session(self.till, self.cashier)
        for _again in range(3):
            self._sync(self._top_up_order("same", 100))
        self.assertEqual(self._parts(self._wallet_of()), (100, 8))

    def test_top_up_reaches_the_stored_value_that_was_chosen(self):
        other = self.wallet_program.copy({"name": "Staff", "active": True})
        other.rule_ids.product_ids = self.top_up
        self._open_session(self.till, self.cashier)
        order = self._top_up_order("chosen", 100)
        order["lines"][0][2]["top_up_program_id"] = other.id
        self._sync(order)
        cards = self.member.member_card_ids
        told = cards.filtered(lambda card: card.program_id == other)
        self.assertEqual(told.points, 100)
        self.assertFalse(self._wallet_of().points)
        self._assert_books()

    def test_till_learns_which_card_its_new_one_became(self):
        self._open_session(self.till, self.cashier)
        order = self._top_up_order("new", 100)
        self._sync(order)
        sale = self.env["pos.order"].search([("uuid", "=", order["uuid"])])
        told = {"program_id": self.wallet_program.id, "points": 100, "coupon_id": -1}
        answer = sale.with_user(self.cashier).confirm_coupon_programs({"-1": told})
        (card,) = answer["coupon_updates"]
        self.assertEqual(card["old_id"], -1)
        self.assertEqual((card["id"], card["points"]), (self._wallet_of().id, 100))

    # -------------------------------------------------------------------- what is spent
    def test_parts_are_spent_in_the_order_of_the_setting(self):
        """Proves R167."""
        self._make_rule(300, 100)
        expected = {
            "paid": (100, 100),
            "gift": (200, 0),
            "proportional": (150, 50),
        }
        for number, (rule, parts) in enumerate(expected.items()):
            self.company.value_spend_order = rule
            member = self._make_member(f"Spends {rule}", f"1391111000{number}")
            card = member._get_value_card(self.wallet_program)
            card._post_entry("top_up", 300, "before")
            card._post_entry("spend", -200, "till")
            self.assertEqual(self._parts(card), parts, rule)
        self._assert_books()

    def test_goods_brought_back_restore_the_parts_they_took(self):
        self._make_rule(300, 100)
        card = self._top_up(300)
        order = self._spend(card, 400)
        self.assertEqual(self._parts(card), (0, 0))
        back = self._ui_order("back")
        sold = order.lines.filtered(lambda line: line.product_id == self.shirt)
        back["lines"] = [
            self._ui_line(
                self.shirt,
                400,
                qty=-1,
                price_subtotal=-400,
                price_subtotal_incl=-400,
                refunded_orderline_id=sold.id,
            ),
            self._ui_line(self.top_up, 400),
        ]
        self._set_total(back, 0)
        back["payment_ids"] = []
        self._sync(back)
        self.assertEqual(self._parts(card), (300, 100))
        self._assert_books()

    # ------------------------------------------------------------------------- refund
    def test_only_the_paid_part_is_paid_back_and_the_gift_falls_away(self):
        """Proves R167."""
        self._make_rule(300, 90)
        card = self._top_up(300)
        card._refund_value(100, "first")
        self.assertEqual(self._parts(card), (200, 60))
        with self.assertRaisesRegex(UserError, "Only the paid part"):
            card._refund_value(201, "too much")
        card._refund_value(200, "rest")
        self.assertEqual(self._parts(card), (0, 0))
        self.assertEqual(self._balance(self.company.value_gift_account_id), 0)
        self._assert_books()

    def test_shop_may_pay_nothing_back(self):
        card = self._top_up(300)
        self.company.value_refundable = False
        with self.assertRaisesRegex(UserError, "does not pay back"):
            card._refund_value(100, "no")

    def _refund_wizard(self, card, amount, user=None):
        journal = self.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", self.company.id)], limit=1
        )
        wizard = self.env["value.refund"].with_user(user or self.env.user)
        return wizard.create(
            {
                "card_id": card.id,
                "amount": amount,
                "journal_id": journal.id,
                "reason": "Moves away",
            }
        )

    def test_office_pays_back_from_cash(self):
        """Proves R167."""
        manager = new_test_user(
            self.env, "value.manager", "wechat_member.group_member_manager"
        )
        self._make_rule(300, 90)
        card = self._top_up(300)
        wizard = self._refund_wizard(card, 150, manager)
        self.assertEqual((wizard.cash_amount, wizard.gift_lost), (150, 45))
        wizard.action_refund()
        self.assertEqual(self._parts(card), (150, 45))
        payment = self.env["account.payment"].search(
            [("partner_id", "=", self.member.id)]
        )
        self.assertEqual((payment.amount, payment.payment_type), (150, "outbound"))
        line = payment.move_id.line_ids.filtered(
            lambda line: line.account_id == payment.destination_account_id
        )
        self.assertTrue(line.reconciled)
        self._assert_books()
        with self.assertRaisesRegex(UserError, "Only the paid part"):
            self._refund_wizard(card, 150.01, manager).action_refund()

    def test_user_of_members_pays_nothing_back(self):
        user = new_test_user(self.env, "value.user", "wechat_member.group_member_user")
        card = self._top_up(300)
        with self.assertRaises(AccessError):
            self._refund_wizard(card, 10, user)

    # -------------------------------------------------------------------- other company
    def _other_company(self):
        company = self.env["res.company"].create({"name": "Other Ltd"})
        self.env.user.company_ids |= company
        self.env["account.chart.template"].try_loading("generic_coa", company)
        till = self.env["pos.config"].with_company(company).create({"name": "Theirs"})
        cashier = new_test_user(
            self.env,
            "till.theirs",
            "base.group_user,point_of_sale.group_pos_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        return company, till.with_company(company), cashier

    def test_card_of_another_company_is_refused_at_the_till(self):
        """Proves R169."""
        card = self._top_up(300)
        company, till, cashier = self._other_company()
        gift = self.gift_program._make_gift_card(self.member)
        gift._post_entry("top_up", 50, "gift")
        own = self.company.name
        answer = self._hold(card, "theirs", cashier, till)
        self.assertIn(f"issued by {own}", answer["message"])
        answer = self._take({card: 100}, "theirs", cashier, till)
        self.assertFalse(answer["taken"])
        self.assertIn(f"issued by {own}", answer["refusals"][0]["message"])
        answer = till.with_user(cashier).use_coupon_code(
            gift.code, Datetime.to_string(Datetime.now()), False, False
        )
        self.assertFalse(answer["successful"])
        self.assertIn(f"issued by {own}", answer["payload"]["error_message"])
        # A till that asked nobody is refused when it sends the order.
        with self.assertRaisesRegex(UserError, "issued by"):
            refused = self._redemptions(cashier)._take({card: 10}, "x", till)
            raise UserError("\n".join(refused.values()))
        # The last line: no movement in the name of another company.
        order = self.env["sale.order"].create(
            {"partner_id": self.member.id, "company_id": company.id}
        )
        with self.assertRaises(UserError):
            card._post_entry("spend", -10, "theirs", order=order)
        self.assertEqual(card.points, 300)
        self._assert_books()

    def test_card_of_another_company_is_refused_in_a_sales_order(self):
        """Proves R169."""
        card = self._top_up(300)
        company, _till, _cashier = self._other_company()
        order = self.env["sale.order"].create(
            {
                "partner_id": self.member.id,
                "company_id": company.id,
                "order_line": [Command.create({"product_id": self.shirt.id})],
            }
        )
        answer = order.with_company(company)._try_apply_code(card.code)
        self.assertIn("issued by", answer["error"])
        reward = self.wallet_program.reward_ids
        order.order_line = [
            Command.create(
                {
                    "product_id": reward.discount_line_product_id.id,
                    "name": "Stored value",
                    "price_unit": -100,
                    "reward_id": reward.id,
                    "coupon_id": card.id,
                    "points_cost": 100,
                }
            )
        ]
        with self.assertRaisesRegex(ValidationError, "issued by"):
            order.action_confirm()

    def test_coupon_is_shared_where_the_program_has_no_company(self):
        """Proves R169."""
        _company, till, cashier = self._other_company()
        coupon = self._make_card(self.coupon_program, partner=self.env["res.partner"])
        self.coupon_program.company_id = self.company
        refused = till.with_user(cashier).use_coupon_code(
            coupon.code, Datetime.to_string(Datetime.now()), False, False
        )
        self.assertFalse(refused["successful"])
        self.coupon_program.company_id = False
        self.coupon_program.currency_id = till.currency_id
        shared = till.with_user(cashier).use_coupon_code(
            coupon.code, Datetime.to_string(Datetime.now()), False, False
        )
        self.assertTrue(shared["successful"], shared)
