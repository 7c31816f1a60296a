from odoo import api, models


class ResellerRanking(models.Model):
    """The queries the ranking is joined from, one for each group of figures."""

    _inherit = "reseller.ranking"

    @api.model
    def _get_sold(self, start, end, before):
        """Return the SQL of pieces, sales and returns of the period."""
        this = f"FILTER (WHERE s.date_order >= '{start}')"
        return f"""
            SELECT s.reseller_id, s.company_id,
                   COALESCE(SUM(l.product_uom_qty) {this}, 0) AS pieces,
                   COALESCE(SUM(l.product_uom_qty)
                       FILTER (WHERE s.date_order < '{start}'), 0) AS before,
                   SUM(l.price_total / COALESCE(NULLIF(s.currency_rate, 0), 1)) {this}
                       AS amount,
                   SUM(r.pieces) {this} AS returned
              FROM sale_order s
              JOIN sale_order_line l ON l.order_id = s.id
              LEFT JOIN (
                SELECT cl.sale_line_id, SUM(cl.quantity) AS pieces
                  FROM outlet_case_line cl
                  JOIN outlet_case oc ON oc.id = cl.case_id
                 WHERE oc.kind = 'return' AND oc.state != 'cancel'
                   AND oc.outcome IS DISTINCT FROM 'rejected'
                 GROUP BY cl.sale_line_id
              ) r ON r.sale_line_id = l.id
             WHERE s.state = 'sale' AND s.reseller_id IS NOT NULL
               AND s.date_order >= '{before}' AND s.date_order < '{end}'
               AND l.display_type IS NULL AND l.product_id IS NOT NULL
                   {self._get_whose("s.reseller_id")}
             GROUP BY s.reseller_id, s.company_id"""

    @api.model
    def _get_buyers(self, start, end):
        """Return the SQL of who bought in the period, and who of them came back."""
        whose = self._get_whose("s.reseller_id")
        return f"""
            SELECT y.reseller_id, y.company_id, COUNT(*) AS customers,
                   SUM(y.orders) AS orders,
                   COUNT(*) FILTER (WHERE y.now > 1 OR EXISTS (
                        SELECT FROM sale_order t
                         WHERE t.state = 'sale' AND t.reseller_id = y.reseller_id
                           AND t.company_id = y.company_id
                           AND t.partner_id = y.partner_id
                           AND t.date_order < '{start}')) AS repeated
              FROM (
                SELECT s.reseller_id, s.company_id, s.partner_id, COUNT(*) AS now,
                       COUNT(*) FILTER (WHERE EXISTS (
                            SELECT FROM sale_order_line l
                             WHERE l.order_id = s.id AND l.display_type IS NULL
                               AND l.product_id IS NOT NULL)) AS orders
                  FROM sale_order s
                 WHERE s.state = 'sale' AND s.reseller_id IS NOT NULL
                   AND s.date_order >= '{start}' AND s.date_order < '{end}' {whose}
                 GROUP BY 1, 2, 3
              ) y
             GROUP BY 1, 2"""

    @api.model
    def _get_last(self):
        """Return the SQL of the last order of each reseller."""
        return f"""
            SELECT s.reseller_id, s.company_id, MAX(s.date_order) AS last_order
              FROM sale_order s
             WHERE s.state = 'sale' AND s.reseller_id IS NOT NULL
                   {self._get_whose("s.reseller_id")}
             GROUP BY 1, 2"""

    @api.model
    def _get_shelves(self, start, end):
        """Return the SQL of the articles a reseller shows, and those that sold."""
        return f"""
            SELECT z.reseller_id, z.company_id, COUNT(*) AS shown,
                   COUNT(*) FILTER (WHERE z.sold) AS sold
              FROM (
                SELECT w.reseller_id, w.company_id, w.product_tmpl_id,
                       BOOL_OR(w.sold) AS sold
                  FROM ({self._get_shown(start, end)}) w
                 GROUP BY 1, 2, 3
              ) z
             GROUP BY 1, 2"""

    @api.model
    def _get_shown(self, start, end):
        """Return the SQL of (reseller, company, article, sold). Extend by UNION ALL.

        A pick or an own price is the sign that a reseller shows an article.
        """
        whose = self._get_whose("v.reseller_id")
        return f"""
            SELECT s.reseller_id, s.company_id, p.product_tmpl_id, TRUE AS sold
              FROM sale_order s
              JOIN sale_order_line l ON l.order_id = s.id
              JOIN product_product p ON p.id = l.product_id
             WHERE s.state = 'sale' AND s.reseller_id IS NOT NULL
               AND s.date_order >= '{start}' AND s.date_order < '{end}'
               AND l.display_type IS NULL {self._get_whose("s.reseller_id")}
            UNION ALL
            SELECT v.reseller_id, v.company_id, v.product_tmpl_id, FALSE
              FROM reseller_price v WHERE TRUE {whose}
            UNION ALL
            SELECT v.reseller_id, v.company_id, v.product_tmpl_id, FALSE
              FROM reseller_pick v WHERE TRUE {whose}"""
