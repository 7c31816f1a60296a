from odoo import models
from odoo.tools import SQL

from ..report.seller_prepaid import PREPAID, get_left


class SettlementReconciliation(models.TransientModel):
    """What sellers paid in advance: topped up, set against invoices, still there."""

    _inherit = "settlement.reconciliation"

    def _read_money(self):
        return super()._read_money() + [self._read_prepaid()]

    def _read_prepaid(self):
        """Told by what came in and was set off, and by what Odoo says is open."""
        self.env.flush_all()
        [row] = self.env.execute_query_dict(
            SQL(
                """
                SELECT COALESCE(SUM(amount) FILTER (WHERE date < %(start)s), 0)
                       - COALESCE(SUM(used) FILTER (WHERE date < %(start)s), 0)
                       AS opening,
                       COALESCE(SUM(amount) FILTER (WHERE date >= %(start)s), 0)
                       AS received,
                       COALESCE(SUM(used) FILTER (WHERE date >= %(start)s), 0) AS used
                  FROM (
                    SELECT i.date, -i.balance AS amount, 0 AS used
                      FROM (%(items)s) i
                     UNION ALL
                    SELECT GREATEST(part.max_date, i.date), 0, part.amount
                      FROM (%(items)s) i
                      JOIN account_partial_reconcile part ON part.credit_move_id = i.id
                  ) moved WHERE date <= %(end)s
                """,
                items=self._get_prepaid_sql(),
                start=self.date_from,
                end=self.date_to,
            )
        )
        [(left,)] = self.env.execute_query(
            SQL(
                "SELECT COALESCE(SUM(%s), 0) FROM (%s) i WHERE i.date <= %s",
                get_left(self.date_to),
                self._get_prepaid_sql(),
                self.date_to,
            )
        )
        return row | {
            "name": self.env._("Prepaid by Sellers"),
            "source": "prepaid",
            "sequence": 10,
            "books_amount": left,
        }

    def _get_prepaid_sql(self):
        """Money sellers paid in to the company, their numbers first."""
        return SQL(
            "SELECT * FROM (%s) i WHERE i.company_id = %s", PREPAID, self.company_id.id
        )
