from odoo.exceptions import UserError
from odoo.tests import tagged

from .case_common import CaseCommon


@tagged("post_install", "-at_install")
class TestCaseSettle(CaseCommon):
    """Exchanges, lost parcels, firm sales, and what they cost whom."""

    def _stuck(self, order):
        """As the follow-up of parcels reports it, without naming a reason."""
        return self.env["outlet.case"]._open("stuck_parcel", order)

    def test_exchange_ships_the_same_again_at_the_same_price(self):
        order = self._sold((self.coat, 2, 500.0))
        move = order.order_line.move_ids
        case = self._open("exchange", order, pieces={move: 1})
        self._receive_as(self.agent_user, case, good=1)
        self.assertEqual(case.outcome, "exchanged")
        again = order._get_dispatches().filtered(lambda p: p.dispatch_state == "new")
        self.assertEqual(again.agent_id, self.tj.agent_id)
        again._ship(self.courier, "ZTAGAIN001")
        again._deliver()
        self.assertEqual(self._roles(order), {"agent": 500.0, "operator": 500.0})
        self.assertEqual(order.amount_total, 1000.0)
        self.assertEqual(sum(order.order_line.mapped("qty_delivered")), 2)
        self.assertFalse(case.refund_ids)

    def test_exchange_for_another_size(self):
        larger = self._make_product("复古羽绒服 L", "T-COAT-L", 1000.0)
        self._stock(self.tj, larger, 3)
        order = self._sold()
        move = order.order_line.move_ids
        case = self._open("exchange", order, pieces={move: 1}, wanted={move: larger})
        self._receive_as(self.agent_user, case, good=1)
        fresh = order.order_line.filtered(lambda line: line.product_id == larger)
        self.assertEqual((fresh.product_uom_qty, fresh.price_unit), (1, 500.0))
        self.assertEqual(fresh.routing_state, "allocated")
        self.assertEqual(order.amount_total, 500.0)

    def test_exchange_is_routed_elsewhere_when_the_warehouse_has_none(self):
        self._stock(self.tj, self.coat, -19)
        order = self._sold()
        self.assertEqual(order._get_dispatches().agent_id, self.tj.agent_id)
        case = self._open("exchange", order)
        self._receive_as(self.agent_user, case, good=0, damaged=1)
        case.with_user(self.operator).action_settle_return()
        again = order._get_dispatches().filtered(lambda p: p.dispatch_state == "new")
        self.assertEqual(again.agent_id, self.ks.agent_id)

    def test_lost_parcel_is_sent_again_and_settled_once(self):
        order = self._sold(deliver=False)
        lost = order._get_dispatches()
        case = self._stuck(order)
        self.assertEqual(case.bearer, "courier")
        case.with_user(self.operator).action_reship()
        self.assertEqual(case.outcome, "reshipped")
        again = order._get_dispatches() - lost
        again._ship(self.courier, "ZTAGAIN002")
        again._deliver()
        lost._deliver()
        self.assertEqual(self._roles(order), {"agent": 250.0, "operator": 250.0})
        self.assertEqual(sum(order.order_line.mapped("qty_delivered")), 1)

    def test_lost_parcel_is_paid_back_once(self):
        order = self._sold((self.coat, 2, 500.0), deliver=False)
        case = self._stuck(order)
        case.with_user(self.operator).action_refund_lost()
        self.assertEqual(case.outcome, "refunded")
        self.assertEqual(case.refund_ids.amount_total, 1000.0)
        self.assertEqual(case.refund_ids.state, "posted")
        with self.assertRaises(UserError):
            case.with_user(self.operator).action_refund_lost()
        with self.assertRaises(UserError):
            self._open("return", order)
        self.assertFalse(self._roles(order))

    def test_lost_parcel_is_paid_back_whatever_else_is_to_be_invoiced(self):
        order = self._sold((self.coat, 1, 500.0), (self.scarf, 5, 200.0), deliver=False)
        case = self.env["outlet.case"]._open(
            "reship", order, pieces={order.order_line[0].move_ids: 1}
        )
        case.with_user(self.operator).action_refund_lost()
        self.assertEqual(case.refund_ids.move_type, "out_refund")
        self.assertEqual(case.refund_ids.amount_total, 500.0)
        self.assertEqual(order.order_line[1].qty_invoiced, 0)
        self.assertEqual(order.order_line[1].qty_to_invoice, 5)

    def test_draft_invoice_of_other_goods_stays_a_draft(self):
        order = self._sold((self.coat, 1, 500.0), (self.scarf, 1, 200.0))
        draft = order.with_context(
            invoice_only=order.order_line[1].ids
        )._create_invoices()
        case = self._open("return", order, pieces={order.order_line[0].move_ids: 1})
        self._receive_as(self.agent_user, case, good=1)
        self.assertEqual(case.outcome, "refunded")
        self.assertEqual(case.refund_ids.amount_total, 500.0)
        self.assertEqual((draft.state, draft.amount_total), ("draft", 200.0))

    def test_draft_invoice_of_these_goods_is_for_the_operator_to_confirm(self):
        order = self._sold()
        draft = order._create_invoices()
        case = self._open("return", order)
        self._receive_as(self.agent_user, case, good=1)
        self.assertEqual((case.state, case.responsible_role), ("open", "operator"))
        self.assertEqual(draft.state, "draft")
        with self.assertRaisesRegex(UserError, "draft invoice"):
            case.with_user(self.operator).action_settle_return()
        draft.action_post()
        case.with_user(self.operator).action_settle_return()
        self.assertEqual(case.refund_ids.reversed_entry_id, draft)

    def test_every_stuck_parcel_is_a_case_of_its_own(self):
        for warehouse, count in ((self.tj, -18), (self.ks, -18), (self.fs, -20)):
            self._stock(warehouse, self.coat, count)
        order = self._sold((self.coat, 4, 500.0), deliver=False)
        parcels = order._get_dispatches()
        self.assertEqual(len(parcels.agent_id), 2)
        first = self.env["outlet.case"]._open(
            "stuck_parcel", order, pickings=parcels[0]
        )
        both = self._stuck(order)
        self.assertEqual(len(both), 2)
        self.assertIn(first, both)
        self.assertEqual(both.picking_ids, parcels)
        self.assertEqual(both.mapped("agent_id"), parcels.agent_id)
        self.assertEqual(self._stuck(order), both)

    def test_parcel_that_arrived_is_not_lost(self):
        order = self._sold()
        case = self._open("reship", order)
        with self.assertRaisesRegex(UserError, "on its way"):
            case.with_user(self.operator).action_reship()

    def test_parcel_on_its_way_back_is_not_lost(self):
        order = self._sold(deliver=False)
        back = self._open("interception", order)
        back.action_approve()
        case = self._stuck(order)
        with self.assertRaisesRegex(UserError, "on their way"):
            case.with_user(self.operator).action_reship()

    def test_same_matter_is_reported_twice_and_handled_once(self):
        order = self._sold(deliver=False)
        case = self._stuck(order)
        again = self.env["outlet.case"]._open(
            "stuck_parcel", order, pickings=order._get_dispatches()
        )
        self.assertEqual(again, case)

    def test_firm_sale_comes_back_to_the_operator(self):
        """Proves R119."""
        self.env["outlet.offer"].create(
            {
                "product_tmpl_id": self.coat.product_tmpl_id.id,
                "contract_id": self.tj.agent_id.agent_contract_ids.id,
                "return_policy": "firm",
            }
        )
        order = self._sold()
        self.assertEqual(order.order_line.return_policy, "firm")
        self.env["stock.warehouse"].create({"name": "Own", "code": "OWN"})
        case = self._open("return", order, source="reseller")
        self.assertEqual(case.state, "open")
        with self.assertRaisesRegex(UserError, "firm sale"):
            case.with_user(self.agent_user).action_approve()
        case.with_user(self.operator).action_approve()
        self.assertFalse(case.warehouse_id.agent_id)
        self.assertEqual(case.responsible_role, "operator")
        self._receive_as(self.operator, case, good=1)
        self.assertEqual(case.outcome, "refunded")
        self.assertEqual(self._roles(order), {"agent": 250.0, "operator": -250.0})

    def test_firm_sale_that_comes_unannounced_is_for_the_operator(self):
        order = self._sold()
        order.order_line.return_policy = "firm"
        parcel = order._get_dispatches().with_user(self.agent_user)
        action = parcel.action_book_return()
        case = self.env["outlet.case"].search([("order_id", "=", order.id)])
        self.assertIn(case.name, action["params"]["message"])
        self.assertEqual((case.state, case.responsible_role), ("open", "operator"))
        self.assertFalse(case.line_ids.rma_ids, "never the agent's goods again")
        parcel.action_book_return()
        self.assertEqual(len(order.case_ids), 1)
        self.assertFalse(case.refund_ids)

    def _asked_back(self):
        """A shipped order that was cancelled: the courier is asked for the parcel."""
        order = self._sold(deliver=False)
        order._create_invoices().action_post()
        interception = order._intercept(role="operator")
        case = self.env["outlet.case"].search([("order_id", "=", order.id)])
        self.assertEqual(
            (case.kind, interception.state), ("interception", "courier_asked")
        )
        return order, interception, case

    def test_stopped_parcel_is_one_matter_whoever_books_it(self):
        order, interception, case = self._asked_back()
        interception.with_user(self.agent_user).action_returned()
        self.assertEqual((case.state, case.outcome), ("done", "refunded"))
        self.assertEqual(interception.state, "returned")
        self.assertEqual(case.refund_ids.amount_total, 500.0)
        self.assertEqual(order.state, "cancel")
        order, interception, case = self._asked_back()
        case.with_user(self.agent_user).action_approve()
        self._receive_as(self.agent_user, case, good=1)
        self.assertEqual((case.outcome, interception.state), ("refunded", "returned"))
        self.assertEqual(order.state, "cancel")
        self.assertEqual(self._pieces(self.tj, self.coat), 20)

    def test_stopped_parcel_that_arrives_is_expected_no_more(self):
        _order, interception, case = self._asked_back()
        interception.with_user(self.operator).action_delivered()
        self.assertEqual(case.state, "cancel")

    def test_withdrawn_return_is_expected_no_more(self):
        order = self._sold()
        case = self._open("return", order)
        reception = case.line_ids.rma_ids.reception_move_id
        self._step_as(self.operator, case, "cancel", "Keeps it after all")
        self.assertEqual((case.state, reception.state), ("cancel", "cancel"))
        self.assertTrue(self._open("return", order))

    def test_invoice_that_was_sent_is_credited(self):
        order = self._sold()
        invoice = order._create_invoices()
        invoice.action_post()
        case = self._open("return", order)
        self._receive_as(self.agent_user, case, good=1)
        self.assertEqual(case.refund_ids.reversed_entry_id, invoice)
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(order.invoice_status, "no")

    def test_fault_of_the_agent_counts_in_his_score(self):
        order = self._sold()
        case = self._open("return", order, reason=self.defect)
        case.action_approve()
        self._receive_as(self.agent_user, case, good=1)
        event = self.env["agent.event"].search(
            [("picking_id", "in", order._get_dispatches().ids)]
        )
        self.assertEqual(event.kind, "return_fault")
