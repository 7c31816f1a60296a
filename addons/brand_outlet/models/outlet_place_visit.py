from odoo import api, fields, models
from odoo.tools import SQL


class OutletPlaceVisit(models.Model):
    """How often the page of a place was opened on a day; nobody's traces.

    An open only adds a row, so that two people opening one page never wait for each
    other. The rows of past days are folded into one per place and day.
    """

    _name = "outlet.place.visit"
    _description = "Visits of a Place"
    _log_access = False
    _order = "date desc, place_id"

    place_id = fields.Many2one("outlet.place", required=True, ondelete="cascade")
    date = fields.Date(required=True)
    opens = fields.Integer(default=1)
    visitors = fields.Integer(help="Browsers that had not been here that day.")

    _place_date_idx = models.Index("(place_id, date)")

    @api.model
    def _count(self, place, is_new_visitor):
        """Count that the page of ``place`` was opened."""
        # visitors write nothing; that somebody was here is counted for them
        self.sudo().create(
            {
                "place_id": place.id,
                "date": place.company_id._get_local_today(),
                "visitors": int(is_new_visitor),
            }
        )

    @api.autovacuum
    def _gc_fold(self):
        """Fold the rows of past days; today's page loads are not disturbed."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS (
                    DELETE FROM outlet_place_visit
                     WHERE (place_id, date) IN (
                        SELECT place_id, date FROM outlet_place_visit
                         WHERE date < %s
                         GROUP BY place_id, date HAVING COUNT(*) > 1)
                    RETURNING place_id, date, opens, visitors
                )
                INSERT INTO outlet_place_visit (place_id, date, opens, visitors)
                SELECT place_id, date, SUM(opens), SUM(visitors)
                  FROM gone GROUP BY place_id, date
                """,
                fields.Date.subtract(fields.Date.today(), days=1),
            )
        )
        self.invalidate_model()
