from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_settlement_statements import StatementCommon


@tagged("post_install", "-at_install")
class TestStages(StatementCommon):
    def _pay(self, bill):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({}).action_create_payments()

    def test_a_statement_goes_from_proposed_to_locked(self):
        statement = self.statement
        self.assertEqual(statement.stage, "proposed")
        statement.action_send()
        self.assertEqual(statement.stage, "sent")
        dispute = self.env["settlement.dispute"].create(
            {
                "statement_id": statement.id,
                "entry_id": statement.entry_ids[0].id,
                "claimed_amount": 1.0,
            }
        )
        self.assertEqual(statement.stage, "disputed")
        dispute.action_withdraw()
        self.assertEqual(statement.stage, "sent")
        statement.with_user(self.operator).action_agree()
        statement.with_user(self.near_user).action_agree()
        self.assertEqual(statement.stage, "agreed")
        statement.action_bill()
        self.assertEqual(statement.stage, "posted")
        self._pay(statement.bill_id)
        self.assertEqual(statement.stage, "paid")
        statement.with_user(self.operator).action_lock()
        self.assertEqual(statement.stage, "locked")

    def test_what_is_not_paid_is_not_locked(self):
        self._bill(self.statement)
        with self.assertRaisesRegex(UserError, "paid"):
            self.statement.action_lock()

    def test_nothing_opens_what_is_locked(self):
        bill = self._bill(self.statement)
        self._pay(bill)
        self.statement.action_lock()
        for step in (
            bill.button_draft,
            bill.button_cancel,
            self.statement.action_reopen,
        ):
            with self.assertRaises(UserError):
                step()
        self.assertEqual((self.statement.stage, bill.state), ("locked", "posted"))

    def test_a_return_after_the_lock_falls_into_the_next_statement(self):
        """Proves R144."""
        self._pay(self._bill(self.statement))
        self.statement.action_lock()
        lines, total = self.statement.entry_ids, self.statement.total
        picking = self.order.picking_ids
        coat = picking.move_ids.filtered(lambda move: move.product_id == self.coat)
        self._return(picking, {coat: 1})
        back = self._entries(self.order).filtered(
            lambda entry: entry.reversal_of_id and entry.role == "agent"
        )
        self._generate()
        self.assertFalse(back.statement_id)
        self.assertEqual(
            (self.statement.entry_ids, self.statement.total), (lines, total)
        )

    def test_a_correction_after_the_lock_falls_into_the_next_statement(self):
        self._pay(self._bill(self.statement))
        self.statement.action_lock()
        entry, total = self.statement.entry_ids[0], self.statement.total
        wizard = (
            self.env["settlement.correction"]
            .with_user(self.operator)
            .create(
                {
                    "entry_id": entry.id,
                    "amount": entry.amount + 5.0,
                    "reason": "合同价",
                }
            )
        )
        wizard.action_correct()
        wizard.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "stands as"):
            wizard.action_correct()
        booked = self._entries(self.order).filtered(
            lambda one: one.kind == "correction" and one.role == "agent"
        )
        self.assertEqual(booked.amount, 5.0)
        self.assertFalse(booked.statement_id)
        self.assertEqual(self.statement.total, total)
