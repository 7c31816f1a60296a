from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .test_settlement_statements import StatementCommon


@tagged("post_install", "-at_install")
class TestDisputes(StatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.statement.action_send()
        cls.coat_entry = cls.statement.entry_ids.filtered(
            lambda entry: entry.product_id == cls.coat
        )

    def _dispute(self, claimed=520.0, user=None, **vals):
        return (
            self.env["settlement.dispute"]
            .with_user(user or self.near_user)
            .create(
                {
                    "statement_id": self.statement.id,
                    "entry_id": self.coat_entry.id,
                    "reason": "price",
                    "note": "合同价是 260",
                    "claimed_amount": claimed,
                }
                | vals
            )
        )

    def test_the_agent_flags_a_line_in_one_click(self):
        action = self.coat_entry.with_user(self.near_user).action_dispute()
        defaults = action["context"]
        self.assertEqual(action["target"], "new")
        self.assertEqual(defaults["default_entry_id"], self.coat_entry.id)
        self.assertEqual(defaults["default_claimed_amount"], 500.0)

    def test_nobody_agrees_while_a_line_is_disputed(self):
        self._dispute()
        for user in (self.near_user, self.operator):
            with self.assertRaisesRegex(UserError, "disputed"):
                self.statement.with_user(user).action_agree()
        with self.assertRaisesRegex(UserError, "disputed"):
            self.statement.action_agree_for_party()

    def test_what_is_accepted_stands_on_the_same_statement(self):
        dispute = self._dispute()
        dispute.with_user(self.operator).action_accept()
        self.assertEqual(self.statement.total, 583.33 + 20.0)
        self.assertEqual(dispute.correction_id.amount, 20.0)
        self.assertIn(dispute.correction_id, self.statement.entry_ids)
        self._agree_both()
        self.statement.with_user(self.operator).action_bill()
        self.assertEqual(self.statement.bill_id.amount_total, 603.33)

    def test_a_line_still_adds_up_to_what_was_paid(self):
        line = self.coat_entry.sale_line_id
        before = sum(self._entries(line).mapped("amount"))
        self._dispute().with_user(self.operator).action_accept()
        self.assertAlmostEqual(sum(self._entries(line).mapped("amount")), before)

    def test_a_return_takes_back_the_delivery_and_no_correction(self):
        self._dispute().with_user(self.operator).action_accept()
        picking = self.order.picking_ids
        self._return(picking, {self.coat_entry.move_id: 2})
        agents = self._entries(self.coat_entry.sale_line_id).filtered(
            lambda entry: entry.role == "agent"
        )
        self.assertEqual(sum(agents.mapped("amount")), 20.0)
        everything = self._entries(self.coat_entry.sale_line_id)
        self.assertAlmostEqual(sum(everything.mapped("amount")), 0.0)

    def test_who_agreed_before_a_correction_is_asked_again(self):
        self.statement.with_user(self.operator).action_agree()
        self._dispute().with_user(self.operator).action_accept()
        self.assertFalse(self.statement.operator_agreed_on)

    def test_accepting_twice_books_once(self):
        dispute = self._dispute().with_user(self.operator)
        dispute.action_accept()
        with self.assertRaisesRegex(UserError, "closed"):
            dispute.action_accept()
        again = self.coat_entry._book_correction(20.0, f"dispute/{dispute.id}")
        self.assertEqual(again, dispute.correction_id)
        self.assertEqual(self.statement.total, 603.33)

    def test_a_second_dispute_starts_from_what_was_put_right(self):
        self._dispute(520.0).with_user(self.operator).action_accept()
        self._dispute(530.0).with_user(self.operator).action_accept()
        self.assertEqual(self.statement.total, 583.33 + 30.0)

    def test_refusing_needs_an_answer(self):
        dispute = self._dispute().with_user(self.operator)
        with self.assertRaisesRegex(UserError, "answer"):
            dispute.action_refuse()
        dispute.answer = "合同附件 2"
        dispute.action_refuse()
        self.assertEqual(self.statement.total, 583.33)
        self._agree_both()
        self.assertEqual(self.statement.state, "agreed")

    def test_the_agent_takes_his_words_back(self):
        dispute = self._dispute()
        dispute.with_user(self.near_user).action_withdraw()
        self.assertEqual(dispute.state, "withdrawn")
        self._agree_both()

    def test_a_missing_line_names_its_order(self):
        with self.assertRaisesRegex(ValidationError, "missing"):
            self._dispute(entry_id=False, reason="missing")
        missing = self._dispute(entry_id=False, reason="missing", order_name="S404")
        missing.with_user(self.operator).action_accept()
        self.assertEqual(self.statement.total, 583.33)

    def test_only_the_party_of_the_statement_disputes(self):
        with self.assertRaises(AccessError):
            self._dispute(user=self.far_user)
        dispute = self._dispute()
        with self.assertRaises(AccessError):
            dispute.with_user(self.far_user).action_withdraw()
        with self.assertRaises(AccessError):
            dispute.with_user(self.near_user).action_accept()
        with self.assertRaises(AccessError):
            dispute.with_user(self.near_user).write({"answer": "yes"})
        with self.assertRaises(AccessError):
            self._dispute(user=self.brand_user)

    def test_nobody_opens_a_dispute_that_is_answered(self):
        dispute = self._dispute(state="accepted", answer="ok")
        self.assertEqual((dispute.state, dispute.answer), ("open", False))

    def test_lines_of_an_agreed_statement_stand(self):
        self._agree_both()
        with self.assertRaisesRegex(ValidationError, "waits for agreement"):
            self._dispute()

    def test_the_statement_tells_when_it_is_paid(self):
        self._agree_both()
        self.statement.with_user(self.operator).action_bill()
        bill = self.statement.bill_id
        self.assertEqual(self.statement.payment_state, "not_paid")
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({}).action_create_payments()
        self.assertIn(self.statement.payment_state, ("paid", "in_payment"))

    def _agree_both(self):
        self.statement.with_user(self.operator).action_agree()
        self.statement.with_user(self.near_user).action_agree()
