from odoo import api, fields, models
from odoo.tools import SQL


class OutletSessionFacts(models.AbstractModel):
    """How fast something sold: offered, sold, minutes to sold-out, pieces an hour."""

    _name = "outlet.session.facts"
    _description = "Session Figures"

    offered = fields.Integer(compute="_compute_facts", help="Pieces for the session.")
    sold = fields.Integer(compute="_compute_facts", help="Pieces on confirmed orders.")
    claimed = fields.Integer(compute="_compute_facts", help="Being confirmed.")
    left = fields.Integer(compute="_compute_facts")
    sold_percent = fields.Float("Sold (%)", compute="_compute_facts", digits=(5, 1))
    sold_out_at = fields.Datetime("Sold out at", compute="_compute_facts")
    minutes_to_sold_out = fields.Float(
        "Minutes to sold-out", compute="_compute_facts", digits=(16, 1)
    )
    pieces_per_hour = fields.Float(
        compute="_compute_facts",
        digits=(16, 0),
        help="From the opening until it was sold out, closed, or is now.",
    )

    def _compute_facts(self):
        now = fields.Datetime.now()
        figures = self._read_facts()
        for record in self:
            offered, sold, claimed, last = figures.get(record.id, (0, 0, 0, None))
            start, end = record.date_start, record.date_end
            gone = offered > 0 and sold + claimed >= offered
            until = last if gone and last else min(now, end or now)
            hours = start and max((until - start).total_seconds(), 0) / 3600
            record.update(
                {
                    "offered": offered,
                    "sold": sold,
                    "claimed": claimed,
                    "left": offered - sold - claimed,
                    "sold_percent": 100 * sold / offered if offered else 0,
                    "sold_out_at": last if gone else False,
                    "minutes_to_sold_out": hours * 60 if gone and hours else 0,
                    # a second at least: what sold at once sold very fast
                    "pieces_per_hour": (
                        (sold + claimed) / max(hours, 1 / 3600)
                        if hours is not False and sold + claimed
                        else 0
                    ),
                }
            )

    def _read_facts(self):
        """Return {id: (offered, sold, claimed, when the last piece was claimed)}."""
        lines = self._get_fact_lines()
        lines.quota_ids.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id, line.session_id, SUM(quota.quota), SUM(quota.sold),
                       SUM(quota.claimed), MAX(last.claimed_at)
                  FROM outlet_session_quota quota
                  JOIN outlet_session_line line ON line.id = quota.line_id
             LEFT JOIN LATERAL (
                       SELECT MAX(claim.claimed_at) AS claimed_at
                         FROM outlet_session_claim claim
                        WHERE claim.quota_id = quota.id
                          AND claim.state <> 'returned') last ON TRUE
                 WHERE line.id = ANY(%s)
                 GROUP BY line.id
                """,
                lines.ids,
            )
        )
        return self._sum_facts(rows)

    @api.model
    def _sum_facts(self, rows):
        return {row[0]: row[2:] for row in rows}

    def _get_fact_lines(self):
        return self


class OutletSessionLine(models.Model):
    _name = "outlet.session.line"
    _inherit = ["outlet.session.line", "outlet.session.facts"]


class OutletSession(models.Model):
    _name = "outlet.session"
    _inherit = ["outlet.session", "outlet.session.facts"]

    def _get_fact_lines(self):
        # only the lines this user may see: an agent reads his own figures
        return self.line_ids.filtered(lambda line: line.state == "approved")

    @api.model
    def _sum_facts(self, rows):
        """Add the articles up; the last of them to go is what counts."""
        sums = {}
        for _line, session, offered, sold, claimed, last in rows:
            known = sums.get(session, (0, 0, 0, None))
            latest = max(filter(None, (known[3], last)), default=None)
            sums[session] = (
                known[0] + offered,
                known[1] + sold,
                known[2] + claimed,
                latest,
            )
        return sums
