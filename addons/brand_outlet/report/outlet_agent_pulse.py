from odoo import api, fields, models

PULSES = [
    ("silent", "Silent"),
    ("falling", "Falling"),
    ("steady", "Steady"),
    ("growing", "Growing"),
]
_NOW = "now() AT TIME ZONE 'UTC'"


class OutletAgentPulse(models.Model):
    """How an agent sells a brand now, against the period before.

    One row per contract in force. *Silent*: nothing sold for as many days as the
    settings say. *Falling*: the sales shrank by at least the per cent of the settings.
    """

    _name = "outlet.agent.pulse"
    _inherit = "outlet.view.query"
    _description = "Pulse of Agents"
    _auto = False
    _order = "silent_days desc, id"
    _rec_name = "contract_id"

    contract_id = fields.Many2one("brand.contract", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    brand_id = fields.Many2one("product.brand", readonly=True)
    agent_id = fields.Many2one("res.partner", readonly=True)
    state = fields.Selection(PULSES, "Pulse", readonly=True)
    pieces = fields.Float("This Period", digits=(16, 0), readonly=True)
    pieces_before = fields.Float("Period Before", digits=(16, 0), readonly=True)
    change = fields.Float("Change (%)", digits=(16, 0), aggregator=None, readonly=True)
    last_order = fields.Datetime("Last Sale", readonly=True)
    silent_days = fields.Integer("Days Silent", aggregator="max", readonly=True)

    @api.model
    def _get_sources(self):
        return [
            (
                self._get_columns(),
                self._get_tables(),
                f"k.state = 'active' AND k.date_start <= {_NOW}"
                f" AND (k.date_end IS NULL OR k.date_end >= ({_NOW})::date)",
            )
        ]

    @api.model
    def _get_columns(self):
        """Return the columns of a pulse. Extend by ``super()`` and update."""
        silent = f"EXTRACT(day FROM {_NOW} - COALESCE(d.last_order, k.date_start))"
        fallen = "d.before * (1 - c.outlet_fall_percent / 100.0)"
        return {
            "id": "k.id",
            "contract_id": "k.id",
            "company_id": "k.company_id",
            "brand_id": "k.brand_id",
            "agent_id": "k.agent_id",
            "pieces": "COALESCE(d.pieces, 0)",
            "pieces_before": "COALESCE(d.before, 0)",
            "change": "100 * (d.pieces / NULLIF(d.before, 0) - 1)",
            "last_order": "d.last_order",
            "silent_days": f"GREATEST({silent}, 0)",
            "state": f"""CASE WHEN {silent} >= c.outlet_silent_days THEN 'silent'
                WHEN d.before > 0 AND d.pieces <= {fallen} THEN 'falling'
                WHEN d.pieces > d.before THEN 'growing' ELSE 'steady' END""",
        }

    @api.model
    def _get_tables(self):
        """Return the contracts with what their agents sold, read in one pass."""
        start = f"{_NOW} - c.outlet_fall_days * interval '1 day'"
        before = f"{_NOW} - 2 * c.outlet_fall_days * interval '1 day'"
        return f"""
            brand_contract k
            JOIN res_company c ON c.id = k.company_id
            LEFT JOIN (
                SELECT l.agent_id, l.brand_id, s.company_id,
                       MAX(s.date_order) AS last_order,
                       COALESCE(SUM(l.product_uom_qty)
                           FILTER (WHERE s.date_order > {start}), 0) AS pieces,
                       COALESCE(SUM(l.product_uom_qty) FILTER (
                           WHERE s.date_order > {before} AND s.date_order <= {start}
                       ), 0) AS before
                  FROM sale_order_line l
                  JOIN sale_order s ON s.id = l.order_id
                  JOIN res_company c ON c.id = s.company_id
                 WHERE s.state = 'sale' AND l.agent_id IS NOT NULL
                   AND l.place_id IS NOT NULL AND l.display_type IS NULL
                 GROUP BY l.agent_id, l.brand_id, s.company_id
            ) d ON d.agent_id = k.agent_id AND d.brand_id = k.brand_id
               AND d.company_id = k.company_id
        """

    def _prepare_alert(self, activity_type, user, today):
        """Return the values of the to-do that tells ``user`` of this pulse."""
        self.ensure_one()
        words = self.with_context(lang=user.lang).env._
        if self.state == "silent":
            summary = words(
                "%(agent)s has sold nothing of %(brand)s for %(days)s days",
                agent=self.agent_id.name,
                brand=self.brand_id.name,
                days=self.silent_days,
            )
        else:
            summary = words(
                "%(agent)s sells %(percent)s%% less of %(brand)s than before",
                agent=self.agent_id.name,
                brand=self.brand_id.name,
                percent=round(-self.change),
            )
        return {
            "res_model_id": self.env["ir.model"]._get_id("brand.contract"),
            "res_id": self.contract_id.id,
            "activity_type_id": activity_type.id,
            "summary": summary,
            "user_id": user.id,
            "date_deadline": today,
        }

    def action_view_sales(self):
        """Open what the agent sold of the brand."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "brand_outlet.outlet_sale_report_action"
        )
        return action | {
            "domain": [
                ("agent_id", "=", self.agent_id.id),
                ("brand_id", "=", self.brand_id.id),
            ],
            "context": {"graph_groupbys": ["date:week"]},
            "view_mode": "graph,pivot,list",
            "views": [(False, "graph"), (False, "pivot"), (False, "list")],
        }
