from odoo.tests import tagged

from .test_pos_tour import MemberTourCommon


@tagged("post_install", "-at_install")
class TestPosLevelTour(MemberTourCommon):
    def test_what_a_level_gives_counts_at_the_till(self):
        """Proves R162."""
        self.level.write(
            {
                "discount": 10,
                "birthday_points": 100,
                "birthday_program_id": self.coupon_program.id,
                "points_multiplier": 2,
            }
        )
        self.coupon.unlink()
        self.member._give_birthday_gift(2026)
        self._run_tour("member_level_benefits")
        order = self._get_order()
        # one of both: fifty off the full price is more than a tenth
        self.assertEqual(order.amount_total, 350)
        self.assertEqual(self.points.points, 1380 + 2 * 350)

    def test_till_takes_the_better_of_level_price_and_coupon(self):
        """Proves R187."""
        self.level.discount = 10
        self.company.coupon_auto_apply = True
        self._run_tour("level_price_or_coupon")
        order = self._get_order()
        self.assertEqual(order.amount_total, 720)
        self.assertEqual(self.coupon.points, 1)
        self.assertIn("level", order.coupon_reason)

    def test_goods_returned_at_the_till_take_their_points_back(self):
        """Proves R166."""
        self._run_tour("member_returns_goods")
        self.assertEqual(self.points.points, 1280)
        self.assertEqual(self.member.growth, 0)
        kinds = self.points.entry_ids.mapped("kind")
        self.assertEqual(kinds.count("return"), 1)
