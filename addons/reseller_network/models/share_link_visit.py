from odoo import api, fields, models
from odoo.tools import SQL


class ShareLinkVisit(models.Model):
    """How often a link was opened on a day; nobody's traces.

    An open only adds a row, so that people who open one link never wait for each
    other. The rows of past days are folded into one per link and day.
    """

    _name = "share.link.visit"
    _description = "Visits of a Share Link"
    _log_access = False
    _order = "date desc, link_id"

    link_id = fields.Many2one("share.link", required=True, ondelete="cascade")
    date = fields.Date(required=True)
    opens = fields.Integer(help="Opened by somebody who saw the page.")
    visitors = fields.Integer(help="Browsers that had not been here that day.")
    unseen = fields.Integer(
        help="Loaded without being seen: as a picture, in a frame, ahead of time."
    )

    _link_date_idx = models.Index("(link_id, date)")

    @api.autovacuum
    def _gc_fold(self):
        """Fold the rows of past days; today's page loads are not disturbed."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS (
                    DELETE FROM share_link_visit
                     WHERE (link_id, date) IN (
                        SELECT link_id, date FROM share_link_visit
                         WHERE date < %s
                         GROUP BY link_id, date HAVING COUNT(*) > 1)
                    RETURNING link_id, date, opens, visitors, unseen
                )
                INSERT INTO share_link_visit (link_id, date, opens, visitors, unseen)
                SELECT link_id, date, SUM(opens), SUM(visitors), SUM(unseen)
                  FROM gone GROUP BY link_id, date
                """,
                fields.Date.subtract(fields.Date.today(), days=1),
            )
        )
        self.invalidate_model()
