from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestSale(MemberCommon):
    def _make_sale(self):
        return self.env["sale.order"].create(
            {
                "partner_id": self.member.id,
                "order_line": [
                    Command.create({"product_id": self.shirt.id, "tax_ids": False})
                ],
            }
        )

    def test_level_multiplies_the_points_of_a_sales_order(self):
        self.member.member_level_id.points_multiplier = 1.5
        order = self._make_sale()
        order._update_programs_and_rewards()
        order.action_confirm()
        card = self.member.member_card_ids
        self.assertEqual(card.program_id, self.points_program)
        self.assertEqual(card.points, 600)

    def test_coupon_taken_at_a_till_cannot_be_spent_in_a_sales_order(self):
        coupon = self._make_card(self.coupon_program)
        order = self._make_sale()
        rewards = order._try_apply_code(coupon.code)
        order._apply_program_reward(next(iter(rewards.values())), coupon)
        self._take({coupon: 1}, "till-first")
        with self.assertRaises(ValidationError):
            order.action_confirm()
        self.assertEqual(coupon.points, 1)

    def test_coupon_spent_in_a_sales_order_is_refused_at_the_till(self):
        coupon = self._make_card(self.coupon_program)
        order = self._make_sale()
        rewards = order._try_apply_code(coupon.code)
        order._apply_program_reward(next(iter(rewards.values())), coupon)
        order.action_confirm()
        self.assertEqual(coupon.points, 0)
        answer = self._take({coupon: 1}, "till-second")
        self.assertFalse(answer["taken"])
        self.assertIn("was redeemed at Sales Order", answer["refusals"][0]["message"])
