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
    _inherit = "settlement.view.query"
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
                f"settlement_statement s {self._get_days_tables('s')}",
                "s.state != 'billed' AND s.total != 0",
            ),
            (
                self._get_share_columns(),
                "share_entry_open waiting JOIN share_entry e ON e.id = waiting.id"
                f" {self._get_share_tables()}",
                "TRUE",
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
            "date": f"{billed} + {self._get_days()}",
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
        stated = f"GREATEST({self._get_cycle_end('e.date')}, {self._get_today()})"
        paid = f"{stated} + {self._get_days()}"
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
    def _get_share_tables(self):
        """Return the joins that tell when a share ``e`` is paid."""
        cycle = self._get_cycle_tables(
            "e.date", "e.partner_id", "e.role", "e.company_id"
        )
        return f"{cycle} {self._get_days_tables('e')}"

    @api.model
    def _get_release(self):
        """Return the SQL of the day before which a share is not paid, or NULL."""
        return "NULL"

    @api.model
    def _get_cycle_tables(self, day, party, role, company):
        """Return the joins of the settlement terms in force on a day, and of the first
        ones of all. A million shares are each looked at once, so both are joined."""
        return f"""
            LEFT JOIN (SELECT one.*, LEAD(one.date_from) OVER (
                                  PARTITION BY one.partner_id, one.role, one.company_id
                                      ORDER BY one.date_from) - 1 AS until
                         FROM settlement_terms one) t
              ON t.partner_id = {party} AND t.role = {role} AND t.company_id = {company}
             AND t.date_from <= {day} AND (t.until IS NULL OR t.until >= {day})
            LEFT JOIN (SELECT partner_id, role, company_id, MIN(date_from) AS day
                         FROM settlement_terms
                        GROUP BY partner_id, role, company_id) first
              ON first.partner_id = {party} AND first.role = {role}
             AND first.company_id = {company}"""

    @api.model
    def _get_cycle_end(self, day):
        """Return the SQL of the last day of the period a day is in, by the party's
        settlement terms: what ``settlement.terms._get_period`` tells of one day.

        Over the tables of ``_get_cycle_tables``.
        """
        # without a time zone, which would be looked up day by day
        month = f"date_trunc('month', {day}::timestamp)"
        month_end = f"({month} + interval '1 month - 1 day')::date"
        return f"""CASE
            WHEN t.id IS NOT NULL THEN LEAST({self._get_natural_end(day)}, t.until)
            WHEN first.day > {day} AND first.day <= {month_end} THEN first.day - 1
            ELSE {month_end} END"""

    @api.model
    def _get_natural_end(self, day):
        """The last day of the period by the terms ``t``, were they eternal."""
        month = f"date_trunc('month', {day}::timestamp)"
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
    def _get_days(self):
        """Return the SQL of the days from the bill to the payment: see the bills.

        The payment term of the party; else its settlement terms; else the settlement
        days of an agent's contracts, the longest of them. Over the tables of
        ``_get_days_tables``.
        """
        return "COALESCE(due.days, agreed.payment_days, contract.days, 0)"

    @api.model
    def _get_days_tables(self, alias):
        """Return the joins of what a party agreed on about the days to pay."""
        return f"""
            LEFT JOIN res_partner r ON r.id = {alias}.partner_id
            LEFT JOIN (SELECT payment_id, MAX(nb_days) AS days
                         FROM account_payment_term_line GROUP BY payment_id) due
              ON due.payment_id = (r.property_supplier_payment_term_id
                                   ->> {alias}.company_id::text)::int
            LEFT JOIN (SELECT DISTINCT ON (partner_id, role, company_id)
                              partner_id, role, company_id, payment_days
                         FROM settlement_terms WHERE date_from <= {self._get_today()}
                        ORDER BY partner_id, role, company_id, date_from DESC) agreed
              ON agreed.partner_id = {alias}.partner_id AND agreed.role = {alias}.role
             AND agreed.company_id = {alias}.company_id
            LEFT JOIN (SELECT agent_id, MAX(settlement_days) AS days
                         FROM brand_contract
                        WHERE state = 'active' AND company_id = {self.env.company.id}
                        GROUP BY agent_id) contract
              ON contract.agent_id = {alias}.partner_id AND {alias}.role = 'agent'"""

    def action_open(self):
        """Open what the amount comes from: order line, statement or bill.

        :return: an action, False where a party has nothing of its own to open
        """
        self.ensure_one()
        if not self.env.user.has_group("brand_outlet.group_finance"):
            statement = self.statement_id
            return bool(statement) and statement._get_records_action(context={})
        if self.stage in ("share", "order"):
            return self.sale_line_id.action_open_money()
        document = self.statement_id or self.move_id
        return document._get_records_action(context={})
