"""Cards, ledger and books of stored value side by side, per company, as of now."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ValuePosition(models.Model):
    _name = "value.position"
    _description = "Stored Value: Cards and Books"
    _auto = False
    _order = "company_id"
    _rec_name = "company_id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    account_id = fields.Many2one(
        "account.account", string="Liability Account", readonly=True
    )
    wallets = fields.Monetary(string="Stored Value", readonly=True)
    gift_cards = fields.Monetary(readonly=True)
    paid_part = fields.Monetary(readonly=True)
    gift_part = fields.Monetary(readonly=True)
    books = fields.Monetary(string="Liability in the Books", readonly=True)
    difference = fields.Monetary(
        readonly=True, help="Cards less books. Zero at any moment."
    )
    ledger_difference = fields.Monetary(
        string="Cards less Entries", readonly=True, help="Zero at any moment."
    )
    clearing = fields.Monetary(
        readonly=True,
        help="Zero when all tills are closed and all sales orders are invoiced.",
    )
    coupons = fields.Monetary(
        string="Paid Coupons",
        readonly=True,
        help="What was paid for coupons that are not used yet.",
    )
    coupon_books = fields.Monetary(string="Paid Coupons in the Books", readonly=True)
    coupon_difference = fields.Monetary(
        string="Coupons less Books", readonly=True, help="Zero at any moment."
    )
    open_sessions = fields.Integer(
        readonly=True, help="Tills that are not closed: they explain the clearing."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH cards AS (
                SELECT program.company_id,
                       SUM(card.points) FILTER (
                           WHERE program.program_type = 'ewallet') AS wallets,
                       SUM(card.points) FILTER (
                           WHERE program.program_type = 'gift_card') AS gift_cards,
                       SUM(card.paid_amount) FILTER (
                           WHERE card.is_sold AND card.points > 0) AS coupons
                  FROM loyalty_card card
                  JOIN loyalty_program program ON program.id = card.program_id
                 WHERE program.program_type IN ('ewallet', 'gift_card')
                    OR card.is_sold
              GROUP BY program.company_id
            ), entries AS (
                SELECT company_id,
                       SUM(amount) FILTER (WHERE asset = 'paid') AS paid,
                       SUM(amount) FILTER (WHERE asset = 'gift') AS gift
                  FROM member_entry
                 WHERE asset IN ('paid', 'gift')
              GROUP BY company_id
            ), lines AS (
                SELECT company.id AS company_id,
                       -SUM(line.balance) FILTER (
                           WHERE line.account_id = company.value_liability_account_id
                             AND line.company_id = company.id) AS liability,
                       -SUM(line.balance) FILTER (
                           WHERE line.account_id = company.coupon_liability_account_id
                             AND line.company_id = company.id) AS coupon_liability,
                       SUM(line.balance) FILTER (
                           WHERE line.account_id = company.value_clearing_account_id
                       ) AS clearing
                  FROM res_company company
                  JOIN account_move_line line
                    ON line.account_id IN (company.value_liability_account_id,
                                           company.coupon_liability_account_id,
                                           company.value_clearing_account_id)
                   AND line.parent_state = 'posted'
              GROUP BY company.id
            ), tills AS (
                SELECT config.company_id, COUNT(*) AS open_sessions
                  FROM pos_session session
                  JOIN pos_config config ON config.id = session.config_id
                 WHERE session.state != 'closed'
              GROUP BY config.company_id
            )
            SELECT company.id,
                   company.id AS company_id,
                   company.currency_id,
                   company.value_liability_account_id AS account_id,
                   COALESCE(cards.wallets, 0) AS wallets,
                   COALESCE(cards.gift_cards, 0) AS gift_cards,
                   COALESCE(entries.paid, 0) AS paid_part,
                   COALESCE(entries.gift, 0) AS gift_part,
                   COALESCE(lines.liability, 0) AS books,
                   ROUND((COALESCE(cards.wallets, 0) + COALESCE(cards.gift_cards, 0)
                       - COALESCE(lines.liability::float, 0))::numeric, 2)
                       AS difference,
                   ROUND((COALESCE(cards.wallets, 0) + COALESCE(cards.gift_cards, 0)
                       - COALESCE(entries.paid::float, 0)
                       - COALESCE(entries.gift::float, 0))::numeric, 2)
                       AS ledger_difference,
                   COALESCE(cards.coupons, 0) AS coupons,
                   COALESCE(lines.coupon_liability, 0) AS coupon_books,
                   ROUND((COALESCE(cards.coupons::float, 0)
                       - COALESCE(lines.coupon_liability::float, 0))::numeric, 2)
                       AS coupon_difference,
                   COALESCE(lines.clearing, 0) AS clearing,
                   COALESCE(tills.open_sessions, 0) AS open_sessions
              FROM res_company company
              JOIN cards ON cards.company_id = company.id
         LEFT JOIN entries ON entries.company_id = company.id
         LEFT JOIN lines ON lines.company_id = company.id
         LEFT JOIN tills ON tills.company_id = company.id
            """
        )

    def action_open_books(self):
        """Post what the cards hold beyond the books as opening balance.

        :raise UserError: the user may not post, or there is nothing to post
        """
        self.ensure_one()
        self.env["account.move"].check_access("create")
        if not self.difference:
            raise UserError(self.env._("Cards and books agree."))
        self.company_id._open_value_books()
        self.invalidate_recordset()

    def action_open_journal_items(self):
        """Show the postings on the liability account."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.account_id.display_name,
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [
                ("account_id", "=", self.account_id.id),
                ("parent_state", "=", "posted"),
            ],
        }
