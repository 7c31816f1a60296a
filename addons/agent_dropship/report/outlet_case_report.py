from odoo import api, fields, models

from ..models.outlet_case import CASE_STATES, OUTCOMES
from ..models.outlet_case_handover import STAFF
from ..models.outlet_case_reason import BEARERS, CASE_KINDS, CASE_ROLES


class OutletCaseReport(models.Model):
    """Cases by reason, article, brand and agent; nothing of the consumer.

    One row per article of a case, or one for a case without articles.
    """

    _name = "outlet.case.report"
    _inherit = "outlet.view.query"
    _description = "After-sales Figures"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "kind"

    date = fields.Datetime("Opened on", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    kind = fields.Selection(CASE_KINDS, readonly=True)
    reason_id = fields.Many2one("outlet.case.reason", readonly=True)
    bearer = fields.Selection(BEARERS, "Borne by", readonly=True)
    state = fields.Selection(CASE_STATES, readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    responsible_role = fields.Selection(CASE_ROLES, "To Act", readonly=True)
    brand_id = fields.Many2one("product.brand", readonly=True)
    agent_id = fields.Many2one("res.partner", readonly=True)
    product_id = fields.Many2one("product.product", "Article", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", "Style", readonly=True)
    cases = fields.Float(digits=(16, 1), readonly=True)
    pieces = fields.Float(digits=(16, 0), readonly=True)
    damaged = fields.Float("Came Back Damaged", digits=(16, 0), readonly=True)
    amount = fields.Monetary("Paid for", readonly=True, groups=STAFF)
    hours = fields.Float(
        "Handling Time (h)", digits=(16, 1), aggregator="avg", readonly=True
    )
    age_days = fields.Float(
        "Open for (days)", digits=(16, 1), aggregator="max", readonly=True
    )
    waiting_days = fields.Float(
        "With the Responsible (days)", digits=(16, 1), aggregator="max", readonly=True
    )

    @api.model
    def _get_sources(self):
        tables = """outlet_case c
            JOIN res_company company ON company.id = c.company_id
            LEFT JOIN outlet_case_line l ON l.case_id = c.id
            LEFT JOIN product_product p ON p.id = l.product_id
            LEFT JOIN product_template t ON t.id = p.product_tmpl_id
            LEFT JOIN sale_order_line s ON s.id = l.sale_line_id"""
        return [(self._get_columns(), tables, "c.state != 'cancel'")]

    @api.model
    def _get_columns(self):
        same = ("kind", "reason_id", "bearer", "state", "outcome", "responsible_role")
        days = "EXTRACT(epoch FROM now() AT TIME ZONE 'UTC' - {}) / 86400"
        is_open = "CASE WHEN c.state IN ('open', 'waiting') THEN {} END"
        return {name: f"c.{name}" for name in same} | {
            "id": "COALESCE(l.id, -c.id)",
            "date": "c.create_date",
            "company_id": "c.company_id",
            "currency_id": "company.currency_id",
            "agent_id": "c.agent_id",
            "brand_id": "COALESCE(t.product_brand_id, c.brand_id)",
            "product_id": "l.product_id",
            "product_tmpl_id": "p.product_tmpl_id",
            "cases": "1.0 / COUNT(*) OVER (PARTITION BY c.id)",
            "pieces": "l.quantity",
            "damaged": "l.quantity_damaged",
            "amount": "s.price_reduce_taxinc * l.quantity",
            "hours": "CASE WHEN c.closed_at IS NOT NULL THEN c.hours END",
            "age_days": is_open.format(days.format("c.create_date")),
            "waiting_days": is_open.format(days.format("c.since")),
        }
