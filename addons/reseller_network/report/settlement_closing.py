from odoo import api, fields, models
from odoo.tools import SQL

from .seller_prepaid import PREPAID, get_left

AMOUNTS = (
    *("opening", "delivered", "returned", "other", "paid", "closing"),
    *("unbilled", "unpaid", "difference"),
)


class SettlementClosing(models.Model):
    """A withdrawal is paid when it leaves, whichever bill it is set against later.

    What a seller paid in advance stands beside his shares: it is his, and no share
    until it is set against what he owes. Who only paid in has a row of his own.
    """

    _inherit = "settlement.closing"

    prepaid = fields.Monetary(
        "Prepaid Left",
        readonly=True,
        groups="brand_outlet.group_finance",
        help="Paid in by the seller and not used yet, on the last day. No part of the "
        "closing.",
    )

    @property
    def _table_query(self):
        _start, end = self._get_period()
        return SQL(
            """
            SELECT COALESCE(c.id, p.id) AS id,
                   COALESCE(c.partner_id, p.partner_id) AS partner_id,
                   COALESCE(c.role, p.role) AS role,
                   COALESCE(c.company_id, p.company_id) AS company_id,
                   COALESCE(c.currency_id, p.currency_id) AS currency_id,
                   %(amounts)s, COALESCE(c.is_wrong, FALSE) AS is_wrong,
                   COALESCE(p.amount, 0) AS prepaid
              FROM (%(closing)s) c
         FULL JOIN (%(prepaid)s) p ON p.partner_id = c.partner_id
                   AND p.role = c.role AND p.company_id = c.company_id
                   AND p.currency_id = c.currency_id
            """,
            amounts=SQL(", ").join(
                SQL(
                    "COALESCE(%s, 0) AS %s",
                    SQL.identifier("c", name),
                    SQL.identifier(name),
                )
                for name in AMOUNTS
            ),
            closing=super()._table_query,
            prepaid=self._get_prepaid_left_sql(end),
        )

    @api.model
    def _get_prepaid_left_sql(self, end):
        """Per seller with money left on a day: how much, in the company's currency."""
        return SQL(
            """
            SELECT -MIN(i.id) AS id, i.partner_id, 'reseller'::varchar AS role,
                   i.company_id, company.currency_id,
                   SUM(%(left)s) AS amount
              FROM (%(items)s) i JOIN res_company company ON company.id = i.company_id
             WHERE i.date <= %(end)s
             GROUP BY i.partner_id, i.company_id, company.currency_id
            HAVING SUM(%(left)s) != 0
            """,
            left=get_left(end),
            items=PREPAID,
            end=end,
        )

    @api.model
    def _get_counted_sql(self):
        return SQL(
            """%s AND other.move_id NOT IN (
                SELECT y.move_id FROM reseller_withdrawal w
                  JOIN account_payment y ON y.id = w.payment_id
                 WHERE y.move_id IS NOT NULL)""",
            super()._get_counted_sql(),
        )

    @api.model
    def _get_payment_sources(self):
        return super()._get_payment_sources() + [
            SQL(
                """
                SELECT w.partner_id,
                       CASE c.mode WHEN 'link' THEN 'affiliate' ELSE 'reseller' END,
                       w.company_id, i.currency_id, i.date, i.amount_currency
                  FROM reseller_withdrawal w
                  JOIN reseller_contract c ON c.id = w.contract_id
                  JOIN account_payment y ON y.id = w.payment_id
                  JOIN account_move_line i ON i.move_id = y.move_id
                  JOIN account_account a ON a.id = i.account_id
                 WHERE a.account_type = 'liability_payable'
                   AND i.parent_state = 'posted'
                """
            )
        ]
