from odoo.tests import tagged

from .test_pos_tour import MemberTourCommon


@tagged("post_install", "-at_install")
class TestValueTour(MemberTourCommon):
    def test_cashier_tops_up_a_card(self):
        """Proves R167, R168."""
        self.env["member.top.up.rule"].create({"min_amount": 300, "gift_amount": 30})
        before = self.wallet._get_value_parts()[self.wallet]["paid"]
        self._run_tour("member_tops_up")
        self.assertEqual(self.wallet.points, 530)
        parts = self.wallet._get_value_parts()[self.wallet]
        self.assertEqual(parts["paid"], before + 300)
        cards, books = self.env.company._get_value_position()
        self.assertEqual(cards, books)
        order = self._get_order()
        self.assertEqual(order.amount_total, 300)
        entries = self.wallet.entry_ids.filtered("config_id")
        self.assertEqual(sorted(entries.mapped("kind")), ["top_up", "top_up_gift"])
        self.assertEqual(entries.move_id.journal_id, self.till.value_journal_id)

    def test_card_is_not_filled_from_cards(self):
        program = self._make_program(
            "Gift cards",
            "gift_card",
            applies_on="future",
            trigger="auto",
            rule={"reward_point_mode": "money"},
            reward={"discount_mode": "per_point", "discount": 1, "required_points": 1},
        )
        program.rule_ids.product_ids = self.env["product.product"].create(
            {"name": "Gift card", "type": "service"}
        )
        gift = self._make_card(program, points=40, code="0440000000077")
        self._run_tour("member_tops_up_with_money_only")
        self.assertEqual((self.wallet.points, gift.points), (300, 40))
        self.assertEqual(self._get_order().amount_total, 500)
