from odoo import fields, models
from odoo.fields import Command
from odoo.tools import SQL

MAX_PARTIES = 200


class SettlementReconciliation(models.TransientModel):
    """Ledger, statements and Odoo's books side by side, party by party."""

    _inherit = "settlement.reconciliation"

    party_ids = fields.One2many("settlement.reconciliation.party", "reconciliation_id")
    party_count = fields.Integer("Parties", readonly=True)
    party_wrong_count = fields.Integer("Parties That Differ", readonly=True)
    books_difference = fields.Monetary(
        "Billed Less Books", readonly=True, help="Of all parties together."
    )

    def action_reconcile(self):
        """Compare again, with the books too."""
        result = super().action_reconcile()
        rows = self._read_parties()
        wrong = [row for row in rows if row["differs"]]
        shown = sorted(rows, key=lambda row: not row["differs"])[:MAX_PARTIES]
        self.write(
            {
                "party_count": len(rows),
                "party_wrong_count": len(wrong),
                "books_difference": sum(row["difference"] for row in rows),
                "party_ids": [Command.clear()] + [Command.create(row) for row in shown],
            }
        )
        return result

    def _read_parties(self):
        """Return one row for each party with a share or a statement."""
        rows = self.env.execute_query_dict(self._get_parties_sql())
        for row in rows:
            ledger = row["open_amount"] + row["stated_amount"] + row["billed_amount"]
            row["ledger_amount"] = ledger
            row["difference"] = row["billed_amount"] - row["books_amount"]
            row["differs"] = not self.currency_id.is_zero(row["difference"])
        return rows

    def _get_parties_sql(self):
        return SQL(
            """
            SELECT shares.*, COALESCE(books.amount, 0) AS books_amount,
                   COALESCE(books.due, 0) AS due_amount
              FROM (SELECT entry.partner_id, entry.role,
                           COALESCE(SUM(entry.amount) FILTER (
                               WHERE statement.id IS NULL), 0) AS open_amount,
                           COALESCE(SUM(entry.amount) FILTER (
                               WHERE statement.state <> 'billed'), 0) AS stated_amount,
                           COALESCE(SUM(entry.amount) FILTER (
                               WHERE statement.state = 'billed'), 0) AS billed_amount
                      FROM share_entry entry
                 LEFT JOIN settlement_statement_entry tie ON tie.id = entry.id
                 LEFT JOIN settlement_statement statement
                        ON statement.id = tie.statement_id
                     WHERE entry.company_id = %(company)s
                       AND entry.currency_id = %(currency)s
                       AND entry.role <> 'operator'
                       AND COALESCE(statement.date_to, entry.date) <= %(end)s
                     GROUP BY entry.partner_id, entry.role) shares
         LEFT JOIN (SELECT statement.partner_id, statement.role,
                           SUM(side.sign * move.amount_total) AS amount,
                           SUM(side.sign * move.amount_residual) AS due
                      FROM settlement_statement statement
                      JOIN account_move move ON move.id = statement.bill_id,
                   LATERAL (SELECT CASE move.move_type WHEN 'in_invoice' THEN 1
                                   ELSE -1 END AS sign) side
                     WHERE statement.company_id = %(company)s
                       AND statement.currency_id = %(currency)s
                       AND statement.date_to <= %(end)s AND move.state = 'posted'
                     GROUP BY statement.partner_id, statement.role) books
                ON books.partner_id = shares.partner_id AND books.role = shares.role
            """,
            company=self.company_id.id,
            currency=self.currency_id.id,
            end=self.date_to,
        )
