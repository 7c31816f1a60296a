from odoo import api, fields, models
from odoo.tools import SQL


class OutletSellThrough(models.Model):
    """Which goods sell in which kind of place, against all there was to sell.

    One row per kind of place and kind of goods (category, brand, agent), whether it
    sold there or not: what there was to sell is the same for every kind of place, so
    that it is counted once whatever the rows are grouped by.
    """

    _name = "outlet.sell.through"
    _inherit = "outlet.view.query"
    _description = "Sell-Through by Place Type"
    _auto = False
    _order = "place_type, categ_id, id"
    _rec_name = "place_type"

    place_type = fields.Selection(
        lambda self: (
            self.env["outlet.place"]
            ._fields["place_type"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    brand_id = fields.Many2one("product.brand", readonly=True)
    agent_id = fields.Many2one("res.partner", readonly=True)
    sold = fields.Float("Sold There", digits=(16, 0), readonly=True)
    available = fields.Float(
        "To Sell",
        digits=(16, 0),
        aggregator="sum",
        readonly=True,
        help="Sold anywhere so far, and in stock today.",
    )
    sell_through = fields.Float(
        "Sell-Through (%)", digits=(5, 1), aggregator="avg", readonly=True
    )

    @api.model
    def _get_sources(self):
        columns = {
            "id": "ROW_NUMBER() OVER (ORDER BY g.company_id, g.categ_id, g.brand_id,"
            " g.agent_id, y.place_type)",
            "place_type": "y.place_type",
            "company_id": "g.company_id",
            "categ_id": "g.categ_id",
            "brand_id": "g.brand_id",
            "agent_id": "g.agent_id",
            "sold": "COALESCE(d.sold, 0)",
            "available": "g.available",
            "sell_through": "100.0 * COALESCE(d.sold, 0) / NULLIF(g.available, 0)",
        }
        return [(columns, self._get_tables(), "g.available > 0")]

    @api.model
    def _get_tables(self):
        """Return every kind of goods with every kind of place that sold anything."""
        goods = "t.categ_id, t.product_brand_id AS brand_id"
        sold = f"""
            SELECT s.company_id, {goods}, l.agent_id, o.place_type,
                   SUM(l.product_uom_qty) AS sold
              FROM sale_order_line l
              JOIN sale_order s ON s.id = l.order_id
              JOIN outlet_place o ON o.id = l.place_id
              JOIN product_product p ON p.id = l.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
             WHERE s.state = 'sale' AND l.display_type IS NULL
               AND l.agent_id IS NOT NULL
             GROUP BY 1, 2, 3, 4, 5"""
        stock = f"""
            SELECT q.company_id, {goods}, q.owner_id AS agent_id,
                   SUM(q.quantity) AS pieces
              FROM stock_quant q
              JOIN stock_location x ON x.id = q.location_id AND x.usage = 'internal'
              JOIN product_product p ON p.id = q.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
             WHERE q.owner_id IS NOT NULL AND q.quantity > 0
             GROUP BY 1, 2, 3, 4"""
        same = " AND ".join(
            f"d.{name} = g.{name}" for name in ("company_id", "categ_id", "agent_id")
        )
        return f"""
            (
                SELECT company_id, categ_id, brand_id, agent_id, SUM(n) AS available
                  FROM (
                    SELECT company_id, categ_id, brand_id, agent_id, sold AS n
                      FROM ({sold}) a
                    UNION ALL SELECT * FROM ({stock}) b
                  ) both_kinds
                 GROUP BY 1, 2, 3, 4
            ) g
            CROSS JOIN (
                SELECT DISTINCT o.place_type FROM outlet_place o
                 WHERE EXISTS (SELECT FROM sale_order_line l WHERE l.place_id = o.id)
            ) y
            LEFT JOIN ({sold}) d
              ON {same} AND d.brand_id IS NOT DISTINCT FROM g.brand_id
             AND d.place_type = y.place_type
        """

    def _read_group_select(self, aggregate_spec, query):
        """Count what there was to sell once, not once per kind of place."""
        if aggregate_spec not in ("available:sum", "sell_through:avg"):
            return super()._read_group_select(aggregate_spec, query)

        def column(name):
            return self._field_to_sql(self._table, name, query)

        available = SQL(
            "(SUM(%s) / NULLIF(COUNT(DISTINCT %s), 0))",
            column("available"),
            column("place_type"),
        )
        if aggregate_spec == "available:sum":
            return available
        return SQL("100.0 * SUM(%s) / NULLIF(%s, 0)", column("sold"), available)
