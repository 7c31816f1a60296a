from odoo import api, fields, models

from ..models.share_entry import get_labels

FINANCE = "brand_outlet.group_finance"
AGES = [
    ("0", "Not Due"),
    ("1", "1–30 Days"),
    ("2", "31–60 Days"),
    ("3", "61–90 Days"),
    ("4", "Over 90 Days"),
]


class SettlementAgeing(models.Model):
    """What is owed to us and by us, by age: the open items of Odoo's ledger.

    One row per item of a receivable or payable account that is not reconciled, so
    that it adds up to the balance of these accounts.
    """

    _name = "settlement.ageing"
    _inherit = "settlement.view.query"
    _description = "Receivables and Payables by Age"
    _auto = False
    _order = "date_due, id"
    _rec_name = "document"

    document = fields.Char(readonly=True)
    partner_id = fields.Many2one("res.partner", "Party", readonly=True)
    role = fields.Selection(get_labels("role"), readonly=True)
    side = fields.Selection(
        [("receivable", "Receivable"), ("payable", "Payable")], readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(readonly=True)
    date_due = fields.Date("Due Date", readonly=True)
    days_overdue = fields.Integer(aggregator="max", readonly=True)
    age = fields.Selection(AGES, readonly=True)
    amount_receivable = fields.Monetary("Owed to Us", readonly=True)
    amount_payable = fields.Monetary("Owed by Us", readonly=True)
    amount_net = fields.Monetary(
        "Net", readonly=True, help="Owed by us less owed to us."
    )
    move_id = fields.Many2one(
        "account.move", "Journal Entry", readonly=True, groups=FINANCE
    )
    statement_id = fields.Many2one("settlement.statement", readonly=True)

    @api.model
    def _get_sources(self):
        return [
            (
                self._get_columns(),
                self._get_tables(),
                "a.account_type IN ('asset_receivable', 'liability_payable')"
                " AND i.parent_state = 'posted' AND i.reconciled IS NOT TRUE"
                " AND i.amount_residual != 0",
            )
        ]

    @api.model
    def _get_columns(self):
        """Return the columns of an open item. Extend by ``super()`` and update."""
        due = "COALESCE(i.date_maturity, i.date)"
        overdue = f"GREATEST({self._get_today()} - {due}, 0)"
        receivable = (
            "CASE WHEN a.account_type = 'asset_receivable'"
            " THEN i.amount_residual ELSE 0 END"
        )
        payable = (
            "CASE WHEN a.account_type = 'liability_payable'"
            " THEN -i.amount_residual ELSE 0 END"
        )
        return {
            "id": "i.id",
            "document": "COALESCE(s.name, i.move_name)",
            "partner_id": "i.partner_id",
            "role": """COALESCE(s.role, (
                SELECT e.role FROM share_entry e
                 WHERE e.partner_id = i.partner_id AND e.role != 'operator'
                   AND e.company_id = i.company_id
                 ORDER BY e.date DESC, e.id DESC LIMIT 1))""",
            "side": "CASE a.account_type WHEN 'asset_receivable' THEN 'receivable'"
            " ELSE 'payable' END",
            "company_id": "i.company_id",
            "currency_id": "i.company_currency_id",
            "date": "i.date",
            "date_due": due,
            "days_overdue": overdue,
            "age": f"LEAST(CEIL({overdue} / 30.0), 4)::int::text",
            "amount_receivable": receivable,
            "amount_payable": payable,
            "amount_net": "-i.amount_residual",
            "move_id": "i.move_id",
            "statement_id": "s.id",
        }

    @api.model
    def _get_tables(self):
        return """
            account_move_line i
            JOIN account_account a ON a.id = i.account_id
            LEFT JOIN settlement_statement s ON s.bill_id = i.move_id
        """

    @api.model
    def _get_today(self):
        """Return the SQL of the day it is for the company."""
        return f"'{self.env.company._get_local_today():%Y-%m-%d}'::date"

    def action_open(self):
        """Open the statement; what came from none is a journal entry.

        :return: an action, False where a party has nothing of its own to open
        """
        self.ensure_one()
        if not self.env.user.has_group("brand_outlet.group_finance"):
            statement = self.statement_id
            return bool(statement) and statement._get_records_action(context={})
        document = self.statement_id or self.move_id
        return document._get_records_action(context={})
