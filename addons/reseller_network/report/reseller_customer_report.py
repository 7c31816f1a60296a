from odoo import api, fields, models
from odoo.tools import SQL

from ..models.reseller_customer import SOURCES

RETURN_RATE = "100.0 * SUM(%s) / NULLIF(SUM(%s), 0)"


class ResellerCustomerReport(models.Model):
    """Which sources bring people who come again, and which bring returns.

    One row per customer who bought, without the person. Coming again is an order on
    another day: two orders of one evening are one visit.
    """

    _name = "reseller.customer.report"
    _inherit = "outlet.view.query"
    _description = "Customers by Source"
    _auto = False
    _order = "first_order desc, id desc"
    _rec_name = "source"
    _depends = {
        "reseller.customer": ["source", "place_id"],
        "sale.order": ["state", "date_order", "amount_total", "reseller_customer_id"],
        "sale.order.line": ["product_uom_qty"],
        "stock.move": ["state", "quantity", "sale_line_id"],
    }

    reseller_id = fields.Many2one("res.partner", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    source = fields.Selection(SOURCES, readonly=True)
    place_id = fields.Many2one("outlet.place", "First Place", readonly=True)
    place_type = fields.Selection(
        lambda self: (
            self.env["outlet.place"]
            ._fields["place_type"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    first_order = fields.Date(readonly=True)
    customers = fields.Integer(readonly=True)
    orders = fields.Integer("Number of Orders", readonly=True)
    amount = fields.Monetary("Sales", readonly=True)
    second_rate = fields.Float(
        "Came Again (%)",
        digits=(5, 1),
        aggregator="avg",
        readonly=True,
        help="Of those who bought, how many did so on a second day.",
    )
    third_rate = fields.Float(
        "Came a Third Time (%)",
        digits=(5, 1),
        aggregator="avg",
        readonly=True,
        help="Of those who came again, how many did so once more.",
    )
    days_to_second = fields.Float(
        "Days to the Second Order",
        digits=(5, 1),
        aggregator="avg",
        readonly=True,
    )
    days_to_third = fields.Float(
        "Days from the Second to the Third",
        digits=(5, 1),
        aggregator="avg",
        readonly=True,
    )
    pieces = fields.Float(digits=(16, 0), readonly=True)
    returned = fields.Float("Returned Pieces", digits=(16, 0), readonly=True)
    return_rate = fields.Float(
        "Returned (%)",
        digits=(5, 1),
        aggregator="avg",
        readonly=True,
        help="Of the pieces sold, how many came back.",
    )

    @api.model
    def _get_sources(self):
        columns = {
            "id": "c.id",
            "reseller_id": "c.reseller_id",
            "company_id": "c.company_id",
            "currency_id": "k.currency_id",
            "source": "c.source",
            "place_id": "c.place_id",
            "place_type": "place.place_type",
            "first_order": "s.days[1]",
            "customers": "1",
            "orders": "s.orders",
            "amount": "s.amount",
            "second_rate": "CASE WHEN s.days[2] IS NULL THEN 0 ELSE 100 END",
            "third_rate": "CASE WHEN s.days[2] IS NULL THEN NULL"
            " WHEN s.days[3] IS NULL THEN 0 ELSE 100 END",
            "days_to_second": "s.days[2] - s.days[1]",
            "days_to_third": "s.days[3] - s.days[2]",
            "pieces": "g.pieces",
            "returned": "g.returned",
            "return_rate": "100.0 * g.returned / NULLIF(g.pieces, 0)",
        }
        return [(columns, self._get_tables(), "s.orders > 0")]

    @api.model
    def _get_tables(self):
        """Return the customers with their days of buying and their pieces.

        Joined sideways, so that the figures of one reseller cost what his customers
        cost, not what everybody's do.
        """
        return """
            reseller_customer c
            JOIN res_company k ON k.id = c.company_id
            JOIN res_partner kp ON kp.id = k.partner_id
            LEFT JOIN outlet_place place ON place.id = c.place_id
            CROSS JOIN LATERAL (
                SELECT COUNT(*) AS orders, SUM(o.amount_total) AS amount,
                       array_agg(DISTINCT (o.date_order AT TIME ZONE 'UTC'
                           AT TIME ZONE COALESCE(kp.tz, 'Asia/Shanghai'))::date
                       ) AS days
                  FROM sale_order o
                 WHERE o.reseller_customer_id = c.id AND o.state = 'sale'
            ) s
            CROSS JOIN LATERAL (
                SELECT SUM(l.product_uom_qty) AS pieces,
                       SUM(b.returned) AS returned
                  FROM sale_order o
                  JOIN sale_order_line l ON l.order_id = o.id
                   AND l.product_id IS NOT NULL AND l.display_type IS NULL
                  CROSS JOIN LATERAL (
                      SELECT COALESCE(SUM(m.quantity), 0) AS returned
                        FROM stock_move m
                        JOIN stock_location f ON f.id = m.location_id
                       WHERE m.sale_line_id = l.id AND m.state = 'done'
                         AND f.usage = 'customer') b
                 WHERE o.reseller_customer_id = c.id AND o.state = 'sale'
            ) g
        """

    def _read_group_select(self, aggregate_spec, query):
        """Weigh the return rate by pieces: a customer of one piece is not like one
        of twenty."""
        if aggregate_spec != "return_rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        self._check_field_access(self._fields["return_rate"], "read")
        returned, pieces = (
            self._field_to_sql(self._table, name, query)
            for name in ("returned", "pieces")
        )
        return SQL(RETURN_RATE, returned, pieces)
