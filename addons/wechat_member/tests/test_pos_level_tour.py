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
        self.assertEqual(order.amount_total, 310)
        self.assertEqual(self.points.points, 1380 + 2 * 310)

    def test_goods_returned_at_the_till_take_their_points_back(self):
        """Proves R166."""
        self._run_tour("member_returns_goods")
        self.assertEqual(self.points.points, 1280)
        self.assertEqual(self.member.growth, 0)
        kinds = self.points.entry_ids.mapped("kind")
        self.assertEqual(kinds.count("return"), 1)
