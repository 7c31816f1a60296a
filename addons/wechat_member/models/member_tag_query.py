"""Who carries a tag by what was bought: one statement for each kind of tag."""

from contextlib import contextmanager
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

PURCHASES = "member_tag_purchase"
# one transaction at night sorts millions of lines: in memory, as far as they fit
MEMORY = "64MB"


class MemberTagLine(models.Model):
    _inherit = "member.tag.line"

    @contextmanager
    def _reading_purchases(self, tags):
        """Hold what members of one company bought, for the tags that look at it."""
        if not tags:
            yield
            return
        company = tags.company_id
        longest = company._get_local_today() - timedelta(days=max(tags.mapped("days")))
        since = SQL(
            "o.company_id = %s AND o.date_order >= %s AND o.partner_id IS NOT NULL",
            company.id,
            longest,
        )
        self.env.flush_all()
        self.env.cr.execute(SQL("SET LOCAL work_mem = %s", MEMORY))
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMP TABLE %(table)s ON COMMIT DROP AS
                SELECT line.partner_id, line.ticket, line.product_id, line.date,
                       line.quantity, line.net
                  FROM (%(lines)s) line
                  JOIN res_partner member ON member.id = line.partner_id
                 WHERE member.is_member IS TRUE
                   AND member.member_company_id = %(company)s
                """,
                table=SQL.identifier(PURCHASES),
                lines=self.env["member.purchase"]._query_lines(since),
                company=company.id,
            )
        )
        self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(PURCHASES)))
        yield
        self.env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(PURCHASES)))

    def _query_bought(self, tags, match):
        """Members who bought what the tags say often enough and for enough.

        :param SQL match: joins the purchases ``line`` with the tags ``tag``
        """
        company = tags.company_id
        return SQL(
            """
            SELECT tag_id, partner_id, count(*) FILTER (WHERE net > 0) AS times,
                   round(sum(net), 2) AS amount,
                   max(day) FILTER (WHERE net > 0) AS last_date
              FROM (SELECT tag.id AS tag_id, line.partner_id, line.ticket,
                           tag.min_times, tag.min_amount, sum(line.net) AS net,
                           max(line.date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                               AS day
                      FROM %(lines)s line
                      %(match)s
                     WHERE tag.id = ANY(%(tags)s)
                       AND line.date >= now() AT TIME ZONE 'UTC'
                                        - make_interval(days => tag.days)
                  GROUP BY tag.id, line.partner_id, line.ticket) ticket
          GROUP BY tag_id, partner_id
            HAVING count(*) FILTER (WHERE net > 0) >= max(min_times)
               AND sum(net) >= max(COALESCE(min_amount, 0))
            """,
            lines=SQL.identifier(PURCHASES),
            match=match,
            tags=tags.ids,
            tz=company._get_local_tz(),
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
