from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .paid_common import PaidCouponCommon


@tagged("post_install", "-at_install")
class TestPaidCoupon(PaidCouponCommon):
    def test_coupon_sold_at_the_till_is_a_liability_until_it_is_used(self):
        """Proves R186."""
        session = self._open_session(self.till, self.cashier)
        self._sync(self._sale("sold"))
        card = self._sold()
        self.assertEqual((card.partner_id, card.points), (self.member, 1))
        self.assertEqual((card.paid_amount, card.paid_state), (39, "open"))
        self.assertEqual(card.program_id.coupon_kind, "paid")
        self.assertEqual(self._balance(self.liability), -39)
        self._assert_paid_books()
        income = self.company.coupon_income_account_id
        used = self._sync(self._ui_order("used", card))
        self._confirm(used, card, -1)
        self.assertEqual((card.points, card.paid_state), (0, "used"))
        self.assertEqual(self._balance(self.liability), 0)
        self.assertEqual(self._balance(income), -39)
        self._close(session)
        self.assertEqual(self._balance(self.clearing), 0)
        self._assert_paid_books()

    def test_order_saved_twice_sells_once(self):
        self._open_session(self.till, self.cashier)
        order = self._sale("twice", 2)
        self._sync(order)
        self._sync(order)
        self.assertEqual(len(self._sold()), 2)
        self._assert_paid_books()

    def test_price_of_a_line_is_split_to_the_cent(self):
        self._open_session(self.till, self.cashier)
        order = self._sale("odd", 3)
        line = order["lines"][0][2]
        line["price_subtotal"] = line["price_subtotal_incl"] = 100
        self._set_total(order, 100)
        self._sync(order)
        self.assertEqual(self._sold().mapped("paid_amount"), [33.33, 33.33, 33.34])
        self._assert_paid_books()

    def test_coupon_is_sold_to_a_member_by_the_piece(self):
        self._open_session(self.till, self.cashier)
        with self.assertRaisesRegex(UserError, "member who buys"):
            self._sync(self._sale("nobody") | {"partner_id": False})
        with self.assertRaisesRegex(UserError, "by the piece"):
            self._sync(self._sale("half", 0.5))
        self.assertFalse(self._sold())

    def test_unused_coupon_goes_back_at_the_till(self):
        """Proves R186."""
        session = self._open_session(self.till, self.cashier)
        sale = self._sync(self._sale("sold", 2))
        back = self._back("back", sale.lines)
        self._sync(back)
        self._sync(back)
        self.assertEqual(sorted(self._sold().mapped("points")), [0, 1])
        self.assertEqual(
            sorted(self._sold().mapped("paid_state")), ["open", "refunded"]
        )
        self._assert_paid_books()
        self._close(session)
        self.assertEqual(self._balance(self.clearing), 0)
        self.assertEqual(self._balance(self.liability), -39)

    def test_used_or_expired_coupon_does_not_go_back(self):
        self._open_session(self.till, self.cashier)
        sale = self._sync(self._sale("sold"))
        card = self._sold()
        self._sync(self._ui_order("used", card))
        with self.assertRaisesRegex(UserError, "not open any more"):
            self._sync(self._back("late", sale.lines))
        second = self._sync(self._sale("second"))
        card = self._sold() - card
        card.expiration_date = self.company._get_local_today() - timedelta(days=2)
        with self.assertRaisesRegex(UserError, "expired"):
            self._sync(self._back("over", second.lines))
        self.assertEqual((card.points, card.paid_state), (1, "expired"))
        self._assert_paid_books()

    def test_coupon_on_an_open_order_does_not_go_back(self):
        self._open_session(self.till, self.cashier)
        self._open_session(self.other_till, self.other_cashier)
        sale = self._sync(self._sale("sold"))
        card = self._sold()
        self._hold(card, "elsewhere", user=self.other_cashier, till=self.other_till)
        with self.assertRaisesRegex(UserError, "open order"):
            self._sync(self._back("back", sale.lines))
        self.assertEqual(card.points, 1)

    def test_coupon_goes_back_for_what_it_cost(self):
        self._open_session(self.till, self.cashier)
        sale = self._sync(self._sale("sold"))
        with self.assertRaisesRegex(UserError, "what it cost"):
            self._sync(self._back("more", sale.lines, price=50))

    def test_goods_returned_bring_coupon_and_liability_back(self):
        self._open_session(self.till, self.cashier)
        self._sync(self._sale("sold"))
        card = self._sold()
        used = self._sync(self._ui_order("used", card))
        self.assertEqual(self._balance(self.liability), 0)
        row = self.env["coupon.redemption"].search([("pos_order_id", "=", used.id)])
        row._give_back_with("test", used)
        self.assertEqual((card.points, card.paid_state), (1, "open"))
        self.assertEqual(self._balance(self.liability), -39)
        self._assert_paid_books()

    def test_pieces_sold_count_against_the_limit_exactly(self):
        """Proves R186, R191."""
        self._open_session(self.till, self.cashier)
        program = self._make_paid_program("Few", 10, claim_limit=3)
        self._sync(self._sale("two", 2, program))
        self.assertEqual(program.claim_count, 2)
        with self.assertRaises(UserError):
            self._sync(self._sale("two more", 2, program))
        # the order was refused as a whole
        self.assertEqual(len(self._sold(program)), 2)
        self._sync(self._sale("last", 1, program))
        self.assertEqual(len(self._sold(program)), 3)
        self._assert_paid_books()

    def test_coupon_that_is_sold_is_not_given_away_by_its_link(self):
        with self.assertRaisesRegex(UserError, "sold for"):
            self.paid_program._claim(self.member)

    def test_free_and_paid_are_apart_in_the_report(self):
        """Proves R186, R206."""
        self._open_session(self.till, self.cashier)
        self._sync(self._sale("sold", 2))
        self._sync(self._ui_order("used", self._sold()[0]))
        free = self._make_card(self.coupon_program)
        self._sync(self._ui_order("free", free))
        self.env.flush_all()
        report = self.env["member.coupon.report"]
        report._refresh(self.company)
        rows = report._read_group(
            [("program_id", "in", (self.paid_program | self.coupon_program).ids)],
            ["is_paid"],
            ["claimed:sum", "redeemed:sum"],
        )
        self.assertEqual(sorted(rows), [(False, 1, 1), (True, 2, 1)])

    def test_accountant_releases_what_expired_and_nothing_else(self):
        """Proves R186."""
        accountant = new_test_user(
            self.env,
            "books",
            "account.group_account_invoice,wechat_member.group_member_manager",
        )
        self._open_session(self.till, self.cashier)
        self._sync(self._sale("sold", 2))
        first, second = self._sold()
        first.expiration_date = self.company._get_local_today() - timedelta(days=2)
        self.assertEqual(self._balance(self.liability), -78)
        with self.assertRaisesRegex(UserError, "expired unused"):
            (first | second).with_user(accountant).action_release_paid()
        first.with_user(accountant).action_release_paid()
        self.assertEqual(first.paid_state, "released")
        expired = self.company.value_expired_account_id
        self.assertEqual(self._balance(expired), -39)
        self.assertEqual(self._balance(self.liability), -39)
        with self.assertRaises(UserError):
            first.with_user(accountant).action_release_paid()
        with self.assertRaises(AccessError):
            second.with_user(self.cashier).action_release_paid()
        self._assert_paid_books()

    def test_manager_pays_back_from_cash(self):
        """Proves R186."""
        self._open_session(self.till, self.cashier)
        self._sync(self._sale("sold"))
        card = self._sold()
        wizard = self.env["coupon.refund"].create({"card_id": card.id, "reason": "x"})
        self.assertFalse(wizard.is_online)
        with self.assertRaisesRegex(UserError, "cash or bank"):
            wizard.action_refund()
        wizard.journal_id = self.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", self.company.id)], limit=1
        )
        wizard.action_refund()
        self.assertEqual(card.paid_state, "refunded")
        self.assertEqual(self._balance(self.liability), 0)
        with self.assertRaises(UserError):
            wizard.action_refund()
        self._assert_paid_books()

    def test_open_coupon_is_not_deleted(self):
        self._open_session(self.till, self.cashier)
        self._sync(self._sale("sold"))
        with self.assertRaisesRegex(UserError, "not deleted"):
            self._sold().unlink()

    def test_price_makes_and_keeps_the_product_of_the_till(self):
        product = self.paid_program.sale_product_id
        self.assertTrue(product.available_in_pos)
        self.assertEqual((product.lst_price, product.taxes_id.ids), (39, []))
        self.paid_program.sale_price = 29
        self.assertEqual(product.lst_price, 29)
        self.paid_program.is_claimable = False
        self.assertFalse(product.available_in_pos)

    def test_paid_coupon_belongs_to_one_legal_entity(self):
        with self.assertRaisesRegex(ValidationError, "one company"):
            self.paid_program.company_id = False

    def test_buying_a_coupon_is_no_purchase_that_lets_grow(self):
        self._open_session(self.till, self.cashier)
        order = self._sync(self._sale("sold"))
        self.assertEqual(order._get_goods_total(), 0)

    def test_sold_coupon_is_warned_of_before_it_expires(self):
        """Proves R186."""
        self._open_session(self.till, self.cashier)
        self._sync(self._sale("sold"))
        card = self._sold()
        card.expiration_date = self.company._get_local_today() + timedelta(days=2)
        self.company.coupon_reminder_days = 3
        self.assertIn(card, card._get_expiring(self.company, 50))
        card._remind()
        self.assertTrue(card.reminded_at)
        message = self.env["message.gate"].search([], order="id desc", limit=1)
        self.assertEqual((message.kind, message.state), ("service", "passed"))
