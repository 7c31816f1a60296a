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
