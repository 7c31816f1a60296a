import io
from datetime import timedelta

import python_calamine
from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .settlement_common import SettlementCommon


class StatementCommon(SettlementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._make_order((cls.coat, 2, 400.0), (cls.shirt, 1, 150.0))
        cls._deliver_order(cls.order)
        cls.statement = cls._generate()

    def _agree(self, statement):
        statement.action_send()
        statement.with_user(self.operator).action_agree()
        statement.with_user(self.near_user).action_agree()

    def _bill(self, statement):
        self._agree(statement)
        statement.with_user(self.operator).action_bill()
        return statement.bill_id


@tagged("post_install", "-at_install")
class TestStatements(StatementCommon):
    def test_statement_gathers_what_the_agent_is_owed(self):
        self.assertEqual(self.statement.partner_id, self.near)
        self.assertEqual(self.statement.role, "agent")
        self.assertEqual(self.statement.entry_count, 2)
        self.assertEqual(self.statement.total, 500.0 + 83.33)

    def test_name_tells_month_role_and_party(self):
        month = fields.Date.context_today(self.env.user).strftime("%Y-%m")
        self.assertEqual(self.statement.name, f"ST/{month}/A-NEAR")

    def test_operator_gets_no_statement(self):
        operator = self._entries(self.order).filtered(lambda e: e.role == "operator")
        self.assertFalse(operator.statement_id)

    def test_generating_again_changes_nothing(self):
        before = self.statement.read() + self.statement.entry_ids.read()
        self.assertEqual(self._generate(), self.statement)
        self.assertEqual(
            self.statement.read() + self.statement.entry_ids.read(), before
        )

    def test_draft_is_filled_up_with_what_comes_in(self):
        self._deliver_order(self._make_order((self.coat, 1, 400.0)))
        self._generate()
        self.assertEqual(self.statement.total, 833.33)
        self.assertEqual(self.statement.entry_count, 3)

    def test_what_comes_in_after_sending_falls_into_the_next_statement(self):
        self.statement.action_send()
        self._deliver_order(self._make_order((self.coat, 1, 400.0)))
        self._generate()
        self.assertEqual(self.statement.total, 583.33)
        following = self._generate(
            fields.Date.context_today(self.env.user) + relativedelta(months=1)
        )
        self.assertEqual(following.total, 250.0)

    def test_later_return_lowers_the_next_statement(self):
        self._bill(self.statement)
        picking = self.order.picking_ids
        coat = picking.move_ids.filtered(lambda m: m.product_id == self.coat)
        self._return(picking, {coat: 1})
        following = self._generate(
            fields.Date.context_today(self.env.user) + relativedelta(months=1)
        )
        self.assertEqual(following.total, -250.0)
        self.assertEqual(following.returned_amount, 250.0)
        self.assertEqual(following.returned_quantity, 1)

    def test_each_party_has_its_own_statement(self):
        self._stock(self.coat, self.near, -498)
        self._deliver_order(self._make_order((self.coat, 1, 400.0)))
        statements = self._generate()
        self.assertEqual(
            {statement.partner_id: statement.total for statement in statements},
            {self.near: 583.33, self.far: 275.0},
        )

    def test_number_of_queries_does_not_grow_with_the_entries(self):
        def count(orders):
            for _ in range(orders):
                self._deliver_order(self._make_order((self.coat, 1, 400.0)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._generate()
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(count(6), count(1) + 2)

    def test_both_sides_have_to_agree(self):
        self.statement.action_send()
        self.statement.with_user(self.operator).action_agree()
        self.assertEqual(self.statement.state, "sent")
        self.statement.with_user(self.near_user).action_agree()
        self.assertEqual(self.statement.state, "agreed")

    def test_agreeing_twice_on_one_side_is_not_enough(self):
        self.statement.action_send()
        self.statement.with_user(self.near_user).action_agree()
        self.statement.with_user(self.near_user).action_agree()
        self.assertEqual(self.statement.state, "sent")

    def test_foreign_agent_can_not_agree(self):
        self.statement.action_send()
        with self.assertRaises(AccessError):
            self.statement.with_user(self.far_user).action_agree()

    def test_operator_notes_the_agreement_of_an_agent_without_login(self):
        self.statement.action_send()
        self.statement.with_user(self.operator).action_agree()
        self.statement.with_user(self.operator).action_agree_for_party()
        self.assertEqual(self.statement.state, "agreed")

    def test_agreed_statement_can_not_be_reopened(self):
        self._agree(self.statement)
        with self.assertRaises(UserError):
            self.statement.action_reopen()

    def test_deleting_a_draft_frees_its_lines(self):
        entries = self.statement.entry_ids
        self.statement.unlink()
        entries.invalidate_recordset()
        self.assertFalse(entries.statement_id)
        self.assertEqual(self._generate().entry_ids, entries)

    def test_sent_statement_can_not_be_deleted(self):
        self.statement.action_send()
        with self.assertRaises(UserError):
            self.statement.unlink()

    def test_month_is_settled_by_itself_when_it_is_over(self):
        """Proves R62."""
        order = self._make_order((self.coat, 1, 400.0))
        self._ship(order.picking_ids)
        last_month = fields.Date.start_of(
            fields.Date.context_today(self.env.user), "month"
        )
        last_month -= relativedelta(months=1)
        order.picking_ids.delivered_at = fields.Datetime.to_datetime(last_month)
        order.picking_ids._on_delivered()
        with self.enter_registry_test_mode():
            cron = self.env.ref("agent_dropship.cron_settlement_generate")
            cron.method_direct_trigger()
        statement = self._entries(order).statement_id
        self.assertEqual(statement.date_from, last_month)
        self.assertEqual(statement.total, 250.0)

    def test_run_stopped_half_way_is_finished_by_the_next_one(self):
        self.statement.unlink()
        start = fields.Date.start_of(fields.Date.context_today(self.env.user), "month")
        end = fields.Date.end_of(start, "month")
        for product in (self.coat, self.shirt):
            self._stock(product, self.near, -490)
            self._deliver_order(self._make_order((product, 20, 300.0)))
        statements = self.env["settlement.statement"]
        run = statements._generate_chunks(start, end, chunk=1)
        done, left = next(run)
        self.assertEqual((done, left > 0), (1, True))
        run.close()
        self._generate()
        mine = statements.search([("partner_id", "in", (self.near | self.far).ids)])
        self.assertEqual(mine.partner_id, self.near | self.far)
        for statement in mine:
            entries = self.env["share.entry"].search(
                [("partner_id", "=", statement.partner_id.id)]
            )
            self.assertEqual(statement.entry_ids, entries)
            self.assertEqual(
                statement.total, self.currency.round(sum(entries.mapped("amount")))
            )

    def test_lines_are_found_by_the_statement_they_stand_on(self):
        entries = self.env["share.entry"]
        mine = self.statement.entry_ids
        for condition in (
            ("statement_id", "=", self.statement.id),
            ("statement_id.state", "=", "draft"),
            ("statement_id", "ilike", self.statement.name),
        ):
            found = entries.search([condition, ("partner_id", "=", self.near.id)])
            self.assertEqual(found, mine, condition)
        self.assertFalse(
            entries.search([("id", "in", mine.ids), ("statement_id", "=", False)])
        )
        self.assertEqual(
            entries._read_group([("id", "in", mine.ids)], ["statement_id"]),
            [(self.statement,)],
        )
        self.statement.unlink()
        self.assertEqual(
            entries.search([("id", "in", mine.ids), ("statement_id", "=", False)]), mine
        )

    def test_what_waits_for_a_statement_is_found_by_itself(self):
        """The operator's own entries wait for none and stand on none."""
        entries = self.env["share.entry"]
        lines = self.statement.entry_ids.sale_line_id
        of_lines = [("sale_line_id", "in", lines.ids)]
        parties = entries.search([*of_lines, ("role", "!=", "operator")])
        self.assertTrue(entries.search([*of_lines, ("role", "=", "operator")]))

        def find(operator):
            return entries.search([*of_lines, ("statement_id", operator, False)])

        self.assertEqual((find("="), find("!=")), (entries, parties))
        self.statement.unlink()
        self.assertEqual((find("="), find("!=")), (parties, entries))

    def test_ledger_of_years_is_looked_through_once_for_what_is_open(self):
        entries = self.env["share.entry"]
        order = self._make_order((self.coat, 1, 400.0))
        self._deliver_order(order)
        domain = [("statement_id", "=", False)]
        waiting = entries.search(domain)
        mine = self._entries(order).filtered(lambda entry: entry.role == "agent")
        self.assertTrue(mine)
        self.assertLessEqual(mine, waiting)
        for gone in ("TABLE share_entry_open", "TRIGGER share_entry_open_booked"):
            where = " ON share_entry" if gone.startswith("TRIGGER") else ""
            self.env.cr.execute(f"DROP {gone}{where}")
            entries._init_open()
            self.assertEqual(entries.search(domain), waiting, gone)

    def test_month_ends_in_the_time_zone_of_the_company(self):
        """18:00 UTC on the last day of October is the first of November here."""
        self.company.partner_id.tz = "Asia/Shanghai"
        order = self._make_order((self.coat, 1, 400.0))
        self._ship(order.picking_ids)
        order.picking_ids.delivered_at = "2025-10-31 18:00:00"
        order.picking_ids._on_delivered()
        entries = self._entries(order)
        self.assertEqual(
            set(entries.mapped("date")), {fields.Date.to_date("2025-11-01")}
        )


@tagged("post_install", "-at_install")
class TestBills(StatementCommon):
    def test_bill_equals_the_statement_and_is_posted(self):
        """The agent's bill comes from the statement. Proves R143."""
        bill = self._bill(self.statement)
        self.assertEqual(bill.move_type, "in_invoice")
        self.assertEqual(bill.state, "posted")
        self.assertEqual(bill.partner_id, self.near)
        self.assertEqual(bill.amount_total, self.statement.total)
        self.assertEqual(bill.ref, self.statement.name)

    def test_agents_bill_has_one_line_per_brand(self):
        bill = self._bill(self.statement)
        self.assertEqual(
            sorted(bill.invoice_line_ids.mapped("price_total")), [83.33, 500.0]
        )
        self.assertEqual(
            bill.invoice_line_ids.account_id, self.company.expense_account_id
        )

    def test_bill_is_due_after_the_settlement_days_of_the_contract(self):
        """Proves R62."""
        bill = self._bill(self.statement)
        self.assertEqual(bill.invoice_date_due, bill.invoice_date + timedelta(days=45))

    def test_payment_term_of_the_partner_goes_before_the_contract(self):
        """Proves R62."""
        term = self.env["account.payment.term"].create(
            {
                "name": "60 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 60}
                    )
                ],
            }
        )
        self.near.property_supplier_payment_term_id = term
        bill = self._bill(self.statement)
        self.assertEqual(bill.invoice_date_due, bill.invoice_date + timedelta(days=60))

    def test_billed_lines_are_never_billed_again(self):
        self._bill(self.statement)
        with self.assertRaises(UserError):
            self.statement.with_user(self.operator).action_bill()
        following = self._generate(
            fields.Date.context_today(self.env.user) + relativedelta(months=1)
        )
        self.assertFalse(following)
        self.assertEqual(
            self.env["account.move"].search_count([("partner_id", "=", self.near.id)]),
            1,
        )

    def test_statement_is_not_billed_before_it_is_agreed(self):
        self.statement.action_send()
        with self.assertRaises(UserError):
            self.statement.with_user(self.operator).action_bill()

    def test_cancelled_bill_lets_the_statement_be_billed_again(self):
        bill = self._bill(self.statement)
        bill.button_draft()
        self.assertEqual(self.statement.state, "billed")
        bill.button_cancel()
        self.assertEqual(self.statement.state, "agreed")
        self.statement.with_user(self.operator).action_bill()
        self.assertNotEqual(self.statement.bill_id, bill)
        self.assertEqual(self.statement.bill_id.amount_total, self.statement.total)

    def test_bill_of_a_statement_can_not_be_deleted(self):
        bill = self._bill(self.statement)
        bill.button_draft()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            bill.with_context(force_delete=True).unlink()
            self.env.flush_all()

    def test_agent_who_owes_gets_a_credit_note(self):
        self._bill(self.statement)
        picking = self.order.picking_ids
        self._return(picking, {move: move.quantity for move in picking.move_ids})
        following = self._generate(
            fields.Date.context_today(self.env.user) + relativedelta(months=1)
        )
        bill = self._bill(following)
        self.assertEqual(bill.move_type, "in_refund")
        self.assertEqual(bill.amount_total, 583.33)

    def test_statement_that_cancels_out_is_closed_without_a_bill(self):
        picking = self.order.picking_ids
        self._return(picking, {move: move.quantity for move in picking.move_ids})
        self._generate()
        self.assertEqual(self.statement.total, 0.0)
        self.assertFalse(self._bill(self.statement))
        self.assertEqual(self.statement.state, "billed")


@tagged("post_install", "-at_install")
class TestStatementDocuments(StatementCommon):
    def _read_workbook(self, user):
        name, content = self.statement.with_user(user)._export_workbook()
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return name, book.get_sheet_by_index(0).to_python()

    def test_workbook_has_the_lines_of_the_statement_in_their_order(self):
        name, rows = self._read_workbook(self.operator)
        self.assertTrue(name.endswith("NEAR Near.xlsx"))
        start = next(i for i, row in enumerate(rows) if row[0] == "Order No.")
        lines = rows[start + 1 : start + 1 + len(self.statement.entry_ids)]
        self.assertEqual(
            [(row[0], row[3], row[6], row[-1]) for row in lines],
            [
                (entry.order_name, entry.sku, entry.quantity, entry.amount)
                for entry in self.statement.entry_ids
            ],
        )
        self.assertEqual(rows[start + 1 + len(lines)][-1], self.statement.total)

    def test_both_sides_read_the_same_workbook_without_the_end_price(self):
        self.statement.action_send()
        ours = self._read_workbook(self.operator)
        self.assertEqual(self._read_workbook(self.near_user), ours)
        self.assertNotIn("Paid", [cell for row in ours[1] for cell in row])

    def test_print_shows_every_line_and_the_total(self):
        report = self.env["ir.actions.report"].with_user(self.operator)
        html, kind = report._render_qweb_html(
            "agent_dropship.settlement_statement_report", self.statement.ids
        )
        self.assertEqual(kind, "html")
        text = html.decode()
        for expected in ("COAT", "SHIRT", self.order.name, "583.33", self.near.name):
            self.assertIn(expected, text)

    def test_totals_by_kind_add_up_to_the_total(self):
        picking = self.order.picking_ids
        coat = picking.move_ids.filtered(lambda m: m.product_id == self.coat)
        self._return(picking, {coat: 1})
        self._generate()
        self.assertEqual(
            self.statement._get_kind_totals(), [("Supply", 583.33, 250.0, 333.33)]
        )
        self.assertIn("333.33", self.statement.totals_html)
