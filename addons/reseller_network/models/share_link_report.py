from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.brand_outlet.models.outlet_place import PLACE_TYPES


class ShareLinkReport(models.Model):
    """Opens, orders and refunds of share links, per link and day.

    An order counts on the day it was made, where it is confirmed; a refund is one of
    these orders that was cancelled afterwards or came back, in whole or in part.
    """

    _name = "share.link.report"
    _description = "Sales by Link and Group"
    _auto = False
    _order = "date desc, link_id"
    _rec_name = "link_id"

    link_id = fields.Many2one("share.link", readonly=True)
    label = fields.Char("Group", readonly=True)
    place_id = fields.Many2one("outlet.place", readonly=True)
    place_type = fields.Selection(PLACE_TYPES, readonly=True)
    reseller_id = fields.Many2one("res.partner", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", "Article", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(readonly=True)
    opens = fields.Integer(readonly=True)
    visitors = fields.Integer(readonly=True)
    unseen = fields.Integer("Loaded Unseen", readonly=True)
    orders = fields.Integer(readonly=True)
    refunds = fields.Integer(readonly=True)
    sales = fields.Monetary(readonly=True)
    earned = fields.Monetary("Earning of the Reseller", readonly=True)
    conversion = fields.Float(
        "Conversion (%)",
        readonly=True,
        aggregator="avg",
        digits=(5, 1),
        help="Orders per hundred visitors.",
    )

    @property
    def _table_query(self):
        self.env["share.link.visit"].flush_model()
        self.env["share.link"].flush_model()
        self.env["sale.order"].flush_model()
        self.env["sale.order.line"].flush_model()
        return SQL(
            """
            SELECT MIN(step.id) AS id, step.link_id, step.date,
                   COALESCE(NULLIF(link.label, ''), place.name) AS label,
                   link.place_id, link.place_type, link.reseller_id,
                   link.product_tmpl_id, link.company_id,
                   SUM(step.opens)::int AS opens,
                   SUM(step.visitors)::int AS visitors,
                   SUM(step.unseen)::int AS unseen,
                   SUM(step.orders)::int AS orders,
                   SUM(step.refunds)::int AS refunds,
                   SUM(step.sales) AS sales,
                   SUM(step.earned) AS earned,
                   100.0 * SUM(step.orders) / NULLIF(SUM(step.visitors), 0)
                       AS conversion
              FROM (%s UNION ALL %s) step
              JOIN share_link link ON link.id = step.link_id
              JOIN outlet_place place ON place.id = link.place_id
             GROUP BY step.link_id, step.date, link.id, place.id
            """,
            self._get_visits_sql(),
            self._get_orders_sql(),
        )

    def _get_visits_sql(self):
        return SQL(
            """
            SELECT id * 2 AS id, link_id, date, opens, visitors, unseen,
                   0 AS orders, 0 AS refunds, 0 AS sales, 0 AS earned
              FROM share_link_visit
            """
        )

    def _get_orders_sql(self):
        return SQL(
            """
            SELECT sale.id * 2 + 1 AS id, sale.link_id,
                   (sale.create_date AT TIME ZONE 'UTC' AT TIME ZONE
                        COALESCE(partner.tz, 'Asia/Shanghai'))::date AS date,
                   0 AS opens, 0 AS visitors, 0 AS unseen,
                   (sale.state = 'sale')::int AS orders,
                   (sale.state = 'cancel' OR back.yes IS NOT NULL)::int AS refunds,
                   CASE WHEN sale.state = 'sale' THEN sale.amount_total ELSE 0 END
                       AS sales,
                   CASE WHEN sale.state = 'sale' THEN sale.reseller_amount ELSE 0 END
                       AS earned
              FROM sale_order sale
              JOIN res_company company ON company.id = sale.company_id
              JOIN res_partner partner ON partner.id = company.partner_id
              LEFT JOIN LATERAL (
                   SELECT 1 AS yes FROM sale_order_line line
                     JOIN share_entry entry ON entry.sale_line_id = line.id
                    WHERE line.order_id = sale.id AND entry.quantity < 0 LIMIT 1
              ) back ON TRUE
             WHERE sale.link_id IS NOT NULL
               AND (sale.state = 'sale' OR sale.state = 'cancel' AND EXISTS (
                        -- terms are on the lines once an order was confirmed
                        SELECT 1 FROM sale_order_line line
                         WHERE line.order_id = sale.id
                           AND line.reseller_mode IS NOT NULL))
            """
        )

    def _read_group_select(self, aggregate_spec, query):
        """A conversion is not the average of the days' conversions."""
        if aggregate_spec.partition(":")[0] != "conversion":
            return super()._read_group_select(aggregate_spec, query)
        table = self._table
        return SQL(
            "100.0 * SUM(%s) / NULLIF(SUM(%s), 0)",
            SQL.identifier(table, "orders"),
            SQL.identifier(table, "visitors"),
        )
