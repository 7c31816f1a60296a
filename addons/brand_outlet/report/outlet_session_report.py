from odoo import api, fields, models
from odoo.tools import SQL

_NOW = "now() AT TIME ZONE 'UTC'"


class OutletSessionReport(models.Model):
    """How sessions sold: one row per article in a session that has opened."""

    _name = "outlet.session.report"
    _inherit = "outlet.view.query"
    _description = "Session Results"
    _auto = False
    _order = "date_start desc, session_id desc, id"
    _rec_name = "session_id"

    session_id = fields.Many2one("outlet.session", readonly=True)
    date_start = fields.Datetime("Opened", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    offer_id = fields.Many2one("outlet.offer", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", "Style", readonly=True)
    brand_id = fields.Many2one("product.brand", readonly=True)
    agent_id = fields.Many2one("res.partner", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    price = fields.Monetary("Session Price", aggregator="avg", readonly=True)
    offered = fields.Integer(readonly=True)
    sold = fields.Integer(
        readonly=True, help="Pieces sold, with those being confirmed."
    )
    sell_through = fields.Float(
        "Sell-Through (%)", digits=(5, 1), aggregator="avg", readonly=True
    )
    is_sold_out = fields.Boolean(readonly=True)
    minutes = fields.Float(
        "Minutes to Sold-Out",
        digits=(16, 1),
        aggregator="max",
        readonly=True,
        help="From the opening to the last piece; of several articles the last, if "
        "all of them sold out.",
    )
    hours = fields.Float(aggregator="max", readonly=True)
    pieces_per_hour = fields.Float(
        aggregator="avg",
        digits=(16, 0),
        readonly=True,
        help="Until it was sold out or closed; told of one session at a time.",
    )

    @api.model
    def _get_sources(self):
        return [
            (
                self._get_columns(),
                self._get_tables(),
                f"i.state = 'approved' AND s.state = 'published'"
                f" AND s.date_start <= {_NOW}",
            )
        ]

    @api.model
    def _get_columns(self):
        """Return the columns of a session's article."""
        gone = "(q.offered > 0 AND q.sold >= q.offered)"
        until = f"CASE WHEN {gone} THEN q.last ELSE LEAST({_NOW}, s.date_end) END"
        seconds = f"GREATEST(EXTRACT(epoch FROM {until} - s.date_start), 1)"
        return {
            "id": "i.id",
            "session_id": "s.id",
            "date_start": "s.date_start",
            "company_id": "s.company_id",
            "currency_id": "c.currency_id",
            "offer_id": "i.offer_id",
            "product_tmpl_id": "i.product_tmpl_id",
            "brand_id": "i.brand_id",
            "agent_id": "i.agent_id",
            "categ_id": "t.categ_id",
            "price": "i.price",
            "offered": "q.offered",
            "sold": "q.sold",
            "sell_through": "100.0 * q.sold / NULLIF(q.offered, 0)",
            "is_sold_out": gone,
            "minutes": f"CASE WHEN {gone} THEN {seconds} / 60 END",
            "hours": f"{seconds} / 3600",
            "pieces_per_hour": f"q.sold * 3600 / {seconds}",
        }

    @api.model
    def _get_tables(self):
        """Return the articles of sessions with their quotas added up."""
        return """
            outlet_session_line i
            JOIN outlet_session s ON s.id = i.session_id
            JOIN res_company c ON c.id = s.company_id
            JOIN product_template t ON t.id = i.product_tmpl_id
            JOIN LATERAL (
                SELECT COALESCE(SUM(quota), 0) AS offered,
                       COALESCE(SUM(u.sold + u.claimed), 0) AS sold,
                       (SELECT MAX(m.claimed_at)
                          FROM outlet_session_claim m
                          JOIN outlet_session_quota n ON n.id = m.quota_id
                         WHERE n.line_id = i.id AND m.state <> 'returned') AS last
                  FROM outlet_session_quota u WHERE u.line_id = i.id
            ) q ON TRUE
        """

    def _read_group_select(self, aggregate_spec, query):
        """Sum what is offered and sold before dividing."""

        def column(name):
            return self._field_to_sql(self._table, name, query)

        if aggregate_spec == "sell_through:avg":
            return SQL(
                "100.0 * SUM(%s) / NULLIF(SUM(%s), 0)",
                column("sold"),
                column("offered"),
            )
        if aggregate_spec == "minutes:max":
            return SQL(
                "CASE WHEN BOOL_AND(%s) THEN MAX(%s) END",
                column("is_sold_out"),
                column("minutes"),
            )
        if aggregate_spec == "pieces_per_hour:avg":
            return SQL(
                "CASE WHEN COUNT(DISTINCT %s) = 1 THEN SUM(%s) / MAX(%s) END",
                column("session_id"),
                column("sold"),
                column("hours"),
            )
        return super()._read_group_select(aggregate_spec, query)

    def action_open_session(self):
        """Open the session of the row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "outlet.session",
            "res_id": self.session_id.id,
            "views": [(False, "form")],
        }
