from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .settlement_kinds_common import SettlementKindsCommon


@tagged("post_install", "-at_install")
class TestSettlementTakeBack(SettlementKindsCommon):
    """What was given or charged by mistake is taken back by an accountant, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env, "settle_accountant", "brand_outlet.group_finance"
        )

    def _compensated(self, amount=50.0, bearer="agent"):
        lines = [(self.coat, 1, 400.0), (self.shirt, 1, 200.0)]
        # a case about goods of two brands has no brand that could pay
        order = self._sold(*lines[: 1 if bearer == "brand" else 2])
        case = self.env["outlet.case"]._open("complaint", order, note="Stain")
        case.bearer = bearer
        case._compensate(amount)
        return order, case

    def _find(self, order, kind):
        return self._entries(order).filtered(
            lambda e: e.kind == kind and not e.reversal_of_id and e.role != "operator"
        )

    def _take_back(self, entry, user=None):
        user = user or self.accountant
        action = entry.with_user(user).action_open_take_back()
        wizard = self.env[action["res_model"]].with_user(user)
        wizard = wizard.with_context(**action["context"]).create({"reason": "Wrong"})
        wizard.action_take_back()
        return wizard

    def test_compensation_is_taken_back_whole_and_once(self):
        order, case = self._compensated()
        lines = self._find(order, "compensation")
        wizard = self._take_back(lines[0])
        self.assertEqual(wizard.amount, -50.0, "all lines of the case together")
        self.assertEqual(self._sums(order)["agent", "compensation"], 0.0)
        self.assertEqual(self._shared(order), 600.0)
        self.assertTrue(case.compensation_back_on)
        self._assert_ties()
        told = order.message_ids.filtered(lambda m: "Wrong" in (m.body or ""))
        self.assertIn("50.00", told.body)
        for again in lines:
            with self.assertRaises(UserError):
                self._take_back(again)
        with self.assertRaises(UserError):
            case._take_back_compensation()
        self.assertEqual(len(self._entries(order).reversal_of_id), len(lines))

    def test_unused_credit_note_is_cleared(self):
        order, case = self._compensated()
        note = case.refund_ids
        invoice = note.reversed_entry_id
        self._take_back(self._find(order, "compensation")[0])
        claim = self.env["account.move"].search([("reversed_entry_id", "=", note.id)])
        self.assertEqual((claim.move_type, claim.state), ("out_invoice", "posted"))
        self.assertEqual(claim.amount_total, 50.0)
        open_items = (invoice | note | claim).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        # the customer owes what he owed before anything was given
        self.assertEqual(sum(open_items.mapped("amount_residual")), 600.0)
        self.assertEqual(note.amount_residual, 0.0)

    def test_customer_who_was_paid_owes_it_again(self):
        order, case = self._compensated()
        note = case.refund_ids
        self._pay_by_bank(note.reversed_entry_id)
        if note.amount_residual:
            self._pay_by_bank(note)
        self._take_back(self._find(order, "compensation")[0])
        claim = self.env["account.move"].search([("reversed_entry_id", "=", note.id)])
        self.assertEqual(claim.amount_residual, 50.0)
        self._assert_ties()

    def test_who_took_the_money_holds_it_again(self):
        self.place.collect_by = "reseller"
        order, case = self._compensated(30.0)
        self._take_back(self._find(order, "compensation")[0])
        self.assertEqual(self._sums(order)["reseller", "collected"], -600.0)
        self.assertFalse(case.refund_ids)
        self._assert_ties()

    def test_funder_gets_back_what_he_paid(self):
        order, _case = self._compensated(30.0, "brand")
        self._take_back(self._find(order, "compensation")[0])
        self.assertEqual(self._sums(order)["funder", "compensation"], 0.0)
        self._assert_ties()

    def test_what_was_settled_stays_and_the_next_statement_has_it(self):
        order, _case = self._compensated()
        statement = self._generate().filtered(lambda s: s.partner_id == self.near)
        before = statement.total
        statement.action_send()
        statement.action_agree_for_party()
        statement.action_agree()
        statement.action_bill()
        self._take_back(self._find(order, "compensation")[0])
        self.assertEqual(statement.total, before)
        self.assertIn("Wrong", "".join(statement.message_ids.mapped("body")))
        month = fields.Date.context_today(self.env.user) + timedelta(days=32)
        later = self._generate(month).filtered(lambda s: s.partner_id == self.near)
        self.assertEqual(later.total, 50.0)

    def test_after_a_return_nothing_is_left(self):
        order, _case = self._compensated()
        for move in order.picking_ids.move_ids:
            self._return(move.picking_id, {move: 1})
        self._assert_ties()
        self._take_back(self._find(order, "compensation")[0])
        self.assertEqual(self._shared(order), 0.0)
        self._assert_ties()

    def _fined(self):
        terms = self.env["agent.terms"].create(
            {"agent_id": self.near.id, "penalty_refused": 15.0}
        )
        terms.action_send()
        terms.with_user(self.near_user).action_agree()
        terms.accepted_at = fields.Datetime.now() - timedelta(days=9)
        order = self._make_order((self.coat, 1, 400.0))
        reason = self.env["dispatch.refuse.reason"].search(
            [("counts_in_score", "=", True)], limit=1
        )
        order.picking_ids._refuse(reason)
        return order

    def test_wrong_penalty_is_taken_back_once(self):
        order = self._fined()
        penalty = self._find(order, "penalty")
        self._take_back(penalty)
        self.assertEqual(self._sums(order)["agent", "penalty"], 0.0)
        self.assertEqual(self._sums(order)["operator", "penalty"], 0.0)
        with self.assertRaises(UserError):
            self._take_back(penalty)
        self.env["agent.event"]._log_facts()
        self.assertEqual(len(self._entries(order)), 4, "it is not booked anew either")
        # an appeal that is accepted afterwards gives nothing twice
        event = self.env["agent.event"].search(
            [("kind", "=", "refused"), ("picking_id", "=", penalty.picking_id.id)]
        )
        event.with_user(self.near_user)._appeal("Ill")
        event.with_user(self.operator)._decide(True, "Seen")
        self.assertEqual(len(self._entries(order)), 4)

    def test_only_accountants_may(self):
        order, case = self._compensated()
        entry = self._find(order, "compensation")[0]
        self.assertTrue(entry.with_user(self.accountant).can_take_back)
        for user in (self.near_user, self.brand_user):
            with self.assertRaises(AccessError):
                self._take_back(entry, user)
            with self.assertRaises(AccessError):
                entry.with_user(user)._take_back("Mine")
            with self.assertRaises(AccessError):
                case.with_user(user).action_open_take_back()
        supply = self._find(order, "supply")[0]
        with self.assertRaises(UserError):
            self._take_back(supply)
        self.assertEqual(self._sums(order)["agent", "compensation"], -50.0)

    def test_the_operator_finds_it_on_the_case(self):
        order, case = self._compensated()
        action = case.with_user(self.operator).action_open_take_back()
        entry = self.env["share.entry"].browse(action["context"]["default_entry_id"])
        self._take_back(entry, self.operator)
        self.assertEqual(self._shared(order), 600.0)
