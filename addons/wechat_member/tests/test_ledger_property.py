import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from .ledger_common import LedgerCommon

STEPS = 40


class Replay:
    """What points and growth must be, in plain arithmetic."""

    def __init__(self):
        self.points = self.owed = self.growth = 0

    def earn(self, points):
        self.points += points
        settled = min(self.owed, self.points)
        self.owed -= settled
        self.points -= settled

    def take_back(self, points):
        taken = min(points, self.points)
        self.points -= taken
        self.owed += points - taken

    def shrink(self, growth):
        lost = min(growth, self.growth)
        self.growth -= lost
        return lost


@tagged("post_install", "-at_install")
class TestLedgerProperty(LedgerCommon):
    """Proves R166."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.basic | cls.gold).points_multiplier = 1
        cls.reward = cls.env["loyalty.reward"].create(
            {
                "program_id": cls.points_program.id,
                "discount_mode": "per_order",
                "discount": 20,
                "required_points": 350,
                "description": "20 off",
                "member_exchange": True,
            }
        )

    def setUp(self):
        super().setUp()
        self.replay = Replay()
        self.sold = []  # [order, pieces left, growth it still gives]
        self.confirmed = []
        self.merged = 0

    def test_a_random_life_keeps_points_and_growth(self):
        self._live(random.Random(1))

    def test_another_random_life_keeps_points_and_growth(self):
        self._live(random.Random(2))

    def test_a_third_random_life_keeps_points_and_growth(self):
        self._live(random.Random(3))

    def _live(self, chance):
        steps = [
            self._step_sell,
            self._step_sell,
            self._step_return,
            self._step_exchange,
            self._step_redeem_coupon,
            self._step_spend_points,
            self._step_adjust,
            self._step_order,
            self._step_cancel,
            self._step_credit,
            self._step_merge,
        ]
        for number in range(STEPS):
            step = chance.choice(steps)
            step(chance)
            where = f"step {number}: {step.__name__}"
            self.assertEqual(self.points.points, self.replay.points, where)
            self.assertEqual(self.points.points_owed, self.replay.owed, where)
            self.assertEqual(self._growth(), self.replay.growth, where)
            self.assertGreaterEqual(self.points.points, 0, where)
        self._assert_ledger_agrees()

    def _step_sell(self, chance):
        qty = chance.randint(1, 3)
        self.sold.append([self._sell(qty=qty), qty, 0])
        self.replay.growth += qty * 400
        self.replay.earn(qty * 400)

    def _step_return(self, chance):
        open_orders = [row for row in self.sold if row[1]]
        if open_orders:
            row = chance.choice(open_orders)
            qty = chance.randint(1, row[1])
            row[1] -= qty
            self._return(row[0], qty)
            self.replay.shrink(qty * 400)
            self.replay.take_back(qty * 400)

    def _step_exchange(self, chance):
        if self.replay.points < 350:
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.member._exchange_points(self.reward)
            return
        self.member._exchange_points(self.reward)
        self.replay.points -= 350

    def _step_redeem_coupon(self, chance):
        coupon = self._make_card(self.coupon_program)
        self._sell(card=coupon, discount=50, cost=1)
        self.assertEqual(coupon.points, 0)
        self.replay.growth += 350
        self.replay.earn(350)

    def _step_spend_points(self, chance):
        if self.replay.points >= 100:
            self._sell(card=self.points, discount=10, cost=100)
            self.replay.growth += 390
            self.replay.earn(290)

    def _step_adjust(self, chance):
        target = chance.randint(0, 600)
        if target == self.points.points:
            return
        self.env["loyalty.card.update.balance"].create(
            {"card_id": self.points.id, "new_balance": target, "description": "Count"}
        ).action_update_card_point()
        change = target - self.replay.points
        if change > 0:
            self.replay.earn(change)
        else:
            self.replay.points = target

    def _step_order(self, chance):
        qty = chance.randint(1, 3)
        self.confirmed.append([self._make_sale_order(qty), qty, qty, qty * 400])
        self.replay.growth += qty * 400
        self.replay.earn(qty * 400)

    def _step_credit(self, chance):
        rows = [row for row in self.confirmed if row[2]]
        if rows:
            row = chance.choice(rows)
            qty = chance.randint(1, row[2])
            self._credit(row[0], qty)
            row[2] -= qty
            due = row[2] * 400
            row[3] -= self.replay.shrink(max(row[3] - due, 0))
            self.replay.take_back(qty * 400)

    def _step_cancel(self, chance):
        if self.confirmed:
            order, _qty, left, grown = self.confirmed.pop(
                chance.randrange(len(self.confirmed))
            )
            order._action_cancel()
            self.replay.shrink(grown)
            self.replay.take_back(left * 400)

    def _step_merge(self, chance):
        self.merged += 1
        other = self._make_member("Twin", f"1390013{self.merged:04d}", growth=70)
        self._make_card(self.points_program, 30, other)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.member | other).ids, self.member
        )
        self.replay.growth += 70
        self.replay.earn(30)
