"""One coupon through different doors at the very same moment: one wins, one is told."""

import unittest

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command

from .test_coupon import DISCOUNT, TestConcurrentCoupon

ROUNDS = 40


class TestConcurrentDoors(TestConcurrentCoupon):
    """The world of the tills, with orders and interfaces beside them."""

    def _make_coupon(self):
        with self.environment() as env:
            return self._make_card(
                env, "coupons", 1, discount_mode="per_order", discount=DISCOUNT
            ).id

    def _take_at_till(self, card, number):
        def act(env):
            answer = env["coupon.redemption"].take(
                f"{self.key}-{card}-{number}", {card: 1}, self.tills[0], self.member
            )
            return answer["taken"], str(answer.get("refusals"))

        return lambda: self.transaction(act, self.cashier)

    def _redeem_by_api(self, card, number):
        def act(env):
            code = env["loyalty.card"].browse(card).code
            answer = env["coupon.redemption"]._redeem(
                f"{self.key}-{number}",
                code,
                env.company.id,
                door="api",
                config_id=self.tills[1],
                order_amount=400,
                reference=f"YZ{number}",
            )
            return answer["ok"], answer.get("message", "")

        return lambda: self.transaction(act)

    def _confirm_order(self, order):
        def act(env):
            env["sale.order"].browse(order).action_confirm()
            return True, ""

        def run():
            try:
                return self.transaction(act)
            except UserError as error:
                return False, str(error)

        return run

    def _make_order(self, card):
        with self.environment() as env:
            order = env["sale.order"].create(
                {
                    "partner_id": self.member,
                    "order_line": [
                        Command.create({"product_id": self.product, "price_unit": 400})
                    ],
                }
            )
            card = env["loyalty.card"].browse(card)
            order._try_apply_code(card.code)
            order._apply_program_reward(card.program_id.reward_ids, card)
            return order.id

    def _check_one_won(self, card, results):
        won = [words for ok, words in results if ok]
        lost = [words for ok, words in results if not ok]
        self.assertEqual(len(won), 1, results)
        for words in lost:
            self.assertRegex(words, self.key, "it says where and by whom")
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            rows = env["coupon.redemption"].search(
                [("card_id", "=", card), ("state", "in", ("taken", "consumed"))]
            )
            self.assertEqual(len(rows), 1)
            self.assertGreaterEqual(env["loyalty.card"].browse(card).points, 0)

    def test_till_and_interface_at_once(self):
        """Proves R204."""
        for number in range(ROUNDS):
            card = self._make_coupon()
            acts = [self._take_at_till(card, number), self._redeem_by_api(card, number)]
            results, errors, _wait = self.run_together(acts)
            self.assertEqual(errors, [])
            self._check_one_won(card, results)

    def test_till_and_order_at_once(self):
        """Proves R204."""
        for number in range(ROUNDS // 2):
            card = self._make_coupon()
            order = self._make_order(card)
            acts = [self._take_at_till(card, number), self._confirm_order(order)]
            results, errors, _wait = self.run_together(acts)
            self.assertEqual(errors, [])
            won = [ok for ok, _words in results]
            self.assertEqual(sum(won), 1, results)

    def test_same_number_twenty_times_at_once_redeems_once(self):
        card = self._make_coupon()
        acts = [self._redeem_by_api(card, 1) for _caller in range(20)]
        results, errors, _wait = self.run_together(acts)
        self.assertEqual(errors, [])
        self.assertEqual([ok for ok, _words in results], [True] * 20)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(len(env["loyalty.card"].browse(card).redemption_ids), 1)


# what is inherited is tested where it stands
for name in dir(TestConcurrentCoupon):
    if name.startswith("test_"):
        setattr(TestConcurrentDoors, name, None)
del TestConcurrentCoupon

if __name__ == "__main__":
    unittest.main()
