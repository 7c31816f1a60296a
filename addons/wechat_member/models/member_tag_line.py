"""Which member carries which tag, why and since when."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_amount, format_date


class MemberTagLine(models.Model):
    _name = "member.tag.line"
    _description = "Tag of a Member"
    _log_access = False
    _order = "amount desc, id"
    _rec_name = "tag_id"

    tag_id = fields.Many2one("member.tag", required=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('is_member', '=', True)]",
    )
    company_id = fields.Many2one(related="tag_id.company_id")
    currency_id = fields.Many2one(related="tag_id.company_id.currency_id")
    since = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    computed = fields.Boolean("From Receipts", readonly=True)
    times = fields.Integer("Purchases", readonly=True)
    amount = fields.Monetary("Net Sales", readonly=True)
    last_date = fields.Date("Last Time", readonly=True)
    why = fields.Char(compute="_compute_why")

    _once = models.UniqueIndex("(tag_id, partner_id)", "The member has this tag.")

    @api.depends("computed", "times", "amount", "last_date", "tag_id")
    def _compute_why(self):
        for line in self:
            line.why = line._get_reason()

    def _get_reason(self):
        if not self.computed:
            return self.env._("Set by hand")
        if self.last_date:
            return self.env._(
                "%(times)s purchases for %(amount)s within %(days)s days, the last on "
                "%(day)s",
                times=self.times,
                amount=format_amount(self.env, self.amount, self.currency_id),
                days=self.tag_id.days,
                day=format_date(self.env, self.last_date),
            )
        return self.env._("All that was bought has been returned")

    # ------------------------------------------------------------------- working out
    def _replace(self, tags, query):
        """Let exactly those members carry the tags whom the query returns.

        Who carried one before keeps the day it began.
        """
        self.env.flush_all()
        company = tags.company_id
        company.ensure_one()
        self.env.cr.execute(
            SQL(
                """
                WITH found AS MATERIALIZED (%(query)s), gone AS (
                    DELETE FROM member_tag_line line
                     WHERE line.tag_id = ANY(%(tags)s)
                       AND NOT EXISTS (
                           SELECT FROM found
                            WHERE found.tag_id = line.tag_id
                              AND found.partner_id = line.partner_id)
                )
                INSERT INTO member_tag_line (
                       tag_id, partner_id, since, computed, times, amount, last_date)
                SELECT tag_id, partner_id, %(today)s, TRUE, times, amount, last_date
                  FROM found
           ON CONFLICT (tag_id, partner_id) DO UPDATE
                   SET times = EXCLUDED.times, amount = EXCLUDED.amount,
                       last_date = EXCLUDED.last_date, computed = TRUE
                 WHERE (member_tag_line.times, member_tag_line.amount,
                        member_tag_line.last_date)
                       IS DISTINCT FROM
                       (EXCLUDED.times, EXCLUDED.amount, EXCLUDED.last_date)
                """,
                query=query,
                tags=tags.ids,
                today=company._get_local_today(),
            )
        )
        self.invalidate_model()

    def _query_habit(self, tags):
        """Recency, frequency and amount of a year, each above or below a setting."""
        company = tags.company_id
        recent = company._get_local_today() - timedelta(days=company.member_risk_days)
        return SQL(
            """
            SELECT tag.id AS tag_id, row.partner_id, row.year_count AS times,
                   row.year_net AS amount, row.last_date
              FROM member_activity row
              JOIN member_tag tag
                ON tag.id = ANY(%(tags)s)
               AND tag.habit = concat(
                   (row.last_date > %(recent)s)::int,
                   (row.year_count >= %(often)s)::int,
                   (row.year_net >= %(much)s)::int)
             WHERE row.company_id = %(company)s AND row.last_date IS NOT NULL
            """,
            tags=tags.ids,
            recent=recent,
            often=company.member_often,
            much=company.member_much,
            company=company.id,
        )

    @api.model
    def _get_price_thirds(self, company):
        """Return the two prices that part the pieces sold in a year into thirds."""
        since = company._get_local_today() - timedelta(days=365)
        condition = SQL("o.company_id = %s AND o.date_order >= %s", company.id, since)
        self.env.flush_all()
        [row] = self.env.execute_query(
            SQL(
                """
                SELECT percentile_disc(0.333) WITHIN GROUP (ORDER BY price),
                       percentile_disc(0.667) WITHIN GROUP (ORDER BY price)
                  FROM (SELECT gross / quantity AS price
                          FROM (%s) line
                         WHERE gross > 0 AND quantity > 0) piece
                """,
                self.env["member.purchase"]._query_lines(condition),
            )
        )
        return [float(f"{price or 0:.0f}") for price in row]
