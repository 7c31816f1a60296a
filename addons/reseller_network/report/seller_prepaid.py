"""Money sellers paid in and did not use yet, as SQL for whoever reports it."""

from odoo.tools import SQL

# However it was booked: credits that are no invoice.
PREPAID = SQL(
    """
    SELECT i.id, i.partner_id, i.company_id, i.date, i.balance, i.amount_residual
      FROM account_move_line i
      JOIN account_account a ON a.id = i.account_id
      JOIN account_move m ON m.id = i.move_id
     WHERE a.account_type = 'asset_receivable' AND i.balance < 0
       AND i.parent_state = 'posted' AND m.move_type = 'entry'
       AND i.partner_id IN (SELECT reseller_id FROM reseller_contract
                             WHERE reseller_id IS NOT NULL)
    """
)


def get_left(end):
    """Return what is left of an item ``i`` of ``PREPAID`` on a day, in the currency of
    its company."""
    return SQL(
        """-i.amount_residual + COALESCE((
               SELECT SUM(part.amount) FROM account_partial_reconcile part
                WHERE part.credit_move_id = i.id AND part.max_date > %s), 0)""",
        end,
    )
