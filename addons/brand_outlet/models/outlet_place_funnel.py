from odoo import fields, models
from odoo.tools import SQL

from .outlet_city import CITY_TIERS
from .outlet_place import GRADES, PLACE_TYPES


class OutletPlaceFunnel(models.Model):
    """Opens, orders, paid and repeated, per place and day: a place is judged by
    its traffic and what becomes of it.

    An order counts on the day it was made, and as paid once it is confirmed. It is a
    repeated one when its buyer had a paid order at this place before.
    """

    _name = "outlet.place.funnel"
    _description = "Funnel of Places"
    _auto = False
    _order = "date desc, place_id"
    _rec_name = "place_id"

    place_id = fields.Many2one("outlet.place", readonly=True)
    owner_id = fields.Many2one("res.partner", readonly=True)
    place_type = fields.Selection(PLACE_TYPES, readonly=True)
    grade = fields.Selection(GRADES, readonly=True)
    state_id = fields.Many2one("res.country.state", "Province", readonly=True)
    city_tier = fields.Selection(CITY_TIERS, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Date(readonly=True)
    opens = fields.Integer(readonly=True)
    visitors = fields.Integer(readonly=True)
    orders = fields.Integer(readonly=True)
    paid = fields.Integer("Paid Orders", readonly=True)
    repeated = fields.Integer("Repeat Orders", readonly=True)
    conversion = fields.Float(
        "Conversion (%)",
        readonly=True,
        aggregator="avg",
        digits=(5, 1),
        help="Paid orders per hundred opens.",
    )

    @property
    def _table_query(self):
        self.env["outlet.place.visit"].flush_model()
        self.env["sale.order"].flush_model()
        return SQL(
            """
            SELECT MIN(step.id) AS id, step.place_id, step.date,
                   place.owner_id, place.place_type, place.grade, place.state_id,
                   place.city_tier, place.company_id,
                   SUM(step.opens)::int AS opens,
                   SUM(step.visitors)::int AS visitors,
                   SUM(step.orders)::int AS orders,
                   SUM(step.paid)::int AS paid,
                   SUM(step.repeated)::int AS repeated,
                   100.0 * SUM(step.paid) / NULLIF(SUM(step.opens), 0) AS conversion
              FROM (%s) step
              JOIN outlet_place place ON place.id = step.place_id
             GROUP BY step.place_id, step.date, place.id
            """,
            SQL(" UNION ALL ").join(self._get_steps()),
        )

    def _get_steps(self):
        """Return the queries whose rows are added up. Extend by ``super()``.

        Each gives id (unique among all), place_id, date, opens, visitors, orders,
        paid and repeated.
        """
        return [self._get_visits_sql(), self._get_orders_sql()]

    def _get_visits_sql(self):
        return SQL(
            """
            SELECT id * 3 AS id, place_id, date, opens, visitors,
                   0 AS orders, 0 AS paid, 0 AS repeated
              FROM outlet_place_visit
            """
        )

    def _get_orders_sql(self):
        return SQL(
            """
            SELECT sale.id * 3 + 1 AS id, sale.place_id,
                   (sale.create_date AT TIME ZONE 'UTC' AT TIME ZONE
                        COALESCE(partner.tz, 'Asia/Shanghai'))::date AS date,
                   0 AS opens, 0 AS visitors, 1 AS orders,
                   (sale.state = 'sale')::int AS paid,
                   (sale.state = 'sale' AND EXISTS (
                        SELECT 1 FROM sale_order earlier
                         WHERE earlier.place_id = sale.place_id
                           AND earlier.partner_id = sale.partner_id
                           AND earlier.state = 'sale' AND earlier.id < sale.id
                    ))::int AS repeated
              FROM sale_order sale
              JOIN res_company company ON company.id = sale.company_id
              JOIN res_partner partner ON partner.id = company.partner_id
             WHERE sale.place_id IS NOT NULL AND sale.state != 'cancel'
            """
        )

    def _read_group_select(self, aggregate_spec, query):
        """A conversion is not the average of the days' conversions."""
        if aggregate_spec.partition(":")[0] != "conversion":
            return super()._read_group_select(aggregate_spec, query)
        table = self._table
        return SQL(
            "100.0 * SUM(%s) / NULLIF(SUM(%s), 0)",
            SQL.identifier(table, "paid"),
            SQL.identifier(table, "opens"),
        )
