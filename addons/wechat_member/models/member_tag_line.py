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
                today=company._get_member_today(),
            )
        )
        self.invalidate_model()

    def _query_habit(self, tags):
        """Recency, frequency and amount of a year, each above or below a setting."""
        company = tags.company_id
        recent = company._get_member_today() - timedelta(days=company.member_risk_days)
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

    def _query_bought(self, tags, match):
        """Members who bought what the tags say often enough and for enough.

        :param SQL match: joins the purchases ``line`` with the tags ``tag``
        """
        company = tags.company_id
        longest = company._get_member_today() - timedelta(days=max(tags.mapped("days")))
        since = SQL(
            "o.company_id = %s AND o.date_order >= %s AND o.partner_id IS NOT NULL",
            company.id,
            longest,
        )
        return SQL(
            """
            SELECT tag_id, partner_id, count(*) FILTER (WHERE net > 0) AS times,
                   round(sum(net), 2) AS amount,
                   max(day) FILTER (WHERE net > 0) AS last_date
              FROM (SELECT tag.id AS tag_id, line.partner_id, line.ticket,
                           tag.min_times, tag.min_amount, sum(line.net) AS net,
                           max(line.date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                               AS day
                      FROM (%(lines)s) line
                      %(match)s
                     WHERE tag.id = ANY(%(tags)s)
                       AND line.date >= now() AT TIME ZONE 'UTC'
                                        - make_interval(days => tag.days)
                  GROUP BY tag.id, line.partner_id, line.ticket) ticket
              JOIN res_partner member ON member.id = ticket.partner_id
             WHERE member.is_member AND member.member_company_id = %(company)s
          GROUP BY tag_id, partner_id
            HAVING count(*) FILTER (WHERE net > 0) >= max(min_times)
               AND sum(net) >= max(COALESCE(min_amount, 0))
            """,
            lines=self.env["member.purchase"]._query_lines(since),
            match=match,
            tags=tags.ids,
            tz=company._get_member_tz(),
            company=company.id,
        )

    def _query_product(self, tags):
        field = tags._fields["product_ids"]
        match = SQL(
            """
            JOIN %(relation)s chosen ON chosen.%(product)s = line.product_id
            JOIN member_tag tag ON tag.id = chosen.%(tag)s
            """,
            relation=SQL.identifier(field.relation),
            product=SQL.identifier(field.column2),
            tag=SQL.identifier(field.column1),
        )
        return self._query_bought(tags, match)

    def _query_category(self, tags):
        field = tags._fields["categ_ids"]
        match = SQL(
            """
            JOIN (SELECT DISTINCT chosen.%(tag)s AS tag_id, goods.id AS product_id
                    FROM %(relation)s chosen
                    JOIN product_category top ON top.id = chosen.%(category)s
                    JOIN product_category below
                      ON below.parent_path LIKE top.parent_path || '%%'
                    JOIN product_template style ON style.categ_id = below.id
                    JOIN product_product goods ON goods.product_tmpl_id = style.id
                 ) matched ON matched.product_id = line.product_id
            JOIN member_tag tag ON tag.id = matched.tag_id
            """,
            relation=SQL.identifier(field.relation),
            category=SQL.identifier(field.column2),
            tag=SQL.identifier(field.column1),
        )
        return self._query_bought(tags, match)

    def _query_price(self, tags):
        # a return has the price of its sale, with both signs turned
        price = SQL("line.net / NULLIF(line.quantity, 0)")
        match = SQL(
            """
            JOIN member_tag tag
              ON %(price)s >= COALESCE(tag.price_from, 0)
             AND %(price)s > 0
             AND (COALESCE(tag.price_to, 0) = 0 OR %(price)s < tag.price_to)
            """,
            price=price,
        )
        return self._query_bought(tags, match)

    @api.model
    def _get_price_thirds(self, company):
        """Return the two prices that part the pieces sold in a year into thirds."""
        since = company._get_member_today() - timedelta(days=365)
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
