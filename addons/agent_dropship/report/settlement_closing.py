from odoo import api, fields, models
from odoo.tools import SQL, date_utils

from ..models.share_entry import get_labels

# of all time until the last day of the period
PAID = SQL("COALESCE(p.amount, 0)")


class SettlementClosing(models.Model):
    """Opening + shares - paid = closing, for each party and any period.

    The closing amount is told twice: from what moved, and from what stands open on
    the last day (not billed, billed and not paid). Both are the same, or the party
    is named with the difference. The period comes from the context, ``closing_from``
    and ``closing_to``; without them it is the current month.
    """

    _name = "settlement.closing"
    _description = "Closing of a Period"
    _auto = False
    _order = "is_wrong desc, role, partner_id, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Party", readonly=True)
    role = fields.Selection(get_labels("role"), readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    opening = fields.Monetary(readonly=True, help="Positive: owed to the party.")
    delivered = fields.Monetary(readonly=True)
    returned = fields.Monetary("Returns", readonly=True)
    other = fields.Monetary(
        "Other Shares", readonly=True, help="Corrections, and money the party took."
    )
    paid = fields.Monetary(readonly=True, help="Negative: the party paid us.")
    closing = fields.Monetary(
        readonly=True, help="Opening and shares of the period, less what was paid."
    )
    unbilled = fields.Monetary(
        "Not Billed", readonly=True, help="On no bill on the last day."
    )
    unpaid = fields.Monetary(
        "Billed, Not Paid", readonly=True, help="Left of the bills on the last day."
    )
    difference = fields.Monetary(readonly=True)
    is_wrong = fields.Boolean("Differs", readonly=True)

    @api.model
    def _get_period(self):
        """Return first and last day of the period that is asked for."""
        start, end = date_utils.get_month(self.env.company._get_local_today())
        context = self.env.context
        return (
            fields.Date.to_date(context.get("closing_from")) or start,
            fields.Date.to_date(context.get("closing_to")) or end,
        )

    @property
    def _table_query(self):
        start, end = self._get_period()
        closing = SQL("e.before + e.delivered + e.returned + e.other - %s", PAID)
        left = SQL("e.unbilled + COALESCE(b.amount, 0) - %s", PAID)
        # what was paid lowers both what moved and what is left of the bills
        return SQL(
            """
            SELECT e.id, e.partner_id, e.role, e.company_id, e.currency_id,
                   e.before - COALESCE(p.before, 0) AS opening,
                   e.delivered, e.returned, e.other,
                   COALESCE(p.during, 0) AS paid,
                   %(closing)s AS closing, e.unbilled,
                   COALESCE(b.amount, 0) - %(paid)s AS unpaid,
                   (%(closing)s) - (%(left)s) AS difference,
                   (%(closing)s) != (%(left)s) AS is_wrong
              FROM (%(entries)s) e
         LEFT JOIN (%(bills)s) b ON b.partner_id = e.partner_id AND b.role = e.role
                   AND b.company_id = e.company_id AND b.currency_id = e.currency_id
         LEFT JOIN (%(payments)s) p ON p.partner_id = e.partner_id
                   AND p.role = e.role AND p.company_id = e.company_id
                   AND p.currency_id = e.currency_id
            """,
            closing=closing,
            left=left,
            paid=PAID,
            entries=self._get_entries_sql(start, end),
            bills=self._get_bills_sql(end),
            payments=self._get_payments_sql(start, end),
        )

    @api.model
    def _get_entries_sql(self, start, end):
        """Per party: shares before and in the period, and what is on no bill."""
        return SQL(
            """
            SELECT MIN(e.id) AS id, e.partner_id, e.role, e.company_id, e.currency_id,
                   COALESCE(SUM(e.amount) FILTER (WHERE e.date < %(start)s), 0)
                       AS before,
                   COALESCE(SUM(e.amount) FILTER (WHERE %(period)s AND %(goods)s
                       AND e.reversal_of_id IS NULL), 0) AS delivered,
                   COALESCE(SUM(e.amount) FILTER (WHERE %(period)s AND %(goods)s
                       AND e.reversal_of_id IS NOT NULL), 0) AS returned,
                   COALESCE(SUM(e.amount) FILTER (WHERE %(period)s AND NOT %(goods)s),
                       0) AS other,
                   COALESCE(SUM(e.amount) FILTER (WHERE e.date <= %(end)s
                       AND m.id IS NULL), 0) AS unbilled
              FROM share_entry e
         LEFT JOIN settlement_statement_entry tie ON tie.id = e.id
         LEFT JOIN settlement_statement s ON s.id = tie.statement_id
         LEFT JOIN account_move m ON m.id = s.bill_id AND m.state = 'posted'
                   AND m.date <= %(end)s
             WHERE e.role != 'operator'
             GROUP BY e.partner_id, e.role, e.company_id, e.currency_id
            """,
            start=start,
            end=end,
            period=SQL("e.date BETWEEN %s AND %s", start, end),
            goods=SQL("e.kind IN ('supply', 'deduction', 'margin', 'commission')"),
        )

    @api.model
    def _get_bills_sql(self, end):
        """Per party: what its statements were billed for, positive: owed to it."""
        return SQL(
            """
            SELECT s.partner_id, s.role, s.company_id, s.currency_id,
                   SUM(CASE m.move_type WHEN 'in_invoice' THEN m.amount_total
                       ELSE -m.amount_total END) AS amount
              FROM settlement_statement s JOIN account_move m ON m.id = s.bill_id
             WHERE m.state = 'posted' AND m.date <= %s
             GROUP BY s.partner_id, s.role, s.company_id, s.currency_id
            """,
            end,
        )

    @api.model
    def _get_payments_sql(self, start, end):
        """Per party: what was paid before the period, in it, and until its end."""
        return SQL(
            """
            SELECT partner_id, role, company_id, currency_id,
                   COALESCE(SUM(amount) FILTER (WHERE date < %(start)s), 0) AS before,
                   COALESCE(SUM(amount) FILTER (WHERE date >= %(start)s), 0) AS during,
                   SUM(amount) AS amount
              FROM (%(payments)s) payments WHERE date <= %(end)s
             GROUP BY partner_id, role, company_id, currency_id
            """,
            start=start,
            end=end,
            payments=SQL(" UNION ALL ").join(self._get_payment_sources()),
        )

    @api.model
    def _get_payment_sources(self):
        """Return the SELECTs of payments: party, role, company, currency, date and
        amount, positive: to the party. The base: what was set against its bills."""
        return [
            SQL(
                """
                SELECT s.partner_id, s.role, s.company_id, s.currency_id,
                       part.max_date AS date,
                       side.sign * CASE WHEN side.sign > 0
                           THEN part.credit_amount_currency
                           ELSE part.debit_amount_currency END AS amount
                  FROM settlement_statement s
                  JOIN account_move_line i ON i.move_id = s.bill_id
                       AND i.display_type = 'payment_term'
                       AND i.parent_state = 'posted'
                  JOIN (VALUES (1), (-1)) side(sign) ON TRUE
                  JOIN account_partial_reconcile part
                    ON (side.sign = 1 AND part.credit_move_id = i.id)
                    OR (side.sign = -1 AND part.debit_move_id = i.id)
                  JOIN account_move_line other ON other.id = CASE WHEN side.sign = 1
                       THEN part.debit_move_id ELSE part.credit_move_id END
                 WHERE %s
                """,
                self._get_counted_sql(),
            ),
            # who left is asked by an invoice for what he owes
            SQL(
                """
                SELECT s.partner_id, s.role, s.company_id, s.currency_id,
                       part.max_date, -part.debit_amount_currency
                  FROM (SELECT DISTINCT debt_invoice_id, partner_id, role, company_id,
                               currency_id
                          FROM settlement_statement
                         WHERE debt_invoice_id IS NOT NULL) s
                  JOIN account_move_line i ON i.move_id = s.debt_invoice_id
                       AND i.display_type = 'payment_term'
                       AND i.parent_state = 'posted'
                  JOIN account_partial_reconcile part ON part.debit_move_id = i.id
                """
            ),
        ]

    @api.model
    def _get_counted_sql(self):
        """Return the condition on ``other``: it is counted as a payment.

        An invoice of the rest is none: the party owes then what it owed before.
        """
        return SQL(
            """NOT EXISTS (SELECT FROM settlement_statement asked
                            WHERE asked.debt_entry_id = other.move_id)"""
        )

    # --- ways ----------------------------------------------------------------------

    def _get_party_domain(self):
        self.ensure_one()
        return [
            ("partner_id", "=", self.partner_id.id),
            ("role", "=", self.role),
            ("company_id", "=", self.company_id.id),
            ("currency_id", "=", self.currency_id.id),
        ]

    def action_view_entries(self):
        """Open the shares of the period."""
        start, end = self._get_period()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.share_entry_action"
        )
        days = [("date", ">=", start), ("date", "<=", end)]
        return action | {"domain": self._get_party_domain() + days, "context": {}}

    def action_view_statements(self):
        """Open all statements of the party."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.settlement_statement_action"
        )
        return action | {"domain": self._get_party_domain(), "context": {}}
