from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .settlement_kinds_common import SettlementKindsCommon


@tagged("post_install", "-at_install")
class TestSettlementEdges(SettlementKindsCommon):
    """What is rare, and has to add up all the same. Proves R61."""

    def _assert_shared(self, order, paid):
        """The ledger, the page of the lines and the reconciliation say the same."""
        self.assertEqual(self._shared(order), paid)
        kept = sum(line._get_kept_paid() for line in order.order_line)
        self.assertEqual(self.currency.round(kept), paid)
        self._assert_ties()

    def _confirmed(self, *lines, **options):
        order = self._draft(*lines, **options)
        order.action_confirm()
        return order

    # --- goods that were not ordered, or do not come --------------------------------

    def test_more_than_was_ordered_is_not_sent(self):
        """The consumer pays two: the agent is not owed three."""
        order = self._confirmed((self.coat, 2, 100.0))
        picking = order.picking_ids
        with self.assertRaisesRegex(UserError, "2 are to be sent, not 3"):
            with self.env.cr.savepoint():
                self._deliver(picking, {picking.move_ids: 3})
        self._deliver(picking, {picking.move_ids: 2})
        self._assert_shared(order, 200.0)

    def test_pieces_that_do_not_come_leave_the_price_of_those_that_came(self):
        """An order that another shop sent keeps its price, whatever the list says."""
        order = self._confirmed((self.coat, 3, 100.0), freight=10.0, discount=7.0)
        picking = order.picking_ids
        self._deliver(picking, {picking.move_ids: 2})
        line = order.order_line[0]
        line.product_uom_qty = 2
        self.assertEqual(line.price_unit, 100.0)
        self._assert_shared(order, 203.0)
        with self.assertRaisesRegex(UserError, "settled at its price"):
            with self.env.cr.savepoint():
                line.price_unit = 90.0

    def test_prices_that_are_computed_anew_leave_what_was_settled(self):
        order = self._confirmed((self.coat, 2, 100.0))
        picking = order.picking_ids
        self._deliver(picking, {picking.move_ids: 1})
        order.with_context(
            force_price_recomputation=True
        ).order_line._compute_price_unit()
        order._recompute_prices()
        self.assertEqual(order.order_line.price_unit, 100.0)
        self._assert_shared(order, 100.0)

    def _sent_in_part(self, **options):
        """Five coats at 100, two of them delivered; return order and what is open."""
        self.company.waiting_hours = 48.0
        order = self._confirmed((self.coat, 5, 100.0), **options)
        picking = order.picking_ids
        self._deliver(picking, {picking.move_ids: 2})
        return order, order.picking_ids - picking

    def _empty_all_shelves(self):
        """Nobody has a coat for the three that are cancelled."""
        shelves = self._warehouse(self.near) | self._warehouse(self.far)
        for quant in self.env["stock.quant"].search(
            [
                ("product_id", "=", self.coat.id),
                ("location_id", "in", shelves.lot_stock_id.ids),
            ]
        ):
            self._stock(self.coat, quant.owner_id, -quant.quantity)

    def test_a_rest_that_is_cancelled_waits_for_somebody_else(self):
        """What came stays as it is, the rest is promised by nobody and found again."""
        order, backorder = self._sent_in_part(freight=10.0, discount=7.0)
        backorder.with_user(self.operator).action_cancel()
        came = order.order_line[0]
        rest = order.order_line.filtered(lambda line: line.routing_state == "waiting")
        self.assertEqual((came.product_uom_qty, came.qty_delivered), (2.0, 2.0))
        self.assertEqual((rest.product_uom_qty, rest.price_unit), (3.0, 100.0))
        self.assertEqual(order.routing_state, "partial")
        self.assertEqual(order.amount_total, 503.0)
        promised = order.allocation_ids.filtered(lambda one: one.state == "active")
        self.assertEqual(
            [(one.sale_line_id, one.quantity) for one in promised], [(came, 2.0)]
        )
        # the whole freight, and two fifths of the discount
        self._assert_shared(order, 200.0 + 10.0 - 2.8)
        order.action_retry_routing()
        for picking in order.picking_ids.filtered(lambda p: p.state == "assigned"):
            self._deliver(picking)
        self.assertEqual(rest.qty_delivered, 3.0)
        self._assert_shared(order, 503.0)

    def test_a_rest_that_nobody_has_is_told_and_given_up_in_its_time(self):
        """Somebody has to pay it back, and its discount stays with what came."""
        order, backorder = self._sent_in_part(freight=10.0, discount=7.0)
        order.order_line.product_id.invoice_policy = "order"
        order.invalidate_recordset()
        self.env.add_to_compute(
            order.order_line._fields["qty_to_invoice"], order.order_line
        )
        invoice = order._create_invoices()
        invoice.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        backorder.action_cancel()
        self._empty_all_shelves()
        order._get_waiting_lines()._route_and_procure("retry")
        self.assertIn("Coat × 3", " ".join(order.activity_ids.mapped("summary")))
        rest = order.order_line.filtered(lambda line: line.routing_state == "waiting")
        rest.waiting_since = fields.Datetime.now() - timedelta(hours=49)
        order._give_up_waiting()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.routing_state, "allocated")
        self.assertEqual(order.amount_total, 203.0)
        self.assertEqual(order.refund_due, 300.0)
        self.assertIn("Coat × 3", " ".join(order.activity_ids.mapped("summary")))
        self._assert_shared(order, 203.0)

    def test_a_rest_that_is_cancelled_and_not_wanted_any_more_ends_there(self):
        order, backorder = self._sent_in_part(freight=10.0, discount=7.0)
        backorder.action_cancel()
        rest = order.order_line.filtered(lambda line: line.routing_state == "waiting")
        rest.product_uom_qty = 0
        self.assertEqual(order.routing_state, "allocated")
        self.assertEqual(order.amount_total, 203.0)
        self._assert_shared(order, 203.0)
        order._get_waiting_lines()._route_and_procure("retry")
        self.assertFalse(order.picking_ids.filtered(lambda p: p.state == "assigned"))

    def test_a_delivery_without_backorder_leaves_a_rest_that_waits(self):
        order = self._confirmed((self.coat, 5, 100.0), (self.shirt, 1, 30.0))
        picking = order.picking_ids
        coats = picking.move_ids.filtered(lambda m: m.product_id == self.coat)
        picking.carrier_id = self.carrier
        picking.carrier_tracking_ref = "SF1"
        for move in picking.move_ids:
            move.quantity = min(move.product_uom_qty, 2)
            move.picked = True
        picking.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=picking.ids
        ).button_validate()
        picking.action_deliver()
        self.assertEqual(coats.filtered(lambda m: m.state == "done").quantity, 2.0)
        rest = order.order_line.filtered(lambda line: line.routing_state == "waiting")
        self.assertEqual(rest.mapped("product_uom_qty"), [3.0])
        self._assert_shared(order, 230.0)

    def test_lowering_what_was_ordered_leaves_nothing_to_wait_for(self):
        order, _backorder = self._sent_in_part()
        for wanted in (4, 2):
            order.order_line.product_uom_qty = wanted
            self.assertEqual(len(order.order_line), 1)
            self.assertEqual(order.routing_state, "allocated")
        self.assertEqual(sum(order.allocation_ids.mapped("quantity")), 5.0)
        self._assert_shared(order, 200.0)

    # --- lines of all kinds ---------------------------------------------------------

    def test_sections_gifts_and_goods_given_back_at_once_add_up(self):
        order = self._draft((self.coat, 1, 100.0), (self.shirt, 1, 0.0), discount=20.0)
        order.order_line = [
            Command.create({"display_type": "line_section", "name": "Winter"}),
            Command.create({"display_type": "line_note", "name": "With love"}),
        ]
        order.action_confirm()
        self._deliver_order(order)
        self._assert_shared(order, 80.0)
        given = self._sold((self.coat, 2, 100.0), (self.shirt, -1, 50.0))
        self._assert_shared(given, 150.0)

    def test_what_is_free_or_less_than_free_adds_up(self):
        free = self._sold((self.coat, 2, 0.0), freight=9.0)
        self._assert_shared(free, 9.0)
        self._assert_shared(self._sold((self.coat, 1, 100.0), discount=100.0), 0.0)
        self._assert_shared(self._sold((self.coat, 3, 33.33), discount=120.0), -20.01)

    def test_a_down_payment_is_no_share_of_its_own(self):
        order = self._confirmed((self.coat, 2, 100.0))
        self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids
        ).create(
            {"advance_payment_method": "percentage", "amount": 50}
        ).create_invoices()
        order.invoice_ids.action_post()
        self._deliver_order(order)
        self._assert_shared(order, 200.0)
        order._create_invoices(final=True).action_post()
        self._assert_shared(order, 200.0)

    def test_taxes_within_and_on_top_are_shared_in_one_order(self):
        taxes = self.env["account.tax"].create(
            [
                {
                    "name": f"{amount} {kind}",
                    "amount": amount,
                    "price_include_override": kind,
                }
                for amount, kind in ((13, "tax_included"), (3, "tax_excluded"))
            ]
        )
        order = self._draft((self.coat, 3, 99.99), (self.shirt, 7, 3.33))
        for line, tax in zip(order.order_line, taxes, strict=True):
            line.tax_ids = tax
        order.action_confirm()
        self._deliver_order(order)
        self._assert_shared(order, 299.97 + 24.01)

    # --- who pays, who left -----------------------------------------------------------

    def test_a_funder_bears_coupon_and_compensation_beside_each_other(self):
        """Fewer pieces change what the coupon costs, and nothing else."""
        order = self._draft((self.coat, 3, 400.0), discount=60.0)
        order.share_funder_id = self.brand.partner_id
        order.order_line[0].funded_part = 60.0
        order.action_confirm()
        picking = order.picking_ids
        self._deliver(picking, {picking.move_ids: 2})
        case = self.env["outlet.case"]._open("complaint", order, note="Stain")
        case.bearer = "brand"
        case._compensate(30.0)
        before = self._sums(order)
        self.assertEqual(before["funder", "coupon"], -40.0)
        self.assertEqual(before["funder", "compensation"], -30.0)
        order.order_line[0].product_uom_qty = 2
        after = self._sums(order)
        self.assertEqual(after["funder", "coupon"], -60.0)
        self.assertEqual(after["funder", "compensation"], -30.0)
        self._assert_shared(order, 710.0)

    def test_who_is_archived_is_settled_to_the_end(self):
        self._sold((self.coat, 1, 100.0))
        self.near.action_archive()
        statement = self._generate()
        self.assertEqual((statement.partner_id, statement.total), (self.near, 250.0))
        statement.action_send()
        statement.action_agree_for_party()
        statement.with_user(self.operator).action_agree()
        statement.action_bill()
        self.assertEqual(statement.bill_id.amount_total, 250.0)
        closing = self.env["settlement.closing"].search(
            [("partner_id", "=", self.near.id)]
        )
        self.assertEqual((closing.unpaid, closing.is_wrong), (250.0, False))

    def test_two_parties_that_are_settled_do_not_become_one(self):
        """The core deletes what does not fit: the lines would be paid again."""
        self._sold((self.coat, 1, 100.0))
        statement = self._generate()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        self.env["settlement.statement"].create(
            {
                "partner_id": self.far.id,
                "role": "agent",
                "company_id": self.company.id,
                "currency_id": self.currency.id,
                "date_from": statement.date_from,
                "date_to": statement.date_to,
            }
        )
        with self.assertRaisesRegex(UserError, "statements of the same days"):
            with self.env.cr.savepoint():
                wizard._merge((self.near | self.far).ids, self.far)
        self.assertEqual(statement.entry_ids.partner_id, self.near)
