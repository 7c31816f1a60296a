from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestReconciliation(SettlementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.before = cls._reconcile()
        cls.order = cls._make_order((cls.coat, 3, 333.35), (cls.shirt, 2, 99.99))
        cls._deliver_order(cls.order)

    @classmethod
    def _reconcile(cls, **period):
        record = cls.env["settlement.reconciliation"].with_user(cls.operator)
        record = record.create(period)
        record.action_reconcile()
        return record

    def _grown(self, record, field):
        """What this test added to what was there before."""
        return self.currency.round(record[field] - self.before[field])

    def test_payments_and_shares_tie(self):
        record = self._reconcile()
        self.assertEqual(self._grown(record, "paid"), self.order.amount_total)
        self.assertEqual(self._grown(record, "shared"), self.order.amount_total)
        self.assertEqual(record.difference, 0.0)
        self.assertEqual(self._grown(record, "order_line_count"), 2)
        self.assertFalse(record.line_ids)

    def test_returns_are_deducted_on_both_sides(self):
        picking = self.order.picking_ids
        coat = picking.move_ids.filtered(lambda m: m.product_id == self.coat)
        self._return(picking, {coat: 1})
        record = self._reconcile()
        self.assertEqual(record.difference, 0.0)
        self.assertEqual(self._grown(record, "delivered_quantity"), 4)
        self.assertLess(self._grown(record, "paid"), self.order.amount_total)

    def test_delivery_that_was_never_booked_is_named(self):
        order = self._make_order((self.coat, 1, 400.0))
        self._ship(order.picking_ids).delivered_at = fields.Datetime.now()
        record = self._reconcile()
        self.assertEqual(record.difference, order.amount_total)
        self.assertEqual(record.line_ids.sale_line_id, order.order_line)
        self.assertEqual(record.line_ids.difference, order.amount_total)

    def _damage(self, line, amount):
        """Change what a settled line says was paid: nothing in Odoo allows it."""
        self.env.cr.execute(
            "UPDATE sale_order_line SET price_total = price_total + %s WHERE id = %s",
            [amount, line.id],
        )
        line.invalidate_recordset(["price_total"])

    def test_differences_that_cancel_out_are_still_named(self):
        first, second = self.order.order_line
        self._damage(first, 1)
        self._damage(second, -1.5)
        record = self._reconcile()
        self.assertEqual(record.wrong_count, 2)

    def test_a_line_that_was_damaged_after_the_delivery_is_named(self):
        line = self.order.order_line[0]
        self._damage(line, 300)
        record = self._reconcile()
        self.assertEqual(record.line_ids.sale_line_id, line)
        self.assertEqual(record.line_ids.action_view_order()["res_id"], self.order.id)

    def _agent_row(self, record):
        return record.role_ids.filtered(lambda row: row.role == "agent")

    def test_roles_show_how_far_they_are_settled(self):
        before = self._agent_row(self.before)
        statement = self._generate()
        agent = self._agent_row(self._reconcile())
        stated = agent.stated_amount - before.stated_amount - before.open_amount
        self.assertEqual(self.currency.round(stated), statement.total)
        self.assertEqual(agent.open_amount, 0.0)
        shares = self.env["share.entry"].search(agent.action_view_entries()["domain"])
        self.assertLessEqual(statement.entry_ids, shares)

    def test_months_of_one_line_add_up_to_its_total(self):
        order = self._make_order((self.coat, 3, 33.35))
        for day in ("2025-03-10 02:00:00", "2025-04-10 02:00:00"):
            picking = order.picking_ids.filtered(lambda p: p.state != "done")
            self._ship(picking, {picking.move_ids: 1})
            picking.delivered_at = day
            picking._on_delivered()
        march = self._reconcile(date_from="2025-03-01", date_to="2025-03-31")
        april = self._reconcile(date_from="2025-04-01", date_to="2025-04-30")
        self.assertEqual((march.difference, april.difference), (0.0, 0.0))
        self.assertEqual(march.paid + april.paid, order.order_line._share_paid(2))

    def test_screen_opens_reconciled_for_the_operator(self):
        action = (
            self.env["settlement.reconciliation"].with_user(self.operator).action_open()
        )
        record = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(self._grown(record, "shared"), self.order.amount_total)


@tagged("post_install", "-at_install")
class TestBooks(SettlementCommon):
    """Ledger, statements and Odoo's books side by side."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        order = cls._make_order((cls.coat, 2, 400.0))
        cls._deliver_order(order)
        cls.statement = cls._generate()
        cls.statement.action_send()
        cls.statement._agree("operator_agreed_on")
        cls.statement._agree("party_agreed_on")
        cls._deliver_order(cls._make_order((cls.coat, 1, 400.0)))

    def _row(self):
        record = self.env["settlement.reconciliation"].with_user(self.operator)
        self.record = record.create({})
        self.record.action_reconcile()
        return self.record.party_ids.filtered(lambda row: row.partner_id == self.near)

    def _amounts(self, row):
        return (
            row.ledger_amount,
            row.open_amount,
            row.stated_amount,
            row.billed_amount,
            row.books_amount,
            row.difference,
        )

    def test_every_fen_is_open_on_a_statement_or_in_the_books(self):
        self.assertEqual(self._amounts(self._row()), (750, 250, 500, 0, 0, 0))
        self.statement.action_bill()
        self.assertEqual(self._amounts(self._row()), (750, 250, 0, 500, 500, 0))
        self.assertFalse(self.record.party_wrong_count)

    def test_a_bill_that_was_changed_by_hand_is_named(self):
        self.statement.action_bill()
        bill = self.statement.bill_id
        bill.button_draft()
        bill.invoice_line_ids.price_unit = 499
        bill.action_post()
        row = self._row()
        self.assertEqual((row.difference, row.differs), (1.0, True))
        self.assertEqual(self.record.party_wrong_count, 1)
        self.assertEqual(self.record.party_ids[0], row)

    def test_the_way_leads_from_the_party_to_statement_and_bill(self):
        self.statement.action_bill()
        row = self._row()
        for action, found in (
            (row.action_view_statements(), self.statement),
            (row.action_view_bills(), self.statement.bill_id),
            (
                row.action_view_entries(),
                self.env["share.entry"].search(
                    [("partner_id", "=", self.near.id), ("statement_id", "=", False)]
                ),
            ),
        ):
            self.assertEqual(
                self.env[action["res_model"]].search(action["domain"]), found
            )

    def test_accountant_of_another_company_reads_nothing(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        user = new_test_user(
            self.env,
            "settle_other_company",
            "brand_outlet.group_finance",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        records = self.env["settlement.reconciliation"].with_user(user)
        theirs = records.with_context(allowed_company_ids=other.ids)
        with self.assertRaises(AccessError):
            theirs.create({"company_id": self.company.id})
        record = self.env[theirs._name].create({"company_id": self.company.id})
        with self.assertRaises(AccessError):
            theirs.browse(record.ids).action_reconcile()
