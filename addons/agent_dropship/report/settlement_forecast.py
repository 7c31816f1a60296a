from odoo import api, fields, models

from ..models.share_entry import get_labels

FINANCE = "brand_outlet.group_finance"
STAGES = [
    ("bill", "Bill or Invoice"),
    ("statement", "Statement, Not Billed"),
    ("share", "On No Statement Yet"),
    ("order", "Ordered, Not Delivered Yet"),
]


class SettlementForecast(models.Model):
    """What the account will pay and receive, and when, from what is known today.

    A share waits for the statement of its cycle, a statement for its bill, a bill for
    its due date; what is overdue is expected today. Each amount is in one row only.
    """

    _name = "settlement.forecast"
    _inherit = "outlet.view.query"
    _description = "Cash Forecast"
    _auto = False
    _order = "date, id"
    _rec_name = "partner_id"

    date = fields.Date("Expected On", readonly=True)
    stage = fields.Selection(STAGES, readonly=True)
    partner_id = fields.Many2one("res.partner", "Party", readonly=True)
    role = fields.Selection(get_labels("role"), readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_out = fields.Monetary("To Be Paid", readonly=True)
    amount_in = fields.Monetary("To Be Received", readonly=True)
    amount = fields.Monetary(
        "In Less Out", readonly=True, help="What it does to our account."
    )
    is_overdue = fields.Boolean("Overdue", readonly=True)
    sale_line_id = fields.Many2one(
        "sale.order.line", "Order Line", readonly=True, groups=FINANCE
    )
    statement_id = fields.Many2one("settlement.statement", readonly=True)
    move_id = fields.Many2one(
        "account.move", "Bill or Invoice", readonly=True, groups=FINANCE
    )

    @api.model
    def _get_sources(self):
        return [
            (self._get_bill_columns(), self._get_bill_tables(), self._get_open_items()),
            (
                self._get_statement_columns(),
                "settlement_statement s",
                "s.state != 'billed' AND s.total != 0",
            ),
            (
                self._get_share_columns(),
                "share_entry e",
                "e.role != 'operator' AND NOT EXISTS ("
                "SELECT FROM settlement_statement_entry tie WHERE tie.id = e.id)",
            ),
        ]

    # --- bills ---------------------------------------------------------------------

    @api.model
    def _get_open_items(self):
        # what a party paid us in advance is set against its bills, and stays
        return (
            "a.account_type IN ('asset_receivable', 'liability_payable')"
            " AND i.parent_state = 'posted' AND i.reconciled IS NOT TRUE"
            " AND i.amount_residual != 0 AND m.move_type != 'entry'"
        )

    @api.model
    def _get_bill_tables(self):
        return """
            account_move_line i
            JOIN account_account a ON a.id = i.account_id
            JOIN account_move m ON m.id = i.move_id
            LEFT JOIN settlement_statement s ON s.bill_id = m.id
        """

    @api.model
    def _get_bill_columns(self):
        due = "COALESCE(i.date_maturity, i.date)"
        return self._get_amounts("i.amount_residual") | {
            "id": self._get_id("i.id", 0),
            "date": f"GREATEST({due}, {self._get_today()})",
            "is_overdue": f"{due} < {self._get_today()}",
            "stage": "'bill'",
            "partner_id": "i.partner_id",
            "role": "s.role",
            "company_id": "i.company_id",
            "currency_id": "i.company_currency_id",
            "statement_id": "s.id",
            "move_id": "m.id",
        }

    # --- statements ----------------------------------------------------------------

    @api.model
    def _get_statement_columns(self):
        billed = f"GREATEST(s.date_to, {self._get_today()})"
        return self._get_amounts("-s.total") | {
            "id": self._get_id("s.id", 1),
            "date": f"{billed} + {self._get_days('s')}",
            "is_overdue": "FALSE",
            "stage": "'statement'",
            "partner_id": "s.partner_id",
            "role": "s.role",
            "company_id": "s.company_id",
            "currency_id": "s.currency_id",
            "statement_id": "s.id",
        }

    # --- shares --------------------------------------------------------------------

    @api.model
    def _get_share_columns(self):
        cycle = self._get_cycle_end("e.date", "e.partner_id", "e.role", "e.company_id")
        stated = f"GREATEST({cycle}, {self._get_today()})"
        paid = f"{stated} + {self._get_days('e')}"
        # returns lower what is paid; money the party took is what it will pay us
        took = "e.kind = 'collected'"
        return {
            "id": self._get_id("e.id", 2),
            "amount": "-e.amount",
            "amount_in": f"CASE WHEN {took} THEN -e.amount ELSE 0 END",
            "amount_out": f"CASE WHEN {took} THEN 0 ELSE e.amount END",
            "date": f"GREATEST({paid}, {self._get_release()})",
            "is_overdue": "FALSE",
            "stage": "'share'",
            "partner_id": "e.partner_id",
            "role": "e.role",
            "company_id": "e.company_id",
            "currency_id": "e.currency_id",
            "sale_line_id": "e.sale_line_id",
        }

    @api.model
    def _get_release(self):
        """Return the SQL of the day before which a share is not paid, or NULL."""
        return "NULL"

    @api.model
    def _get_cycle_end(self, day, party, role, company):
        """Return the SQL of the last day of the period a day is in, by the party's
        settlement terms: what ``settlement.terms._get_period`` tells of one day.
        """
        month_end = f"(date_trunc('month', {day}) + interval '1 month - 1 day')::date"
        return f"""COALESCE((
            SELECT LEAST({self._get_natural_end(day)}, t.until)
              FROM (SELECT one.*, LEAD(one.date_from) OVER (ORDER BY one.date_from) - 1
                           AS until
                      FROM settlement_terms one
                     WHERE one.partner_id = {party} AND one.role = {role}
                       AND one.company_id = {company}) t
             WHERE t.date_from <= {day} ORDER BY t.date_from DESC LIMIT 1), (
            SELECT MIN(one.date_from) - 1 FROM settlement_terms one
             WHERE one.partner_id = {party} AND one.role = {role}
               AND one.company_id = {company} AND one.date_from > {day}
               AND one.date_from <= {month_end}), {month_end})"""

    @api.model
    def _get_natural_end(self, day):
        """The last day of the period by the terms ``t``, were they eternal."""
        month = f"date_trunc('month', {day})"
        last = f"({month} + interval '1 month - 1 day')::date"
        following = f"({month} + interval '2 month - 1 day')::date"
        cut = f"({month}::date + t.cutoff_day - 1)"
        next_cut = f"(({month} + interval '1 month')::date + t.cutoff_day - 1)"
        passed = f"({day} - t.date_from) / GREATEST(t.every_days, 1)"
        return f"""CASE t.cycle
            WHEN 'half' THEN CASE WHEN EXTRACT(day FROM {day}) <= 15
                THEN {month}::date + 14 ELSE {last} END
            WHEN 'week' THEN {day} + 7 - EXTRACT(isodow FROM {day})::int
            WHEN 'days' THEN t.date_from + ({passed} + 1) * t.every_days - 1
            ELSE CASE
                WHEN COALESCE(t.cutoff_day, 0) = 0 OR {cut} >= {last} THEN {last}
                WHEN {day} <= {cut} THEN {cut}
                ELSE LEAST({next_cut}, {following}) END END"""

    # --- common --------------------------------------------------------------------

    @api.model
    def _get_id(self, record, source):
        # up to twelve kinds of rows, each with ids of its own
        return f"{record} * 12 + {source}"

    @api.model
    def _get_amounts(self, amount):
        return {
            "amount": amount,
            "amount_in": f"GREATEST({amount}, 0)",
            "amount_out": f"GREATEST(-({amount}), 0)",
        }

    @api.model
    def _get_today(self):
        """Return the SQL of the day it is for the company."""
        return f"'{self.env.company._get_local_today():%Y-%m-%d}'::date"

    @api.model
    def _get_days(self, alias):
        """Return the SQL of the days from the bill to the payment: see the bills.

        The payment term of the party; else its settlement terms; else the settlement
        days of an agent's contracts, the longest of them.
        """
        term = f"""(
            SELECT MAX(d.nb_days) FROM account_payment_term_line d
              JOIN res_partner r ON r.id = {alias}.partner_id
             WHERE d.payment_id = (r.property_supplier_payment_term_id
                                   ->> {alias}.company_id::text)::int)"""
        terms = f"""(
            SELECT o.payment_days FROM settlement_terms o
             WHERE o.partner_id = {alias}.partner_id AND o.role = {alias}.role
               AND o.company_id = {alias}.company_id
               AND o.date_from <= {self._get_today()}
             ORDER BY o.date_from DESC LIMIT 1)"""
        contract = f"""(
            SELECT MAX(k.settlement_days) FROM brand_contract k
             WHERE k.agent_id = {alias}.partner_id AND k.state = 'active'
               AND {alias}.role = 'agent')"""
        return f"COALESCE({term}, {terms}, {contract}, 0)"

    def action_open(self):
        """Open what the amount comes from: order line, statement or bill."""
        self.ensure_one()
        if self.stage in ("share", "order"):
            return self.sale_line_id.action_open_money()
        document = self.statement_id or self.move_id
        return document._get_records_action(context={})
