"""The till's day for the accountant: receipts, money, cards and coupons must agree."""

from odoo import api, fields, models
from odoo.tools import SQL, formatLang

from .member_summary import LAST

# what is compared, and the words for it
CHECKS = (
    "payment_difference",
    "cash_difference",
    "value_difference",
    "top_up_difference",
    "coupon_difference",
    "points_difference",
)
COLUMNS = (
    "id session_id config_id user_id state receipts sales cash cashless on_account "
    "payment_difference cash_difference value_spent topped_up value_difference "
    "top_up_difference coupons coupon_amount coupon_difference points_earned "
    "points_spent points_difference differences"
).split()


class MemberReconciliation(models.Model):
    """One session of a till: what it sold, took in and did to the members' cards.

    Receipts and payments are the session's own; beside them stands what the ledger of
    the members and the redemptions say of the same orders.
    """

    _name = "member.reconciliation"
    _description = "Daily Reconciliation"
    _inherit = ["member.summary"]
    _order = "date desc, config_id, id desc"
    _rec_name = "session_id"

    session_id = fields.Many2one(
        "pos.session", readonly=True, index=True, ondelete="cascade"
    )
    config_id = fields.Many2one("pos.config", string="Outlet", readonly=True)
    user_id = fields.Many2one("res.users", string="Opened By", readonly=True)
    date = fields.Date(
        required=True,
        readonly=True,
        help="The day the till was opened, where the shop is.",
    )
    state = fields.Selection(
        [
            ("opening_control", "Opening"),
            ("opened", "Open"),
            ("closing_control", "Closing"),
            ("closed", "Closed"),
        ],
        string="Till",
        readonly=True,
    )
    receipts = fields.Integer(readonly=True)
    sales = fields.Monetary(readonly=True, help="Total of the receipts.")
    cash = fields.Monetary(readonly=True)
    cashless = fields.Monetary(readonly=True, help="WeChat Pay, cards and the like.")
    on_account = fields.Monetary(readonly=True, help="To be paid by the customer.")
    payment_difference = fields.Monetary(
        string="Payments less Receipts", readonly=True, help="Should be zero."
    )
    cash_difference = fields.Monetary(
        string="Counted less Expected Cash",
        readonly=True,
        help="When the till was closed.",
    )
    value_spent = fields.Monetary(
        string="Paid with Stored Value", readonly=True, help="By the receipts."
    )
    value_difference = fields.Monetary(
        string="Stored Value: Receipts less Cards", readonly=True
    )
    topped_up = fields.Monetary(
        string="Top-ups", readonly=True, help="By the receipts; part of the sales."
    )
    top_up_difference = fields.Monetary(
        string="Top-ups: Receipts less Cards", readonly=True
    )
    coupons = fields.Integer(readonly=True, help="Coupons on the receipts.")
    coupon_amount = fields.Monetary(
        string="Coupon Discount", readonly=True, help="What they took off."
    )
    coupon_difference = fields.Integer(
        string="Coupons: Receipts less Redemptions", readonly=True
    )
    points_earned = fields.Float(readonly=True)
    points_spent = fields.Float(
        readonly=True, help="Spent or taken back for returned goods."
    )
    points_difference = fields.Float(string="Points: Till less Cards", readonly=True)
    differences = fields.Integer(
        string="Differing", readonly=True, help="How many of the comparisons differ."
    )
    words = fields.Char(string="Differences", compute="_compute_words")

    @api.depends(*CHECKS)
    @api.depends_context("lang")
    def _compute_words(self):
        for row in self:
            row.words = ", ".join(
                f"{self._fields[name]._description_string(self.env)} "
                f"{row._format_check(name)}"
                for name in CHECKS
                if row[name]
            )

    def _format_check(self, name):
        amount = self[name]
        if self._fields[name].type == "monetary":
            return formatLang(self.env, amount, currency_obj=self.currency_id)
        return f"{amount:g}"

    # ------------------------------------------------------------------- drilling down
    def action_open_receipts(self):
        """Show the receipts of the session."""
        return self._open("pos.order", self.env._("Receipts"), self._get_receipts())

    def action_open_payments(self):
        """Show the payments of the session."""
        domain = [
            ("session_id", "in", self.session_id.ids),
            ("pos_order_id.state", "in", ("paid", "done")),
        ]
        return self._open("pos.payment", self.env._("Payments"), domain)

    def action_open_entries(self):
        """Show the movements of cards that the receipts caused."""
        receipts = self.env["pos.order"]._search(self._get_receipts())
        domain = [("order_model", "=", "pos.order"), ("order_id", "in", receipts)]
        ids = self.env["member.entry"].search(domain).ids
        return self._open("member.entry", self.env._("Movements"), [("id", "in", ids)])

    def action_open_redemptions(self):
        """Show the coupons redeemed on the receipts."""
        types = self.env["loyalty.card"]._coupon_types()
        domain = [
            ("pos_order_id.session_id", "in", self.session_id.ids),
            ("program_id.program_type", "in", types),
        ]
        return self._open("coupon.redemption", self.env._("Redemptions"), domain)

    def _get_receipts(self):
        return [
            ("session_id", "in", self.session_id.ids),
            ("state", "in", ("paid", "done")),
        ]

    # ---------------------------------------------------------------------- adding up
    def _get_columns(self):
        return COLUMNS

    def _rebuild(self, company):
        """Compare the last two months anew, and each time one month further back."""
        today = fields.Date.context_today(self.with_context(tz=self._get_tz(company)))
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
                tz=self._get_tz(company),
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
