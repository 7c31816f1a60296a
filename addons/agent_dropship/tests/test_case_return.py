from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .case_common import CaseCommon, make_photo


@tagged("post_install", "-at_install")
class TestCaseReturn(CaseCommon):
    """Goods come back to the warehouse that shipped, and the money with them."""

    def test_order_ship_return_settle_without_an_entry_by_hand(self):
        """Proves R136. Proves R150. Proves R152."""
        order = self._sold((self.coat, 2, 500.0))
        self.assertEqual(self._roles(order), {"agent": 500.0, "operator": 500.0})
        stock = self._pieces(self.tj, self.coat)
        case = self._open("return", order, source="consumer")
        # the return order is there in the same moment, at the warehouse that shipped
        reception = case.sudo().line_ids.rma_ids.reception_move_id
        self.assertEqual(case.state, "waiting")
        self.assertEqual(reception.state, "assigned")
        self.assertEqual(reception.picking_id.picking_type_id, self.tj.rma_in_type_id)
        self.assertEqual(case.responsible_id, self.tj.agent_id)
        self._receive_as(self.agent_user, case, good=2)
        self.assertEqual(case.state, "done")
        self.assertEqual(case.outcome, "refunded")
        self.assertEqual(self._pieces(self.tj, self.coat), stock + 2)
        # the consumer's leg
        credit = case.refund_ids
        self.assertEqual(credit.move_type, "out_refund")
        self.assertEqual(credit.state, "posted")
        self.assertEqual(credit.partner_id, order.partner_id)
        self.assertEqual(credit.amount_total, 1000.0)
        # the agent's leg: the reverse stands in his statement
        self.assertEqual(self._roles(order), {"agent": 0.0, "operator": 0.0})
        today = fields.Date.context_today(self.env.user)
        statement = self.env["settlement.statement"].generate(
            today.replace(day=1), fields.Date.end_of(today, "month")
        )
        mine = statement.filtered(lambda one: one.partner_id == self.tj.agent_id)
        self.assertEqual(sorted(mine.entry_ids.mapped("amount")), [-500.0, 500.0])
        self.assertEqual(order.order_line.qty_delivered, 0)

    def test_agent_agrees_to_what_no_rule_accepts(self):
        """Proves R150."""
        order = self._sold()
        case = self._open("return", order, reason=self.defect, source="reseller")
        self.assertEqual(case.state, "open")
        self.assertFalse(case.line_ids.rma_ids)
        case.with_user(self.agent_user).action_approve()
        self.assertEqual(case.state, "waiting")
        self.assertEqual(case.warehouse_id, self.tj)
        self._receive_as(self.agent_user, case, damaged=1, good=0, photo=make_photo())
        # a defect is the agent's: the consumer is not asked twice
        self.assertEqual(case.outcome, "refunded")
        self.assertEqual(case.photo_ids.role, "agent")
        self.assertEqual(
            self._pieces(self.tj, self.coat, location=self.tj.rma_loc_id), 1
        )

    def test_damaged_goods_without_a_defect_are_for_the_operator(self):
        order = self._sold()
        case = self._open("return", order)
        self._receive_as(self.agent_user, case, good=0, damaged=1)
        self.assertEqual((case.state, case.responsible_role), ("open", "operator"))
        self.assertFalse(case.refund_ids)
        case.with_user(self.operator).action_settle_return()
        self.assertEqual(case.outcome, "refunded")
        self.assertEqual(case.refund_ids.amount_total, 500.0)
        with self.assertRaises(UserError):
            case.with_user(self.operator).action_settle_return()
        self.assertEqual(len(case.refund_ids), 1)

    def test_some_come_now_and_the_rest_later(self):
        order = self._sold((self.coat, 3, 500.0))
        case = self._open("return", order)
        self._receive_as(self.agent_user, case, good=1)
        self.assertEqual(case.state, "waiting")
        self.assertFalse(case.refund_ids)
        self._receive_as(self.agent_user, case, good=2)
        self.assertEqual(case.state, "done")
        self.assertEqual(case.refund_ids.amount_total, 1500.0)
        self.assertEqual(self._roles(order), {"agent": 0.0, "operator": 0.0})

    def test_what_does_not_come_is_not_paid_back(self):
        order = self._sold((self.coat, 3, 500.0))
        case = self._open("return", order)
        self._receive_as(self.agent_user, case, good=1)
        case.with_user(self.operator).action_release()
        self.assertEqual(case.outcome, "refunded")
        self.assertEqual(case.refund_ids.amount_total, 500.0)
        self.assertEqual(self._roles(order), {"agent": 500.0, "operator": 500.0})

    def test_part_of_an_order_comes_back(self):
        order = self._sold((self.coat, 3, 500.0), (self.scarf, 1, 200.0))
        move = order.order_line[0].move_ids
        case = self._open("return", order, pieces={move: 1})
        self._receive_as(self.agent_user, case, good=1)
        self.assertEqual(case.refund_amount, 500.0)
        self.assertEqual(case.refund_ids.amount_total, 500.0)
        self.assertEqual(order.order_line[0].qty_delivered, 2)

    def test_all_articles_of_a_parcel_are_received_at_once(self):
        order = self._sold((self.coat, 2, 500.0), (self.scarf, 1, 200.0))
        case = self._open("return", order)
        action = case.with_user(self.agent_user).action_open_receive()
        wizard = self.env[action["res_model"]].with_user(self.agent_user)
        wizard.browse(action["res_id"]).action_receive()
        self.assertEqual(case.outcome, "refunded")
        self.assertEqual(case.refund_ids.amount_total, 1200.0)
        self.assertEqual(len(case.refund_ids), 1)

    def test_nothing_comes_back_twice_or_more_than_was_sent(self):
        order = self._sold((self.coat, 2, 500.0))
        move = order.order_line.move_ids
        with self.assertRaisesRegex(UserError, "only 2"):
            self._open("return", order, pieces={move: 3})
        with self.assertRaises(UserError):
            self._open("return", order, pieces={move: -1})
        with self.assertRaises(UserError):
            self._open("return", order, pieces={move: 0})
        case = self._open("return", order, pieces={move: 2})
        with self.assertRaisesRegex(UserError, "only 0"):
            self._open("exchange", order, pieces={move: 1})
        self.assertEqual(self._open("return", order), case)
        self._receive_as(self.agent_user, case, good=2)
        with self.assertRaises(UserError):
            self._open("return", order)
        with self.assertRaises(UserError):
            self._open("return", order, pieces={move: 1})

    def test_more_than_expected_is_not_received(self):
        case = self._open("return", self._sold((self.coat, 2, 500.0)))
        with self.assertRaisesRegex(UserError, "not more"):
            self._receive_as(self.agent_user, case, good=3)
        with self.assertRaises(UserError):
            self._receive_as(self.agent_user, case, good=0)

    def test_parcels_of_two_agents_come_back_each_to_its_own(self):
        for warehouse, product in (
            (self.tj, self.scarf),
            (self.ks, self.coat),
            (self.fs, self.coat),
            (self.fs, self.scarf),
        ):
            self._stock(warehouse, product, -20)
        order = self._sold((self.coat, 1, 500.0), (self.scarf, 1, 200.0))
        self.assertEqual(len(order._get_dispatches().agent_id), 2)
        cases = self._open("return", order)
        self.assertEqual(cases.warehouse_id, self.tj | self.ks)
        for case, user in zip(
            cases.sorted(lambda one: one.agent_id != self.tj.agent_id),
            (self.agent_user, self.other_agent_user),
            strict=True,
        ):
            self._receive_as(user, case, good=1)
        self.assertEqual(set(cases.mapped("outcome")), {"refunded"})

    def test_after_the_days_only_the_operator_agrees(self):
        order = self._sold()
        order._get_dispatches().delivered_at = fields.Datetime.now() - timedelta(days=8)
        case = self._open("return", order, source="reseller")
        self.assertEqual(case.state, "open")
        self.assertFalse(case.is_in_time)
        with self.assertRaisesRegex(UserError, "days for a return are over"):
            case.with_user(self.agent_user).action_approve()
        case.with_user(self.operator).action_approve()
        self.assertTrue(case.goodwill)
        self._receive_as(self.agent_user, case, good=1)
        self.assertEqual(case.outcome, "refunded")

    def test_the_days_count_from_delivery(self):
        order = self._sold()
        order._get_dispatches().delivered_at = fields.Datetime.now() - timedelta(
            days=6, hours=23
        )
        self.assertEqual(self._open("return", order).state, "waiting")

    def test_goods_that_come_unannounced_are_booked(self):
        order = self._sold()
        action = order._get_dispatches().with_user(self.agent_user).action_book_return()
        case = self.env["outlet.case"].search([("order_id", "=", order.id)])
        self.assertEqual((case.source, case.state), ("agent", "waiting"))
        wizard = self.env[action["res_model"]].with_user(self.agent_user)
        wizard.browse(action["res_id"]).action_receive()
        self.assertEqual(case.outcome, "refunded")
        with self.assertRaises(UserError):
            order._get_dispatches().with_user(self.agent_user).action_book_return()

    def test_goods_that_come_too_late_are_booked_but_not_paid_back(self):
        order = self._sold()
        parcel = order._get_dispatches()
        parcel.delivered_at = fields.Datetime.now() - timedelta(days=30)
        stock = self._pieces(self.tj, self.coat)
        parcel.with_user(self.agent_user).action_book_return()
        case = self.env["outlet.case"].search([("order_id", "=", order.id)])
        self._receive_as(self.agent_user, case, good=1)
        self.assertEqual(self._pieces(self.tj, self.coat), stock + 1)
        self.assertEqual((case.state, case.responsible_role), ("open", "operator"))
        self.assertFalse(case.refund_ids)
        with self.assertRaisesRegex(UserError, "booked already"):
            parcel.with_user(self.agent_user).action_book_return()
        with self.assertRaises(UserError):
            case.with_user(self.operator).action_approve()
        case.with_user(self.operator).action_settle_return()
        self.assertEqual(case.refund_ids.amount_total, 500.0)

    def test_return_the_operator_has_to_decide_is_not_paid_by_booking_it(self):
        order = self._sold()
        case = self._open("return", order, reason=self.defect, source="reseller")
        case._hand_to("operator", "passed")
        order._get_dispatches().with_user(self.agent_user).action_book_return()
        self._receive_as(self.agent_user, case, good=1)
        self.assertEqual((case.state, case.responsible_role), ("open", "operator"))
        self.assertFalse(case.refund_ids)

    def test_half_pieces_do_not_come_back(self):
        case = self._open("return", self._sold((self.coat, 2, 500.0)))
        for good, damaged in ((0.5, 0), (1, 0.5), (0.4, 0.6)):
            wizard = (
                self.env["outlet.case.receive"]
                .with_user(self.agent_user)
                .create({"case_id": case.id})
            )
            wizard.line_ids.write({"quantity_good": good, "quantity_damaged": damaged})
            self.env.invalidate_all()
            with self.assertRaisesRegex(UserError, "whole pieces"):
                wizard.action_receive()
        self.assertEqual((case.state, case.line_ids.quantity_good), ("waiting", 0))

    def test_no_other_agent_books_a_return(self):
        order = self._sold()
        case = self._open("return", order)
        with self.assertRaises(AccessError):
            case.with_user(self.other_agent_user).action_open_receive()
        with self.assertRaises(AccessError):
            order._get_dispatches().with_user(
                self.other_agent_user
            ).action_book_return()

    def test_parcel_that_was_stopped_comes_back_before_it_arrived(self):
        order = self._sold(deliver=False)
        intercepted = self.env.ref("agent_dropship.case_reason_intercepted")
        case = self._open("interception", order, reason=intercepted)
        case.with_user(self.agent_user).action_approve()
        self._receive_as(self.agent_user, case, good=1)
        self.assertEqual(case.outcome, "refunded")
        order._get_dispatches()._deliver()
        self.assertFalse(self._roles(order), "what never arrived is not settled")

    def test_where_the_agent_takes_the_money_his_account_is_charged_less(self):
        self.place.collect_by = "agent"
        order = self._sold()
        case = self._open("return", order)
        self._receive_as(self.agent_user, case, good=1)
        self.assertEqual(case.outcome, "refunded")
        self.assertFalse(case.refund_ids)
        self.assertEqual(case.refund_amount, 500.0)
        self.assertEqual(set(self._roles(order).values()), {0.0})
