from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestExchange(LedgerCommon):
    """Proves R166."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mug = cls.env["product.product"].create({"name": "Mug", "list_price": 30})
        cls.reward = cls.env["loyalty.reward"].create(
            {
                "program_id": cls.points_program.id,
                "reward_type": "product",
                "reward_product_id": cls.mug.id,
                "required_points": 300,
                "description": "A mug",
                "member_exchange": True,
            }
        )
        cls.points.points = 500

    def test_points_become_a_coupon_for_the_product(self):
        coupon = self.member._exchange_points(self.reward)
        self.assertEqual(self.points.points, 200)
        self.assertEqual(coupon.partner_id, self.member)
        self.assertEqual(coupon.points, 1)
        self.assertEqual(coupon.program_id.reward_ids.reward_product_id, self.mug)
        self.assertIn("A mug", self.points.entry_ids.sorted("id")[-1].words)
        self._assert_ledger_agrees()

    def test_the_coupon_is_worth_the_product_in_an_order(self):
        coupon = self.member._exchange_points(self.reward)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.member.id,
                "order_line": [Command.create({"product_id": self.mug.id})],
            }
        )
        rewards = order._try_apply_code(coupon.code)
        self.assertNotIn("error", rewards)
        order._apply_program_reward(next(iter(rewards.values())), coupon)
        free = order.order_line.filtered("is_reward_line")
        self.assertEqual(free.product_id, self.mug)
        self.assertEqual(free.price_total, 0)

    def test_points_become_a_chosen_coupon(self):
        self.reward.exchange_program_id = self.coupon_program
        coupon = self.member._exchange_points(self.reward)
        self.assertEqual(coupon.program_id, self.coupon_program)

    def test_one_request_is_one_exchange(self):
        first = self.member._exchange_points(self.reward, "click-1")
        self.assertEqual(self.member._exchange_points(self.reward, "click-1"), first)
        self.assertEqual(self.points.points, 200)

    def test_too_few_points_are_refused_in_words(self):
        self.member._exchange_points(self.reward)
        with self.assertRaisesRegex(UserError, "costs 300 points; you have 200"):
            self.member._exchange_points(self.reward)
        self.assertEqual(self.points.points, 200)

    def test_points_a_till_is_about_to_take_are_not_exchanged(self):
        self._take({self.points: 300}, "at-the-till")
        with self.assertRaisesRegex(UserError, "you have 200"):
            self.member._exchange_points(self.reward)

    def test_what_is_not_on_offer_is_refused(self):
        self.reward.member_exchange = False
        with self.assertRaises(UserError):
            self.member._exchange_points(self.reward)
        other = self.env["res.company"].create({"name": "Other"})
        self.reward.member_exchange = True
        self.member.member_company_id = other
        self.points_program.company_id = self.company
        self.assertFalse(self.member._get_exchange_rewards())

    def test_only_points_can_be_exchanged_by_members(self):
        with self.assertRaises(ValidationError):
            self.coupon_program.reward_ids.member_exchange = True
