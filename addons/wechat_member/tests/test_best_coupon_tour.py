from datetime import date

from odoo.tests import tagged

from .test_pos_tour import MemberTourCommon


@tagged("post_install", "-at_install")
class TestBestCouponTour(MemberTourCommon):
    def _make_coupon_program(self, name, **reward):
        return self._make_program(
            name,
            "coupons",
            applies_on="current",
            trigger="with_code",
            rule={"minimum_qty": 0},
            reward={"required_points": 1, "description": name, **reward},
        )

    def test_best_coupon_applies_by_itself_and_a_better_one_takes_its_place(self):
        """A birthday coupon of the cron is among them.

        Proves R187, R188.
        """
        self.company.coupon_auto_apply = True
        self._make_card(
            self._make_coupon_program(
                "A tenth off", discount_mode="percent", discount=10
            )
        )
        level = self.member.member_level_id
        level.birthday_program_id = self._make_coupon_program(
            "Birthday 60 off", discount_mode="per_order", discount=60
        )
        self.member.member_birthday = date(1990, *self._today())
        self.env["res.partner"]._cron_give_birthday_gifts()
        gift = self.env["loyalty.card"].search(
            [("program_id", "=", level.birthday_program_id.id)]
        )
        self.assertEqual(gift.partner_id, self.member)
        self._run_tour("best_coupon_by_itself")
        order = self._get_order()
        self.assertEqual(order.amount_total, 740)
        self.assertEqual(gift.points, 0)
        self.assertIn("Birthday 60 off", order.coupon_reason)
        self.env["res.partner"]._cron_give_birthday_gifts()
        self.assertEqual(
            self.env["loyalty.card"].search_count(
                [("program_id", "=", level.birthday_program_id.id)]
            ),
            1,
        )

    def _today(self):
        today = self.company._get_local_today()
        return today.month, today.day
