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
