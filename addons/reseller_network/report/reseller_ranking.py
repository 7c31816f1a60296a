from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from ..models.outlet_place_seller import SELLER_TYPES

PERIODS = [
    ("7", "7 days"),
    ("30", "30 days"),
    ("90", "90 days"),
    ("365", "One year"),
    ("month", "This month"),
    ("last_month", "Last month"),
]
PULSES = [
    ("waking", "Waking up"),
    ("growing", "Growing"),
    ("steady", "Steady"),
    ("falling", "Falling asleep"),
    ("asleep", "Asleep"),
    ("never", "Nothing sold yet"),
]
# What is divided by what, so that a group weighs its resellers by their size.
RATES = {
    "repeat_rate:avg": ("repeat_customers", "customers"),
    "return_rate:avg": ("returned", "pieces"),
    "sell_through:avg": ("articles_sold", "articles"),
}
OPERATOR = "brand_outlet.group_operator"
# Whoever sells less than this part of what he sold before is falling asleep, and
# whoever sells more than this multiple is growing.
FALLING, GROWING = 0.5, 1.2
# Up to so many rows are read from the orders of these resellers alone.
PAGE = 500


class ResellerRanking(models.Model):
    """Who really sells: one row per reseller in force and period, read in one pass.

    *Before* is the span of the same length right before the period. The figures are
    those of the reseller's confirmed orders.
    """

    _name = "reseller.ranking"
    _inherit = "outlet.view.query"
    _description = "Ranking of Resellers"
    _auto = False
    _order = "pieces desc, customers desc, id"
    _rec_name = "reseller_id"

    contract_id = fields.Many2one("reseller.contract", readonly=True)
    reseller_id = fields.Many2one("res.partner", readonly=True)
    upstream_id = fields.Many2one("res.partner", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    grade_id = fields.Many2one("res.partner.grade", "Tier", readonly=True)
    mode = fields.Selection([("shop", "Shop"), ("link", "Link")], readonly=True)
    seller_type = fields.Selection(SELLER_TYPES, readonly=True)
    state_id = fields.Many2one("res.country.state", "Province", readonly=True)
    city_id = fields.Many2one("outlet.city", readonly=True)
    period = fields.Selection(PERIODS, readonly=True)
    pulse = fields.Selection(PULSES, readonly=True)
    sellers = fields.Integer("Resellers", readonly=True)
    active_sellers = fields.Integer("Selling", readonly=True)
    pieces = fields.Float("Pieces Sold", digits=(16, 0), readonly=True)
    pieces_before = fields.Float(digits=(16, 0), readonly=True)
    change = fields.Float("Change (%)", digits=(16, 0), aggregator=None, readonly=True)
    amount = fields.Monetary("Sales", readonly=True, groups=OPERATOR)
    orders = fields.Integer(readonly=True)
    customers = fields.Integer(readonly=True)
    repeat_customers = fields.Integer(
        readonly=True,
        help="Customers of the period who have ordered from this reseller before.",
    )
    repeat_rate = fields.Float(
        "Repeat Rate (%)", digits=(5, 1), aggregator="avg", readonly=True
    )
    returned = fields.Float("Sent Back", digits=(16, 0), readonly=True)
    return_rate = fields.Float(
        "Return Rate (%)", digits=(5, 1), aggregator="avg", readonly=True
    )
    articles = fields.Integer("Articles Shown", readonly=True)
    articles_sold = fields.Integer(readonly=True)
    sell_through = fields.Float(
        "Sell-Through (%)",
        digits=(5, 1),
        aggregator="avg",
        readonly=True,
        help="Of the articles this reseller shows, how many have sold.",
    )
    last_order = fields.Datetime("Last Sale", readonly=True)
    silent_days = fields.Integer("Days Silent", aggregator="max", readonly=True)

    @api.model
    def _get_spans(self):
        """Return ``{period: (start, end, start of the span before)}`` in UTC.

        Periods are whole days in the company's time zone, today included.
        """
        zone = pytz.timezone(
            self.env.company.partner_id.tz or self.env.user.tz or "UTC"
        )

        def to_utc(day):
            local = zone.localize(datetime.combine(day, time.min))
            return local.astimezone(pytz.utc).replace(tzinfo=None)

        today = datetime.now(zone).date()
        tomorrow = today + timedelta(days=1)
        month = today.replace(day=1)
        last = (month - timedelta(days=1)).replace(day=1)
        days = {"month": (month, tomorrow), "last_month": (last, month)} | {
            key: (tomorrow - timedelta(days=int(key)), tomorrow)
            for key in ("7", "30", "90", "365")
        }
        return {
            key: (to_utc(start), to_utc(end), to_utc(start - (end - start)))
            for key, (start, end) in days.items()
        }

    @api.model
    def _get_sources(self):
        now = fields.Datetime.now()
        return [
            (
                self._get_columns(number, period, span[0], now),
                self._get_tables(*span),
                "k.state = 'active'",
            )
            for number, (period, span) in enumerate(self._get_spans().items())
        ]

    @api.model
    def _get_columns(self, number, period, start, now):
        """Return the columns of one period. Extend by ``super()`` and update."""
        same = ("reseller_id", "upstream_id", "company_id", "grade_id", "mode")
        pieces, before = "COALESCE(d.pieces, 0)", "COALESCE(d.before, 0)"
        return {name: f"k.{name}" for name in same} | {
            "id": f"k.id * 10 + {number}",
            "contract_id": "k.id",
            "currency_id": "c.currency_id",
            "seller_type": "k.seller_type",
            "state_id": "COALESCE(o.state_id, partner.state_id)",
            "city_id": "o.city_id",
            "period": f"'{period}'",
            "pulse": f"""CASE WHEN e.last_order IS NULL THEN 'never'
                WHEN {pieces} = 0 AND {before} = 0 THEN 'asleep'
                WHEN {before} = 0 THEN 'waking'
                WHEN {pieces} < {before} * {FALLING} THEN 'falling'
                WHEN {pieces} > {before} * {GROWING} THEN 'growing'
                ELSE 'steady' END""",
            "sellers": "1",
            "active_sellers": f"({pieces} > 0)::int",
            "pieces": pieces,
            "pieces_before": before,
            "change": f"100 * ({pieces} / NULLIF({before}, 0) - 1)",
            "amount": "COALESCE(d.amount, 0)",
            "orders": "COALESCE(b.orders, 0)",
            "customers": "COALESCE(b.customers, 0)",
            "repeat_customers": "COALESCE(b.repeated, 0)",
            "repeat_rate": "100.0 * b.repeated / NULLIF(b.customers, 0)",
            "returned": "COALESCE(d.returned, 0)",
            "return_rate": "100.0 * d.returned / NULLIF(d.pieces, 0)",
            "articles": "COALESCE(a.shown, 0)",
            "articles_sold": "COALESCE(a.sold, 0)",
            "sell_through": "100.0 * a.sold / NULLIF(a.shown, 0)",
            "last_order": "e.last_order",
            "silent_days": f"""GREATEST(EXTRACT(day FROM '{now}'::timestamp
                - COALESCE(e.last_order, k.date_start)), 0)""",
        }

    @api.model
    def _get_tables(self, start, end, before):
        """Return the contracts with what was sold, to whom, and of how many articles.

        Each part is one pass over the orders, whatever the number of resellers, and
        left out where nothing of it is asked for.
        """
        return f"""
            reseller_contract k
            JOIN res_company c ON c.id = k.company_id
            JOIN res_partner partner ON partner.id = k.reseller_id
            LEFT JOIN outlet_place o ON o.id = k.default_place_id
            LEFT JOIN ({self._get_sold(start, end, before)}) d
              ON d.reseller_id = k.reseller_id AND d.company_id = k.company_id
            LEFT JOIN ({self._get_buyers(start, end)}) b
              ON b.reseller_id = k.reseller_id AND b.company_id = k.company_id
            LEFT JOIN ({self._get_last()}) e
              ON e.reseller_id = k.reseller_id AND e.company_id = k.company_id
            LEFT JOIN ({self._get_shelves(start, end)}) a
              ON a.reseller_id = k.reseller_id AND a.company_id = k.company_id
        """

    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """Find who is on a page first, then sum up what is shown of these alone."""
        if not limit or limit > PAGE:
            return super().search_fetch(domain, field_names, offset, limit, order)
        found = super().search_fetch(domain, [], offset, limit, order)
        found.fetch(field_names)
        return found

    def fetch(self, field_names=None):
        """Read a page without a walk through the orders of everybody."""
        if not self or len(self) > PAGE:
            return super().fetch(field_names)
        # whose orders are looked at; the rows are the user's as before
        contracts = self.env["reseller.contract"].sudo()
        contracts = contracts.browse({one // 10 for one in self._ids})
        narrow = self.with_context(ranking_of=contracts.reseller_id.ids)
        return super(ResellerRanking, narrow).fetch(field_names)

    @api.model
    def _get_whose(self, column):
        """Return the condition that only the orders of who is read are looked at."""
        resellers = self.env.context.get("ranking_of")
        if not resellers:
            return ""
        # plain numbers, whoever gave the context
        ids = ", ".join(str(int(one)) for one in resellers)
        return f"AND {column} IN ({ids})"

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

    def _read_group_select(self, aggregate_spec, query):
        """Weigh each reseller by his size."""
        if aggregate_spec not in RATES:
            return super()._read_group_select(aggregate_spec, query)
        self._check_field_access(self._fields[aggregate_spec.partition(":")[0]], "read")
        part, whole = (
            self._field_to_sql(self._table, name, query)
            for name in RATES[aggregate_spec]
        )
        return SQL("100.0 * SUM(%s) / NULLIF(SUM(%s), 0)", part, whole)

    def action_open_contract(self):
        """Open the reseller's contract."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "reseller.contract",
            "res_id": self.contract_id.id,
            "views": [(False, "form")],
        }
