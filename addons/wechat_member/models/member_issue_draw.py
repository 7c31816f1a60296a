"""Who takes part in an issue: written down in pieces, those kept aside drawn by lot."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

# so many are written down in one transaction, within a few seconds
DRAW = 20_000


class MemberIssue(models.Model):
    _inherit = "member.issue"

    def _get_segment(self):
        """Return the segment; without one, that of all members."""
        self.ensure_one()
        return self.segment_id or self.segment_id.new({"company_id": self.company_id})

    def _write_down_members(self, limit=DRAW):
        """Write down the next members, and who of them is kept aside.

        Goes on behind the member it ended with: killed at any point nobody is missing
        and nobody is there twice. The lot is a hash of seed and member: whoever knows
        the seed can draw again. So many are drawn of each piece that the share of all
        up to here is met to the member.

        :return: how many were written down; ``drawing`` ends with the last
        """
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(self._query_draw(limit))
        written, last = self.env.cr.fetchone()
        self.write(
            {
                "drawing": written == limit,
                "drawn_to": last or self.drawn_to,
                "drawn_count": self.drawn_count + written,
            }
        )
        self.target_ids.invalidate_model()
        self.invalidate_recordset()
        return written

    def _query_draw(self, limit):
        domain = self._get_segment()._get_domain() & Domain("id", ">", self.drawn_to)
        query = self.env["res.partner"]._search(domain, order="id", limit=limit)
        return SQL(
            """
            WITH next AS MATERIALIZED (%(members)s), drawn AS (
                SELECT id AS partner_id,
                       row_number() OVER (
                           ORDER BY md5(%(seed)s || ':' || id), id) AS place,
                       round((%(before)s + count(*) OVER ()) * %(share)s)
                       - round(%(before)s * %(share)s) AS aside
                  FROM next
            ), written AS (
                INSERT INTO campaign_target (
                       issue_id, company_id, partner_id, "group", state,
                       bought_count, bought_gross, bought_net,
                       driven_gross, driven_net, cost)
                SELECT %(issue)s, %(company)s, partner_id,
                       CASE WHEN place <= aside THEN 'control' ELSE 'target' END,
                       CASE WHEN place <= aside THEN 'aside' ELSE 'waiting' END,
                       0, 0, 0, 0, 0, 0
                  FROM drawn
              ORDER BY partner_id
             RETURNING partner_id
            )
            SELECT count(*), max(partner_id) FROM written
            """,
            members=query.select(),
            seed=self.seed,
            before=self.drawn_count,
            share=self.holdout_percent / 100,
            issue=self.id,
            company=self.company_id.id,
        )
