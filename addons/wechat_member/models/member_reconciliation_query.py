"""What the daily reconciliation compares, in one statement a window of days."""

from odoo import fields, models
from odoo.tools import SQL

from .member_summary import LAST

COLUMNS = (
    "id session_id config_id user_id state receipts sales cash cashless on_account "
    "payment_difference cash_difference value_spent topped_up value_difference "
    "top_up_difference coupons coupon_amount coupon_difference points_earned "
    "points_spent points_difference differences"
).split()


class MemberReconciliation(models.Model):
    _inherit = "member.reconciliation"

    def _get_columns(self):
        return COLUMNS

    def _rebuild(self, company):
        """Compare the last two months anew, and each time one month further back."""
        today = company._get_local_today()
        first = fields.Date.subtract(today, months=2)
        self._write_days(company, first, LAST)
        oldest = self.search(
            [("company_id", "=", company.id)], order="date", limit=1
        ).date
        if oldest:
            before = fields.Date.subtract(oldest, months=1)
            self._write_days(company, before, fields.Date.subtract(oldest, days=1))

    def _find_changed_days(self, company, since):
        self.env.cr.execute(
            SQL(
                f"""
                SELECT DISTINCT {self._to_day("session.start_at")}
                  FROM pos_session session
                  JOIN pos_config config ON config.id = session.config_id
                 WHERE config.company_id = %(company)s
                   AND session.start_at IS NOT NULL
                   AND (session.state != 'closed' OR session.write_date >= %(since)s)
                 UNION
                SELECT DISTINCT {self._to_day("session.start_at")}
                  FROM coupon_redemption taken
                  JOIN pos_order receipt ON receipt.id = taken.pos_order_id
                  JOIN pos_session session ON session.id = receipt.session_id
                 WHERE taken.company_id = %(company)s
                   AND taken.write_date >= %(since)s
                """,
                company=company.id,
                since=since,
                tz=company._get_local_tz(),
            )
        )
        return {day for (day,) in self.env.cr.fetchall()}

    def _query_rows(self, company, window):
        return SQL(
            f"""
            SELECT %(company)s, {self._to_day("session.start_at")},
                   session.id, session.id,
                   session.config_id,
                   session.user_id,
                   session.state,
                   receipt.receipts, receipt.sales,
                   payment.cash, payment.cashless, payment.on_account,
                   %(payments)s AS payment_difference,
                   %(cash)s AS cash_difference,
                   line.value_spent, line.topped_up,
                   %(value)s AS value_difference,
                   %(top_up)s AS top_up_difference,
                   line.coupons, line.coupon_amount,
                   %(coupons)s AS coupon_difference,
                   entry.points_earned, entry.points_spent,
                   %(points)s AS points_difference,
                   (%(payments)s != 0)::int + (%(cash)s != 0)::int
                   + (%(value)s != 0)::int + (%(top_up)s != 0)::int
                   + (%(coupons)s != 0)::int + (%(points)s != 0)::int AS differences
              FROM pos_session session
              JOIN pos_config config ON config.id = session.config_id
             CROSS JOIN LATERAL (%(receipt)s) receipt
             CROSS JOIN LATERAL (%(payment)s) payment
             CROSS JOIN LATERAL (%(line)s) line
             CROSS JOIN LATERAL (%(entry)s) entry
             CROSS JOIN LATERAL (%(told)s) told
             CROSS JOIN LATERAL (%(redemption)s) redemption
             WHERE config.company_id = %(company)s
               AND session.start_at >= %(start)s AND session.start_at < %(end)s
            """,
            **window,
            payments=SQL(
                "(payment.cash + payment.cashless + payment.on_account - receipt.sales)"
            ),
            cash=SQL(
                """CASE WHEN session.state = 'closed' AND payment.has_cash
                        THEN COALESCE(session.cash_register_balance_end_real, 0)
                             - COALESCE(session.cash_register_balance_start, 0)
                             - COALESCE(session.cash_real_transaction, 0)
                             - payment.cash
                        ELSE 0 END"""
            ),
            value=SQL("(line.value_spent - entry.value_spent)"),
            top_up=SQL("(line.topped_up - entry.topped_up)"),
            coupons=SQL("(line.coupons - redemption.coupons)"),
            points=SQL("(told.points - entry.points_told)"),
            receipt=self._query_receipts(),
            payment=self._query_payments(),
            line=self._query_lines(),
            entry=self._query_entries(),
            told=self._query_told(),
            redemption=self._query_redemptions(),
        )

    def _query_receipts(self):
        return SQL(
            """
            SELECT count(*) AS receipts, COALESCE(SUM(amount_total), 0) AS sales
              FROM pos_order
             WHERE session_id = session.id AND state IN ('paid', 'done')
            """
        )

    def _query_payments(self):
        return SQL(
            """
            SELECT COALESCE(SUM(paid.amount) FILTER (
                       WHERE method.is_cash_count), 0) AS cash,
                   COALESCE(SUM(paid.amount) FILTER (
                       WHERE NOT method.is_cash_count
                         AND method.journal_id IS NOT NULL), 0) AS cashless,
                   COALESCE(SUM(paid.amount) FILTER (
                       WHERE method.journal_id IS NULL), 0) AS on_account,
                   EXISTS (SELECT FROM pos_config_pos_payment_method_rel used
                             JOIN pos_payment_method till
                               ON till.id = used.pos_payment_method_id
                            WHERE used.pos_config_id = session.config_id
                              AND till.is_cash_count) AS has_cash
              FROM pos_payment paid
              JOIN pos_payment_method method ON method.id = paid.payment_method_id
              JOIN pos_order receipt ON receipt.id = paid.pos_order_id
             WHERE paid.session_id = session.id AND receipt.state IN ('paid', 'done')
            """
        )

    def _query_lines(self):
        types = tuple(self.env["loyalty.card"]._coupon_types())
        return SQL(
            """
            SELECT COALESCE(-SUM(sold.price_subtotal_incl) FILTER (
                       WHERE program.program_type IN ('ewallet', 'gift_card')), 0)
                       AS value_spent,
                   COALESCE(-SUM(sold.price_subtotal_incl) FILTER (
                       WHERE program.program_type IN %(types)s), 0) AS coupon_amount,
                   count(DISTINCT (receipt.id, sold.coupon_id)) FILTER (
                       WHERE program.program_type IN %(types)s
                         AND sold.refunded_orderline_id IS NULL
                         AND NOT COALESCE(receipt.is_refund, false)) AS coupons,
                   COALESCE(SUM(sold.price_subtotal_incl) FILTER (
                       WHERE program.id IS NULL AND EXISTS (
                             SELECT FROM loyalty_rule rule
                               JOIN loyalty_program money
                                 ON money.id = rule.program_id
                                AND money.program_type IN ('ewallet', 'gift_card')
                               JOIN loyalty_rule_product_product_rel sells
                                 ON sells.loyalty_rule_id = rule.id
                              WHERE sells.product_product_id = sold.product_id)), 0)
                       AS topped_up
              FROM pos_order receipt
              JOIN pos_order_line sold ON sold.order_id = receipt.id
         LEFT JOIN loyalty_reward reward ON reward.id = sold.reward_id
         LEFT JOIN loyalty_program program ON program.id = reward.program_id
             WHERE receipt.session_id = session.id
               AND receipt.state IN ('paid', 'done')
            """,
            types=types,
        )

    def _query_entries(self):
        return SQL(
            """
            SELECT COALESCE(-SUM(moved.amount) FILTER (
                       WHERE moved.asset IN ('paid', 'gift')
                         AND moved.kind IN ('spend', 'return', 'cancel')), 0)
                       AS value_spent,
                   COALESCE(SUM(moved.amount) FILTER (
                       WHERE moved.asset = 'paid' AND moved.kind IN (
                             'top_up', 'issue', 'refund')), 0) AS topped_up,
                   COALESCE(SUM(moved.amount) FILTER (
                       WHERE moved.asset = 'points' AND moved.kind IN (
                             'earn', 'spend')), 0) AS points_told,
                   COALESCE(SUM(moved.amount) FILTER (
                       WHERE moved.asset = 'points' AND moved.amount > 0), 0)
                       AS points_earned,
                   COALESCE(-SUM(moved.amount) FILTER (
                       WHERE moved.asset = 'points' AND moved.amount < 0), 0)
                       AS points_spent
              FROM pos_order receipt
              JOIN member_entry moved ON moved.order_model = 'pos.order'
               AND moved.order_id = receipt.id
             WHERE receipt.session_id = session.id
               AND receipt.state IN ('paid', 'done')
            """
        )

    def _query_told(self):
        # what the core noted on the cards for the same orders
        return SQL(
            """
            SELECT COALESCE(SUM(noted.issued - noted.used), 0)::numeric AS points
              FROM pos_order receipt
              JOIN loyalty_history noted ON noted.order_model = 'pos.order'
               AND noted.order_id = receipt.id
              JOIN loyalty_card card ON card.id = noted.card_id
              JOIN loyalty_program program ON program.id = card.program_id
               AND program.program_type = 'loyalty'
             WHERE receipt.session_id = session.id
               AND receipt.state IN ('paid', 'done')
            """
        )

    def _query_redemptions(self):
        types = tuple(self.env["loyalty.card"]._coupon_types())
        return SQL(
            """
            SELECT count(*) AS coupons
              FROM pos_order receipt
              JOIN coupon_redemption taken ON taken.pos_order_id = receipt.id
               AND taken.state IN ('consumed', 'returned')
              JOIN loyalty_program program ON program.id = taken.program_id
               AND program.program_type IN %(types)s
             WHERE receipt.session_id = session.id
               AND receipt.state IN ('paid', 'done')
            """,
            types=types,
        )
