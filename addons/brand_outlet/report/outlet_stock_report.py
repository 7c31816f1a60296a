from odoo import api, fields, models
from odoo.tools import SQL

from .outlet_sale_report import SUPPLY_GROUPS

AGES = [
    ("0", "0–30 days"),
    ("1", "31–60 days"),
    ("2", "61–90 days"),
    ("3", "91–180 days"),
    ("4", "Over 180 days"),
]
_DAYS = "(EXTRACT(epoch FROM now() AT TIME ZONE 'UTC' - q.in_date) / 86400)"


def _younger(days):
    return f"q.in_date > now() AT TIME ZONE 'UTC' - interval '{days} days'"


class OutletStockReport(models.Model):
    """What agents have in stock, how long, and how fast it turns over.

    Two kinds of rows, so that a sum of either is right for whatever they are grouped
    by: what lies in stock, and what sold in the last days.
    """

    _name = "outlet.stock.report"
    _inherit = "outlet.view.query"
    _description = "Agents' Stock and Turnover"
    _auto = False
    _order = "age_days desc, id"
    _rec_name = "product_id"

    kind = fields.Selection(
        [("stock", "In stock"), ("sold", "Sold lately")], readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    agent_id = fields.Many2one("res.partner", readonly=True)
    brand_id = fields.Many2one("product.brand", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", "Style", readonly=True)
    product_id = fields.Many2one("product.product", "Article", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    season = fields.Char(readonly=True)
    warehouse_id = fields.Many2one(
        "stock.warehouse", readonly=True, groups=SUPPLY_GROUPS
    )
    place_id = fields.Many2one(
        "outlet.place",
        readonly=True,
        groups=SUPPLY_GROUPS,
        help="Where the goods lie, for places that keep stock.",
    )
    in_date = fields.Datetime("In Stock Since", readonly=True)
    age_days = fields.Integer("Age (days)", aggregator="avg", readonly=True)
    age = fields.Selection(AGES, readonly=True)
    pieces = fields.Float(digits=(16, 0), readonly=True)
    free_pieces = fields.Float("Free", digits=(16, 0), readonly=True)
    amount_tag = fields.Monetary("Tag Value", readonly=True)
    amount_supply = fields.Monetary("Supply Value", readonly=True, groups=SUPPLY_GROUPS)
    sold_pieces = fields.Float(
        "Sold Lately",
        digits=(16, 0),
        readonly=True,
        help="Pieces sold in the last days, as many as the settings say.",
    )
    turnover_days = fields.Float(
        aggregator="avg",
        digits=(16, 0),
        readonly=True,
        help="How long the stock lasts if it keeps selling as it did lately.",
    )

    @api.model
    def _get_sources(self):
        return [
            (
                self._get_stock_columns(),
                self._get_stock_tables(),
                "q.owner_id IS NOT NULL AND (q.quantity > 0 OR q.reserved_quantity > 0)"
                " AND l.usage = 'internal'",
            ),
            (
                self._get_sold_columns(),
                self._get_sold_tables(),
                "s.state = 'sale' AND sl.agent_id IS NOT NULL"
                " AND sl.place_id IS NOT NULL AND sl.display_type IS NULL"
                " AND s.date_order > now() AT TIME ZONE 'UTC'"
                " - c.outlet_turnover_days * interval '1 day'",
            ),
        ]

    @api.model
    def _get_article_columns(self):
        return {
            "company_id": "c.id",
            "currency_id": "c.currency_id",
            "brand_id": "t.product_brand_id",
            "product_tmpl_id": "t.id",
            "product_id": "p.id",
            "categ_id": "t.categ_id",
            "season": "t.season",
        }

    @api.model
    def _get_stock_columns(self):
        """Return the columns of what lies in stock."""
        return self._get_article_columns() | {
            "id": "q.id",
            "kind": "'stock'",
            "agent_id": "q.owner_id",
            "warehouse_id": "l.warehouse_id",
            "place_id": "h.place_id",
            "in_date": "q.in_date",
            "age_days": f"FLOOR({_DAYS})",
            # compared as times: a million subtractions take their while
            "age": f"CASE WHEN {_younger(31)} THEN '0' WHEN {_younger(61)} THEN '1'"
            f" WHEN {_younger(91)} THEN '2' WHEN {_younger(181)} THEN '3' ELSE '4' END",
            "pieces": "COALESCE(q.quantity, 0)",
            "free_pieces": "COALESCE(q.quantity, 0) - COALESCE(q.reserved_quantity, 0)",
            "amount_tag": "q.quantity * t.list_price",
            "amount_supply": "q.quantity::numeric * ROUND("
            "(t.list_price * f.supply_ratio / 100)::numeric, 2)",
            "sold_pieces": "0",
        }

    @api.model
    def _get_stock_tables(self):
        """Return the tables behind stock; the subqueries cost nothing when unasked."""
        return """
            stock_quant q
            JOIN stock_location l ON l.id = q.location_id
            JOIN res_company c ON c.id = q.company_id
            JOIN product_product p ON p.id = q.product_id
            JOIN product_template t ON t.id = p.product_tmpl_id
            LEFT JOIN (
                SELECT warehouse_id, MIN(id) AS place_id FROM outlet_place
                 WHERE warehouse_id IS NOT NULL GROUP BY warehouse_id
            ) h ON h.warehouse_id = l.warehouse_id
            LEFT JOIN (
                SELECT DISTINCT ON (agent_id, product_tmpl_id)
                       agent_id, product_tmpl_id, supply_ratio
                  FROM outlet_offer
                 ORDER BY agent_id, product_tmpl_id, state = 'ended', id DESC
            ) f ON f.agent_id = q.owner_id AND f.product_tmpl_id = t.id
        """

    @api.model
    def _get_sold_columns(self):
        """Return the columns of what sold lately."""
        return self._get_article_columns() | {
            "id": "-sl.id",
            "kind": "'sold'",
            "agent_id": "sl.agent_id",
            "place_id": "CASE WHEN o.warehouse_id IS NOT NULL THEN o.id END",
            "warehouse_id": "o.warehouse_id",
            "pieces": "0",
            "free_pieces": "0",
            "amount_tag": "0",
            "amount_supply": "0",
            "sold_pieces": "sl.product_uom_qty * u.factor / tu.factor",
        }

    @api.model
    def _get_sold_tables(self):
        return """
            sale_order_line sl
            JOIN sale_order s ON s.id = sl.order_id
            JOIN res_company c ON c.id = s.company_id
            JOIN outlet_place o ON o.id = sl.place_id
            JOIN product_product p ON p.id = sl.product_id
            JOIN product_template t ON t.id = p.product_tmpl_id
            JOIN uom_uom u ON u.id = sl.product_uom_id
            JOIN uom_uom tu ON tu.id = t.uom_id
        """

    def _read_group_select(self, aggregate_spec, query):
        """Compare stock and sales of a group as a whole, not row by row."""
        if aggregate_spec != "turnover_days:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "SUM(%s) * %s / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, "pieces", query),
            self.env.company.outlet_turnover_days,
            self._field_to_sql(self._table, "sold_pieces", query),
        )
