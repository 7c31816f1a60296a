import random

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_value import ValueCommon

STEPS = 60


@tagged("post_install", "-at_install")
class TestValueBooks(ValueCommon):
    def test_top_up_at_the_till_is_a_liability_at_once(self):
        """Proves R168."""
        session = self._open_session(self.till, self.cashier)
        self._sync(self._top_up_order("top-up", 500))
        self.assertEqual(self._wallet_of().points, 500)
        self.assertEqual(self._balance(self.company.value_liability_account_id), -500)
        self._assert_books()
        self._close(session)
        self.assertEqual(self._balance(self.company.value_liability_account_id), -500)
        self.assertEqual(self._balance(self.company.value_clearing_account_id), 0)

    def test_spending_releases_the_liability_to_revenue(self):
        """Proves R168."""
        card = self._make_card(self.wallet_program, points=0)
        card._post_entry("top_up", 300, "before")
        revenue = self.shirt._get_product_accounts()["income"]
        sold = self._balance(revenue)
        session = self._open_session(self.till, self.cashier)
        self._sync(self._ui_order("spend", card, discount=300, cost=300))
        self.assertEqual(card.points, 0)
        self.assertEqual(self._balance(self.company.value_liability_account_id), 0)
        self._assert_books()
        self._close(session)
        self.assertEqual(self._balance(revenue) - sold, -400)
        # The top-up before came by no till and is all that is left to clear.
        self.assertEqual(self._balance(self.company.value_clearing_account_id), 300)

    def test_till_that_dies_after_the_sale_has_credited_the_top_up(self):
        self._open_session(self.till, self.cashier)
        order = self._sync(self._top_up_order("dies", 200))
        card = self._wallet_of()
        self.assertEqual(card.points, 200)
        # The second call of the till, when it comes after all, changes nothing.
        self._confirm(order, card, 200)
        self._confirm(order, card, 200)
        self.assertEqual(card.points, 200)
        self._assert_books()

    def test_till_cannot_invent_money(self):
        self._open_session(self.till, self.cashier)
        order = self._sync(self._ui_order("shirt"))
        self.assertFalse(self._wallet_of())
        data = {
            "-1": {
                "points": 900,
                "program_id": self.wallet_program.id,
                "partner_id": self.member.id,
                "line_codes": [],
            }
        }
        order.with_user(self.cashier).confirm_coupon_programs(data)
        self.assertFalse(sum(self._wallet_of().mapped("points")))
        self._assert_books()

    def test_top_up_needs_a_member(self):
        self._open_session(self.till, self.cashier)
        with self.assertRaisesRegex(UserError, "member whose card"):
            self._sync(self._top_up_order("nobody", 100, partner_id=False))

    def test_gift_card_sold_and_spent_at_tills(self):
        """Proves R168, R171."""
        session = self._open_session(self.till, self.cashier)
        sale = self._ui_order("gift sold")
        sale["lines"] = [self._ui_line(self.gift_product, 100)]
        self._set_total(sale, 100)
        sale = self._sync(sale)
        data = {
            "-1": {
                "points": 100,
                "program_id": self.gift_program.id,
                "code": "044999",
                "partner_id": False,
                "line_codes": [],
            }
        }
        sale.with_user(self.cashier).confirm_coupon_programs(data)
        card = self.env["loyalty.card"].search([("code", "=", "044999")])
        self.assertEqual((card.points, self._parts(card)), (100, (100, 0)))
        self._assert_books()
        spent = self._sync(self._ui_order("gift spent", card, discount=60, cost=60))
        self._confirm(spent, card, -60)
        self.assertEqual(card.points, 40)
        self._assert_books()
        self._close(session)
        self.assertEqual(self._balance(self.company.value_clearing_account_id), 0)
        self._assert_books()

    def test_wizards_of_the_core_are_in_the_books(self):
        card = self._make_card(self.wallet_program, points=30)
        self._assert_books()
        self.assertEqual(self._parts(card), (0, 30))
        self.env["loyalty.card.update.balance"].create(
            {"card_id": card.id, "new_balance": 12, "description": "Counted again"}
        ).action_update_card_point()
        self._assert_books()
        self.assertEqual(self._balance(self.company.value_gift_account_id), 12)

    def test_sales_order_spends_part_and_gives_back_when_cancelled(self):
        card = self._make_card(self.wallet_program, points=0)
        card._post_entry("top_up", 100, "before")
        order = self.env["sale.order"].create(
            {
                "partner_id": self.member.id,
                "order_line": [
                    Command.create({"product_id": self.shirt.id, "tax_ids": False})
                ],
            }
        )
        order._update_programs_and_rewards()
        order._apply_program_reward(self.wallet_program.reward_ids, card)
        order.action_confirm()
        self.assertEqual((card.points, order.amount_total), (0, 300))
        self._assert_books()
        order._action_cancel()
        self.assertEqual(self._parts(card), (100, 0))
        self._assert_books()

    def test_sales_order_that_is_invoiced_clears(self):
        card = self._make_card(self.wallet_program, points=0)
        clearing = self.company.value_clearing_account_id
        card._post_entry("top_up", 100, "before")
        opened = self._balance(clearing)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.member.id,
                "order_line": [
                    Command.create({"product_id": self.shirt.id, "tax_ids": False})
                ],
            }
        )
        self.shirt.invoice_policy = "order"
        order._update_programs_and_rewards()
        order._apply_program_reward(self.wallet_program.reward_ids, card)
        order.action_confirm()
        self.assertEqual(self._balance(clearing), opened - 100)
        order._create_invoices().action_post()
        self.assertEqual(self._balance(clearing), opened)

    def test_cards_older_than_the_accounts_are_opened_once(self):
        card = self._make_card(self.wallet_program, points=80)
        liability = self.company.value_liability_account_id
        self.company.value_liability_account_id = False
        self.company._ensure_value_accounts()
        self.assertNotEqual(self.company.value_liability_account_id, liability)
        self._assert_books()
        self.company._open_value_books()
        self._assert_books()
        self.assertEqual(card.points, 80)

    def test_money_program_belongs_to_one_legal_entity(self):
        with self.assertRaisesRegex(ValidationError, "one company"):
            self.wallet_program.company_id = False

    def test_one_yuan_paid_is_one_yuan_on_the_card(self):
        with self.assertRaisesRegex(ValidationError, "What is paid"):
            self.wallet_program.rule_ids.reward_point_amount = 1.1


@tagged("post_install", "-at_install")
class TestValueProperty(ValueCommon):
    """Random sequences of everything that moves money on cards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_rule(100, 7.77)
        cls._make_rule(300, 33.33)
        cls.people = cls.member | cls._make_member("Li Lei", "13800138001")
        cls.people |= cls._make_member("Han Mei", "13800138002")

    def test_liability_equals_cards_at_any_moment(self):
        """Proves R168."""
        for seed in (1, 2, 3):
            for rule in ("paid", "gift", "proportional"):
                self.company.value_spend_order = rule
                with self.subTest(seed=seed, rule=rule):
                    self._run_sequence(random.Random(f"{seed}{rule}"))

    def _run_sequence(self, dice):
        self.dice = dice
        self.count = 0
        self.opened = self._balance(self.company.value_clearing_account_id)
        steps = [
            self._step_top_up,
            self._step_top_up,
            self._step_spend,
            self._step_spend,
            self._step_gift_card,
            self._step_claim,
            self._step_refund,
            self._step_adjust,
            self._step_reopen,
        ]
        for number in range(STEPS // 3):
            step = dice.choice(steps)
            step()
            self._assert_books(f"step {number}: {step.__name__}")
            for card in self._cards():
                paid, gift = self._parts(card)
                self.assertGreaterEqual(min(paid, gift, card.points), 0)
                self.assertAlmostEqual(paid + gift, card.points, 2)
        for till in self.till | self.other_till:
            if till.current_session_id:
                self._close(till.current_session_id)
        self._assert_books("after closing")
        # Everything that went through tills has cleared.
        cleared = self._balance(self.company.value_clearing_account_id)
        self.assertEqual(cleared, self.opened)

    def _cards(self):
        return self.env["loyalty.card"].search(
            [("program_id", "in", (self.wallet_program | self.gift_program).ids)]
        )

    def _amount(self, most=400):
        return self.dice.randint(1, most * 100) / 100

    def _key(self):
        self.count += 1
        return f"{self.dice.random()}"

    def _session(self):
        till = self.dice.choice(self.till | self.other_till)
        user = self.cashier if till == self.till else self.other_cashier
        session = till.current_session_id or self._open_session(till, user)
        return session, user

    def _step_top_up(self):
        session, user = self._session()
        amount = self._amount()
        member = self.dice.choice(self.people)
        order = self._top_up_order(self._key(), amount, session, member)
        self._sync(order, user=user)
        if self.dice.random() < 0.3:
            self._sync(order, user=user)

    def _step_spend(self):
        cards = self._cards().filtered(
            lambda card: card.points > 1 and card.program_id == self.wallet_program
        )
        if not cards:
            return
        card = self.dice.choice(cards)
        session, user = self._session()
        amount = min(card.points, self._amount())
        key = self._key()
        order = self._ui_order(key, card, session, discount=amount, cost=amount)
        order["partner_id"] = card.partner_id.id
        order = self._sync(order, user=user)
        if self.dice.random() < 0.7:
            self._confirm(order, card, -amount, user=user)

    def _step_gift_card(self):
        card = self.gift_program._make_gift_card(self.dice.choice(self.people))
        # Bought online: the payment stands against the customer, not the clearing.
        receivable = self.member.property_account_receivable_id
        card._post_entry(
            "top_up", self._amount(), self._key(), contra_account_id=receivable.id
        )

    def _step_claim(self):
        gifts = self._cards().filtered(
            lambda card: (
                card.program_id == self.gift_program and not card._refuse_gift_claim()
            )
        )
        if gifts:
            self.gift_program.gift_card_use = self.dice.choice(["once", "many"])
            self.dice.choice(gifts)._claim_gift(self.dice.choice(self.people))

    def _step_refund(self):
        cards = self._cards().filtered("value_paid")
        if cards:
            card = self.dice.choice(cards)
            amount = self.dice.choice([card.value_paid, round(card.value_paid / 3, 2)])
            card._refund_value(
                amount,
                self._key(),
                contra_account_id=self.member.property_account_receivable_id.id,
            )

    def _step_adjust(self):
        cards = self._cards()
        if cards:
            card = self.dice.choice(cards)
            balance = self._amount()
            if card.points != balance:
                wizard = self.env["loyalty.card.update.balance"]
                wizard.create(
                    {"card_id": card.id, "new_balance": balance, "description": "x"}
                ).action_update_card_point()

    def _step_reopen(self):
        session, _user = self._session()
        self._close(session)
