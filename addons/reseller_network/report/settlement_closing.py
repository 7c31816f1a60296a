from odoo import api, models
from odoo.tools import SQL


class SettlementClosing(models.Model):
    """A withdrawal is paid when it leaves, whichever bill it is set against later."""

    _inherit = "settlement.closing"

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
