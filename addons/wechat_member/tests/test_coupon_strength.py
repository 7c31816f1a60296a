from odoo.tests import tagged

from .target_common import TargetCommon


@tagged("post_install", "-at_install")
class TestCouponStrength(TargetCommon):
    def _figures(self, groupby, domain=()):
        self.env.flush_all()
        rows = self.env["member.coupon.strength"]._read_group(
            [("partner_id", "in", self.people.ids), *domain],
            [groupby],
            ["issued:sum", "redeemed:sum", "rate:avg"],
        )
        return {key: (issued, redeemed, rate) for key, issued, redeemed, rate in rows}

    def _program(self, mode, discount):
        return self._make_program(
            f"{mode} {discount}",
            "coupons",
            applies_on="current",
            trigger="with_code",
            rule={"minimum_amount": 0, "minimum_qty": 0},
            reward={"discount_mode": mode, "discount": discount, "required_points": 1},
        )

    def test_targeted_coupons_are_set_against_untargeted_ones(self):
        """Proves R201."""
        for member in self.people[:4]:
            self._buy(member, 100)
        self._rebuild()
        dormant = self._segment(name="Dormant", stage="dormant")
        aimed = self._carry_out(self._issue(dormant, holdout_percent=0))
        for target in aimed[:3]:
            self._redeem(target)
        wide = self._carry_out(self._issue(holdout_percent=0))
        mine = wide.filtered(lambda one: one.partner_id in self.people)
        self._redeem(mine[0])
        self.coupon_program.is_claimable = True
        self.coupon_program._claim(self.people[0])
        figures = self._figures("aim")
        self.assertEqual(figures["targeted"], (4, 3, 75))
        self.assertEqual(figures["everyone"], (40, 1, 2.5))
        self.assertEqual(figures["claimed"], (1, 0, 0))
        rows = self.env["member.coupon.strength"].search(
            [("aim", "=", "targeted"), ("redeemed", "=", 1)]
        )
        self.assertEqual(rows.partner_id, aimed[:3].partner_id)
        everybody = self._issue(self._segment(name="No condition"))
        self.assertFalse(everybody.targeted)

    def test_the_rate_is_shown_by_strength(self):
        """Proves R261."""
        expected = {}
        for band, mode, discount in (
            ("a1", "per_order", 9.99),
            ("a2", "per_order", 10),
            ("a3", "per_order", 20),
            ("a4", "per_order", 50),
            ("a5", "per_order", 100),
            ("p1", "percent", 5),
            ("p2", "percent", 10),
            ("p3", "percent", 25),
            ("p4", "percent", 49),
            ("p5", "percent", 50),
        ):
            program = self._program(mode, discount)
            cards = [
                self._make_card(program, partner=member) for member in self.people[:4]
            ]
            used = int(band[1]) % 4
            for card in cards[:used]:
                self._sell(member=card.partner_id, card=card, discount=1, cost=1)
            expected[band] = (4, used, used * 25)
        self.assertEqual(self._figures("band"), expected)
