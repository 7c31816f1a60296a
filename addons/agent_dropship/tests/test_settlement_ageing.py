from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .test_settlement_statements import StatementCommon


@tagged("post_install", "-at_install")
class TestAgeing(StatementCommon):
    """Receivables and payables by age are Odoo's open items, each in its place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._get_local_today()

    def _owe(self, days, amount=100.0, move_type="in_invoice"):
        """A bill or invoice of the agent that was due ``days`` ago."""
        due = self.today - timedelta(days=days)
        bill = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.near.id,
                "invoice_date": due,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "x",
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        bill.action_post()
        return bill

    def _ages(self, user=None):
        self.env.flush_all()
        report = self.env["settlement.ageing"].with_user(user or self.operator)
        rows = report._read_group(
            [("partner_id", "=", self.near.id)],
            ["side", "age"],
            ["amount_receivable:sum", "amount_payable:sum"],
        )
        return {(side, age): amounts for side, age, *amounts in rows}

    def test_each_age_has_its_days(self):
        for days, amount in ((0, 1), (1, 2), (30, 4), (31, 8), (60, 16), (61, 32)):
            self._owe(days, amount)
        for days, amount in ((90, 64), (91, 128), (400, 256)):
            self._owe(days, amount)
        self._owe(45, 7.0, "out_invoice")
        self.assertEqual(
            self._ages(),
            {
                ("payable", "0"): [0.0, 1.0],
                ("payable", "1"): [0.0, 6.0],
                ("payable", "2"): [0.0, 24.0],
                ("payable", "3"): [0.0, 96.0],
                ("payable", "4"): [0.0, 384.0],
                ("receivable", "2"): [7.0, 0.0],
            },
        )

    def test_it_is_the_balance_of_the_accounts(self):
        """The same as the items of the ledger themselves, part payments deducted."""
        bill = self._owe(10, 100.0)
        self._bill(self.statement)
        line = self._pay_by_bank(bill)
        self.assertEqual(line.amount, -100.0)
        self.env.flush_all()
        items = self.env["account.move.line"].search(
            [
                (
                    "account_id.account_type",
                    "in",
                    ("asset_receivable", "liability_payable"),
                ),
                ("parent_state", "=", "posted"),
                ("company_id", "=", self.company.id),
            ]
        )
        report = self.env["settlement.ageing"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertAlmostEqual(
            sum(report.mapped("amount_net")), -sum(items.mapped("amount_residual"))
        )
        self.assertEqual(self._ages(), {("payable", "0"): [0.0, 583.33]})

    def test_a_bill_leads_to_its_statement_and_there_to_the_order_lines(self):
        self._bill(self.statement)
        self.env.flush_all()
        row = self.env["settlement.ageing"].with_user(self.operator)
        row = row.search([("partner_id", "=", self.near.id)])
        self.assertEqual((row.document, row.role), (self.statement.name, "agent"))
        opened = row.action_open()
        self.assertEqual(
            (opened["res_model"], opened["res_id"]),
            ("settlement.statement", self.statement.id),
        )

    def test_an_agent_reads_his_own_items_only(self):
        self._owe(10)
        self.assertEqual(self._ages(self.near_user), {("payable", "1"): [0.0, 100.0]})
        self.assertFalse(self._ages(self.far_user))
        with self.assertRaises(AccessError):
            self._ages(self.brand_user)

    # --- forecast ------------------------------------------------------------------

    def _forecast(self):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = (
            self.env["settlement.forecast"]
            .with_user(self.operator)
            .search([("partner_id", "=", self.near.id)])
        )
        return sorted((row.stage, row.date, row.amount) for row in rows)

    def test_the_same_money_walks_from_share_to_statement_to_bill(self):
        """The contracts give 45 days from the bill; a payment term goes before them."""
        self._deliver_order(self._make_order((self.coat, 1, 400.0)))
        end = self.statement.date_to
        due = end + timedelta(days=45)
        stated = ("statement", due, -583.33)
        self.assertEqual(self._forecast(), [("share", due, -250.0), stated])
        self._bill(self.statement)
        billed = ("bill", self.today + timedelta(days=45), -583.33)
        self.assertEqual(self._forecast(), [billed, ("share", due, -250.0)])
        term = self.env.ref("account.account_payment_term_15days")
        self.near.property_supplier_payment_term_id = term
        soon = ("share", end + timedelta(days=15), -250.0)
        self.assertEqual(self._forecast(), [billed, soon])
        self._pay_by_bank(self.statement.bill_id)
        self.assertEqual(self._forecast(), [soon])

    def test_what_is_overdue_is_expected_today(self):
        self._owe(20, 70.0)
        row = [one for one in self._forecast() if one[0] == "bill"]
        self.assertEqual(row, [("bill", self.today, -70.0)])

    def test_the_forecast_leads_to_order_line_statement_and_bill(self):
        self._deliver_order(self._make_order((self.coat, 1, 400.0)))
        self._owe(20, 70.0)
        self.env.flush_all()
        rows = (
            self.env["settlement.forecast"]
            .with_user(self.operator)
            .search([("partner_id", "=", self.near.id)])
        )
        models = {row.stage: row.action_open()["res_model"] for row in rows}
        self.assertEqual(
            models,
            {
                "share": "sale.order.line",
                "statement": "settlement.statement",
                "bill": "account.move",
            },
        )

    def test_the_forecast_knows_the_cycle_each_party_agreed_on(self):
        """Day by day, through a year and a change of terms, as the terms tell it."""
        first = self.today.replace(year=self.today.year + 1, month=1, day=1)
        for role, cycle, cutoff, every in (
            ("agent", "month", 25, 10),
            ("reseller", "half", 0, 10),
            ("affiliate", "days", 0, 11),
        ):
            for months, other in ((0, cycle), (6, "week")):
                self.env["settlement.terms"].create(
                    {
                        "partner_id": self.near.id,
                        "role": role,
                        "date_from": first + relativedelta(months=months),
                        "cycle": other,
                        "cutoff_day": cutoff,
                        "every_days": every,
                    }
                )
            self._assert_cycle(role, first)

    def _assert_cycle(self, role, first):
        self.env.flush_all()
        party = (str(self.near.id), f"'{role}'", str(self.company.id))
        forecast = self.env["settlement.forecast"]
        self.env.cr.execute(
            f"""SELECT d.day, {forecast._get_cycle_end("d.day")}
                  FROM (SELECT day::date FROM generate_series(
                        %s::date, %s::date, interval '1 day') day) d
                       {forecast._get_cycle_tables("d.day", *party)}""",
            [first - timedelta(days=40), first + timedelta(days=365)],
        )
        terms = self.env["settlement.terms"].search(
            [("partner_id", "=", self.near.id), ("role", "=", role)], order="date_from"
        )
        for day, told in self.env.cr.fetchall():
            self.assertEqual(told, terms._get_period(day)[1], f"{role} {day}")
