import random
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .paid_common import PaidCouponCommon


class PaidCouponSteps:
    """Random steps of everything that moves the money of paid coupons."""

    def _run_sequence(self, dice):
        self.dice = dice
        opened = self._balance(self.clearing)
        steps = [
            self._step_sell,
            self._step_sell,
            self._step_use,
            self._step_use,
            self._step_give_back,
            self._step_refund,
            self._step_expire,
            self._step_release,
            self._step_adjust,
            self._step_reopen,
        ]
        for number in range(20):
            step = dice.choice(steps)
            step()
            self._assert_paid_books(f"step {number}: {step.__name__}")
        for till in self.till | self.other_till:
            if till.current_session_id:
                self._close(till.current_session_id)
        self._assert_paid_books("after closing")
        self.assertEqual(self._balance(self.clearing), opened)

    def _key(self):
        return f"{self.dice.random()}"

    def _session(self):
        till = self.dice.choice(self.till | self.other_till)
        user = self.cashier if till == self.till else self.other_cashier
        return till.current_session_id or self._open_session(till, user), user

    def _choose(self, *states):
        cards = self._sold().filtered(lambda card: card.paid_state in states)
        return self.dice.choice(cards) if cards else cards

    def _step_sell(self):
        session, user = self._session()
        price = self.dice.choice([39, 35.5, 0.99])
        order = self._sale(
            self._key(), self.dice.randint(1, 3), session=session, price=price
        )
        self._sync(order, user=user)
        if self.dice.random() < 0.3:
            self._sync(order, user=user)

    def _step_use(self):
        if card := self._choose("open"):
            session, user = self._session()
            order = self._prepare_use(self._key(), card, session)
            order = self._sync(order, user=user)
            if self.dice.random() < 0.5:
                self._confirm(order, card, -1, user=user)

    def _prepare_use(self, key, card, session):
        return self._ui_order(key, card, session)

    def _step_give_back(self):
        if card := self._choose("used"):
            row = self.env["coupon.redemption"].search(
                [("card_id", "=", card.id), ("state", "=", "consumed")], limit=1
            )
            if row:
                row._give_back_with(self._key(), row.pos_order_id)

    def _step_refund(self):
        card = self._choose("open", "used", "expired")
        if not card:
            return
        session, user = self._session()
        open_before = card.paid_line_id._get_sold_coupons().filtered(
            lambda sold: sold.paid_state == "open"
        )
        order = self._back(self._key(), card.paid_line_id, session=session)
        if (
            open_before
            and open_before[0].paid_amount == order["lines"][0][2]["price_unit"]
        ):
            self._sync(order, user=user)
        elif not open_before:
            with mute_logger("odoo.addons.point_of_sale.models.pos_order"):
                with self.assertRaises(UserError):
                    self._sync(order, user=user)

    def _step_expire(self):
        if card := self._choose("open"):
            card.expiration_date = self.company._get_local_today() - timedelta(days=2)

    def _step_release(self):
        if card := self._choose("expired"):
            card.action_release_paid()

    def _step_adjust(self):
        if card := self._choose("open", "used"):
            self.env["loyalty.card.update.balance"].create(
                {
                    "card_id": card.id,
                    "new_balance": 0 if card.points else 1,
                    "description": "Counted again",
                }
            ).action_update_card_point()

    def _step_reopen(self):
        session, _user = self._session()
        self._close(session)


@tagged("post_install", "-at_install")
class TestPaidCouponProperty(PaidCouponSteps, PaidCouponCommon):
    def test_liability_is_what_was_paid_for_unused_coupons_at_any_moment(self):
        """Proves R186."""
        for seed in range(4):
            with self.subTest(seed=seed):
                self._run_sequence(random.Random(seed))
