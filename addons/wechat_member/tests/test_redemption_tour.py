from odoo.fields import Command
from odoo.tests import tagged

from .test_pos_tour import MemberTourCommon


@tagged("post_install", "-at_install")
class TestRedemptionTour(MemberTourCommon):
    """The line drops in the middle of a payment with a coupon, and comes back."""

    def _get_states(self):
        return sorted(self.coupon.redemption_ids.mapped("state"))

    def test_line_that_drops_after_the_coupon_is_taken_loses_nothing(self):
        """Proves R204."""
        self._run_tour("member_line_drops_after_take")
        self.assertEqual(
            sorted(self._get_order().mapped("amount_total")), [350.0, 400.0]
        )
        self.assertEqual(self.coupon.points, 0)
        self.assertEqual(self._get_states(), ["consumed"])
        # the points of the sale are said once the line is back
        cheap = self._get_order().filtered(lambda order: order.amount_total == 350)
        history = self.env["loyalty.history"].search(
            [("order_model", "=", "pos.order"), ("order_id", "=", cheap.id)]
        )
        earned = history.filtered(
            lambda row: row.card_id.program_id == self.points_program
        )
        self.assertEqual(earned.issued, 350)
        refused = self._take({self.coupon: 1}, "B", self.other_cashier, self.other_till)
        self.assertIn("Shop A", refused["refusals"][0]["message"])

    def test_points_are_said_after_the_page_was_loaded_again(self):
        """Proves R204."""
        self._run_tour("member_page_reloads_before_points")
        earned = self.env["loyalty.history"].search(
            [
                ("order_model", "=", "pos.order"),
                ("order_id", "in", self._get_order().ids),
                ("card_id.partner_id", "=", self.member.id),
            ]
        )
        self.assertEqual(earned.mapped("issued"), [400])
        self.assertEqual(self.points.points, 1280 + 400)

    def test_coupon_whose_taking_was_never_answered_is_free_after_the_sale(self):
        """Proves R204."""
        self._run_tour("member_answer_of_take_is_lost")
        self.assertEqual(
            sorted(self._get_order().mapped("amount_total")), [400.0, 400.0]
        )
        self.assertEqual(self.coupon.points, 1)
        self.assertEqual(self._get_states(), ["released"])
        self.assertTrue(
            self._take({self.coupon: 1}, "B", self.other_cashier, self.other_till)[
                "taken"
            ]
        )

    def test_till_with_an_allowance_redeems_offline_and_the_other_till_is_refused(self):
        """Proves R204."""
        self.till.write(
            {
                "allowance_active": True,
                "allowance_rule_ids": [
                    Command.create(
                        {"program_id": self.coupon_program.id, "quantity": 1}
                    )
                ],
            }
        )
        self._run_tour("member_redeems_offline")
        self.assertEqual(
            sorted(self._get_order().mapped("amount_total")), [350.0, 400.0]
        )
        row = self.coupon.redemption_ids.filtered(lambda r: r.state == "consumed")
        self.assertEqual(len(row), 1)
        self.assertTrue(row.allowance_id)
        self.assertFalse(row.overspent)
        self.assertEqual(self.coupon.points, 0)
        self.assertEqual(self.coupon.history_ids.mapped("used"), [1])
