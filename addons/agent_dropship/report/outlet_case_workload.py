from odoo import api, fields, models


class OutletCaseWorkload(models.Model):
    """What each person has closed on each day: cases per person and day."""

    _name = "outlet.case.workload"
    _inherit = "outlet.view.query"
    _description = "Cases per Person and Day"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "user_id"

    date = fields.Date("Day", readonly=True)
    user_id = fields.Many2one("res.users", "Person", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    cases = fields.Float(
        "Cases per Day",
        digits=(16, 1),
        aggregator="avg",
        readonly=True,
        help="Closed by one person on one day, on average.",
    )
    closed = fields.Integer("Cases Closed", readonly=True)
    hours = fields.Float(
        "Handling Time (h)", digits=(16, 1), aggregator="avg", readonly=True
    )

    @api.model
    def _get_sources(self):
        zone = "COALESCE(owner.tz, 'Asia/Shanghai')"
        day = f"(c.closed_at AT TIME ZONE 'UTC' AT TIME ZONE {zone})::date"
        tables = f"""(
            SELECT MIN(c.id) AS id, {day} AS date, c.closed_by_id AS user_id,
                   c.company_id, COUNT(*) AS closed, AVG(c.hours) AS hours
              FROM outlet_case c
              JOIN res_company company ON company.id = c.company_id
              JOIN res_partner owner ON owner.id = company.partner_id
             WHERE c.closed_at IS NOT NULL
             GROUP BY 2, c.closed_by_id, c.company_id) w"""
        columns = {name: f"w.{name}" for name in ("id", "date", "user_id", "closed")}
        columns |= {"company_id": "w.company_id", "hours": "w.hours"}
        return [(columns | {"cases": "w.closed"}, tables, "TRUE")]
