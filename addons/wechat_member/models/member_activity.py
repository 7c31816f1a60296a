"""When a member bought first and last, how often and for how much."""

from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

STAGES = [
    ("none", "Has Not Bought Yet"),
    ("new", "New Customer"),
    ("old", "Regular Customer"),
    ("risk", "At Risk"),
    ("lost", "Lost"),
]
YEAR = 365
# transactions that began before the last refresh may end after it
OVERLAP = timedelta(hours=1)


class MemberActivity(models.Model):
    """One row for each member who bought, kept from the receipts.

    It holds nothing that the receipts do not tell: it is rebuilt every night and
    brought up to date before a segment is counted for an issue.
    """

    _name = "member.activity"
    _description = "Activity of a Member"
    _log_access = False
    _order = "last_date desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", string="Merchant", required=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    first_date = fields.Date("First Purchase", readonly=True)
    last_date = fields.Date("Last Purchase", readonly=True)
    config_id = fields.Many2one("pos.config", string="Last Outlet", readonly=True)
    ticket_count = fields.Integer("Purchases", readonly=True)
    gross = fields.Monetary("Sales", readonly=True)
    net = fields.Monetary("Sales less Returns", readonly=True)
    year_count = fields.Integer("Purchases in a Year", readonly=True)
    year_net = fields.Monetary("Net Sales in a Year", readonly=True)
    last_redeemed = fields.Date("Last Coupon Redeemed", readonly=True)
    last_active = fields.Date(
        readonly=True, help="The last purchase or redemption, whichever came later."
    )
    refreshed_at = fields.Datetime(readonly=True)
    stage = fields.Selection(
        STAGES, compute="_compute_stage", search="_search_stage", compute_sudo=True
    )

    _partner_unique = models.UniqueIndex("(partner_id)")
    _last_idx = models.Index("(company_id, last_date)")
    _first_idx = models.Index("(company_id, first_date)")

    @api.depends("first_date", "last_date", "company_id")
    def _compute_stage(self):
        for row in self:
            row.stage = row.company_id._get_member_stage(row.first_date, row.last_date)

    def _search_stage(self, operator, value):
        if operator != "in":
            return NotImplemented
        companies = self.env.companies
        return Domain.OR(
            Domain("company_id", "=", company.id) & company._get_stage_domain(stage)
            for company in companies
            for stage in value
        )

    # ----------------------------------------------------------------------- keeping
    @api.model
    def _cron_refresh(self):
        """Rebuild the activity and the tags of every merchant's members."""
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            self._rebuild(company)
            self.env["ir.cron"]._commit_progress(1)
            self.env["member.tag"]._compute_company(company)
            self.env["ir.cron"]._commit_progress(1)
            self.env["member.segment"]._keep_company_counts(company)
            self.env["ir.cron"]._commit_progress(1)
            self.env["member.issue"]._measure_company(company)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _rebuild(self, company):
        """Work out the activity of all members of a company from their receipts."""
        condition = SQL("o.company_id = %s AND o.partner_id IS NOT NULL", company.id)
        self._write_activity(company, condition, None)

    @api.model
    def _refresh(self, company):
        """Bring up to date who bought or returned since the last time.

        Which members these are is found by what was written since; they are worked
        out from all their receipts, so that doing it twice changes nothing.
        """
        # kept by the work that reads it, whoever starts that
        company_sudo = company.sudo()
        since = company_sudo.member_activity_at
        if not since:
            return self._rebuild(company)
        members = self._find_touched(company, since - OVERLAP)
        if members:
            chosen = SQL("o.partner_id = ANY(%s)", members)
            both = SQL("o.company_id = %s AND %s", company.id, chosen)
            self._write_activity(company, both, members)
        return None

    def _find_touched(self, company, since):
        """Return the ids of members whose receipts changed since a moment (UTC)."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id FROM pos_order
                 WHERE write_date >= %(since)s AND company_id = %(company)s
                   AND partner_id IS NOT NULL
                 UNION
                SELECT sale.partner_id
                  FROM pos_order refund
                  JOIN pos_order_line back ON back.order_id = refund.id
                  JOIN pos_order_line sold ON sold.id = back.refunded_orderline_id
                  JOIN pos_order sale ON sale.id = sold.order_id
                 WHERE refund.write_date >= %(since)s
                   AND refund.company_id = %(company)s
                   AND sale.partner_id IS NOT NULL
                 UNION
                SELECT partner_id FROM sale_order
                 WHERE write_date >= %(since)s AND company_id = %(company)s
                 UNION
                SELECT sale.partner_id
                  FROM account_move move
                  JOIN account_move_line credit ON credit.move_id = move.id
                  JOIN sale_order_line_invoice_rel rel
                    ON rel.invoice_line_id = credit.id
                  JOIN sale_order_line sold ON sold.id = rel.order_line_id
                  JOIN sale_order sale ON sale.id = sold.order_id
                 WHERE move.move_type = 'out_refund'
                   AND move.write_date >= %(since)s
                   AND move.company_id = %(company)s
                """,
                since=since,
                company=company.id,
            )
        )
        return [partner_id for (partner_id,) in rows]

    def _write_activity(self, company, condition, members):
        """Write what the receipts under a condition say, and drop what they do not.

        :param SQL condition: on the orders ``o``
        :param list members: ids of the members these are all receipts of; None: all
        """
        # with microseconds: two refreshes in one second are told apart
        started = datetime.now(timezone.utc).replace(tzinfo=None)
        self.env.flush_all()
        self.env.cr.execute(self._query_write(company, condition, started))
        gone = SQL(
            "DELETE FROM member_activity WHERE company_id = %s AND refreshed_at < %s",
            company.id,
            started,
        )
        if members is not None:
            gone = SQL("%s AND partner_id = ANY(%s)", gone, members)
        self.env.cr.execute(gone)
        self.invalidate_model()
        # as above: the mark belongs to the work, not to the user
        company.sudo().member_activity_at = started.replace(microsecond=0)

    def _query_write(self, company, condition, started):
        return SQL(
            """
            WITH ticket AS (
                SELECT line.partner_id, line.ticket,
                       max(line.date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                           AS day,
                       max(line.config_id) AS config_id,
                       sum(line.gross) AS gross, sum(line.net) AS net
                  FROM (%(lines)s) line
              GROUP BY line.partner_id, line.ticket
            ), bought AS (
                SELECT partner_id,
                       min(day) FILTER (WHERE net > 0) AS first_date,
                       max(day) FILTER (WHERE net > 0) AS last_date,
                       -- of the last receipt, without sorting
                       (max(ARRAY[day - DATE '2000-01-01', ticket, config_id])
                           FILTER (WHERE net > 0 AND config_id IS NOT NULL))[3]
                           AS config_id,
                       count(*) FILTER (WHERE net > 0) AS ticket_count,
                       sum(gross) AS gross, sum(net) AS net,
                       count(*) FILTER (WHERE net > 0 AND day > %(year)s)
                           AS year_count,
                       sum(net) FILTER (WHERE day > %(year)s) AS year_net
                  FROM ticket
              GROUP BY partner_id
            ), redeemed AS (
                SELECT partner_id,
                       max(closed_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                           AS day
                  FROM coupon_redemption
                 WHERE state = 'consumed' AND company_id = %(company)s
              GROUP BY partner_id
            )
            INSERT INTO member_activity (
                   partner_id, company_id, first_date, last_date, config_id,
                   ticket_count, gross, net, year_count, year_net,
                   last_redeemed, last_active, refreshed_at)
            SELECT bought.partner_id, %(company)s, bought.first_date,
                   bought.last_date, bought.config_id, bought.ticket_count,
                   bought.gross, bought.net, bought.year_count,
                   COALESCE(bought.year_net, 0), redeemed.day,
                   GREATEST(bought.last_date, redeemed.day),
                   %(started)s
              FROM bought
              JOIN res_partner member ON member.id = bought.partner_id
         LEFT JOIN redeemed ON redeemed.partner_id = bought.partner_id
             WHERE member.is_member AND member.member_company_id = %(company)s
       ON CONFLICT (partner_id) DO UPDATE
               SET company_id = EXCLUDED.company_id,
                   first_date = EXCLUDED.first_date,
                   last_date = EXCLUDED.last_date,
                   config_id = EXCLUDED.config_id,
                   ticket_count = EXCLUDED.ticket_count,
                   gross = EXCLUDED.gross,
                   net = EXCLUDED.net,
                   year_count = EXCLUDED.year_count,
                   year_net = EXCLUDED.year_net,
                   last_redeemed = EXCLUDED.last_redeemed,
                   last_active = EXCLUDED.last_active,
                   refreshed_at = EXCLUDED.refreshed_at
            """,
            lines=self.env["member.purchase"]._query_lines(condition),
            tz=company._get_local_tz(),
            year=company._get_local_today() - timedelta(days=YEAR),
            company=company.id,
            started=started,
        )
