from odoo import api, fields, models
from odoo.tools import SQL

PERSON_GROUPS = "brand_outlet.group_operator"
# An agent deals with the operator at the supply price; what the consumer paid is
# between the brand, which protects its price, and the operator.
PAID_GROUPS = "brand_outlet.group_operator,brand_outlet.group_brand"
SUPPLY_GROUPS = "brand_outlet.group_operator,brand_outlet.group_agent"

LOW_TIERS = ("3", "4", "5")
# A share: what is counted, which column decides, and with which values.
SHARES = {
    "own_share": ("pieces", "channel", ("own",)),
    "clearing_share": ("pieces", "channel", ("clearing",)),
    "own_paid_share": ("amount_paid", "channel", ("own",)),
    "clearing_paid_share": ("amount_paid", "channel", ("clearing",)),
    "own_supply_share": ("amount_supply", "channel", ("own",)),
    "clearing_supply_share": ("amount_supply", "channel", ("clearing",)),
    "low_tier_share": ("pieces", "city_tier", LOW_TIERS),
}
SHARE = (
    "100.0 * SUM(%s) FILTER (WHERE %s IN %s)"
    " / NULLIF(SUM(%s) FILTER (WHERE %s IS NOT NULL), 0)"
)
AVERAGES = {
    "price:avg": ("SUM(%s) / NULLIF(SUM(%s), 0)", ("amount_paid", "pieces")),
    # a pace is told within one session only
    "pieces_per_hour:avg": (
        "CASE WHEN COUNT(DISTINCT %s) = 1 THEN SUM(%s) * 60 / GREATEST(MAX(%s), 1) END",
        ("session_id", "pieces", "session_minutes"),
    ),
}


def _share(string, **options):
    return fields.Float(
        string, digits=(5, 1), aggregator="avg", readonly=True, **options
    )


def _place_selection(name):
    """Return the values of a selection of places, those of other addons too."""

    def get_values(self):
        return self.env["outlet.place"]._fields[name]._description_selection(self.env)

    return get_values


class OutletSaleReport(models.Model):
    """One row per line of a confirmed order that was made in a place.

    Other addons add a column by declaring the field and extending
    ``_get_sale_columns``, and another kind of line by extending ``_get_sources``.
    """

    _name = "outlet.sale.report"
    _inherit = "outlet.view.query"
    _description = "Outlet Sales"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "product_id"

    date = fields.Datetime("Ordered On", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    # goods
    brand_id = fields.Many2one("product.brand", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", "Style", readonly=True)
    product_id = fields.Many2one("product.product", "Article", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    season = fields.Char(readonly=True)
    offer_id = fields.Many2one("outlet.offer", readonly=True)
    agent_id = fields.Many2one("res.partner", readonly=True)
    # place
    place_id = fields.Many2one("outlet.place", readonly=True)
    place_name = fields.Char(readonly=True)
    place_type = fields.Selection(_place_selection("place_type"), readonly=True)
    grade = fields.Selection(_place_selection("grade"), readonly=True)
    state_id = fields.Many2one("res.country.state", "Province", readonly=True)
    city_id = fields.Many2one("outlet.city", readonly=True)
    city_tier = fields.Selection(_place_selection("city_tier"), readonly=True)
    channel = fields.Selection(
        [("own", "Own places"), ("clearing", "Clearing")], readonly=True
    )
    session_id = fields.Many2one("outlet.session", readonly=True)
    session_minutes = fields.Float(
        "Minutes After Opening",
        aggregator="max",
        digits=(16, 1),
        readonly=True,
        help="How long after the session opened; of several the last.",
    )
    pieces_per_hour = fields.Float(
        aggregator="avg",
        digits=(16, 0),
        readonly=True,
        help="Pieces of one session by the time of the last of them.",
    )
    # people
    order_id = fields.Many2one("sale.order", readonly=True, groups=PERSON_GROUPS)
    partner_id = fields.Many2one(
        "res.partner", "Consumer", readonly=True, groups=PERSON_GROUPS
    )
    reseller_id = fields.Many2one(
        "res.partner", "Seller", readonly=True, groups=PERSON_GROUPS
    )
    # figures
    pieces = fields.Float(digits=(16, 0), readonly=True)
    delivered_pieces = fields.Float("Delivered", digits=(16, 0), readonly=True)
    amount_tag = fields.Monetary("Tag Value", readonly=True)
    amount_paid = fields.Monetary("Sales", readonly=True, groups=PAID_GROUPS)
    price = fields.Monetary(
        "Average Price",
        aggregator="avg",
        readonly=True,
        groups=PAID_GROUPS,
        help="Paid per piece; an average weighs each piece the same.",
    )
    lowest_price = fields.Monetary(aggregator="min", readonly=True, groups=PAID_GROUPS)
    amount_supply = fields.Monetary(
        "Supply Value",
        readonly=True,
        groups=SUPPLY_GROUPS,
        help="What the agent is paid for these pieces.",
    )
    amount_cost = fields.Monetary(
        "Paid to the Brand",
        readonly=True,
        groups=SUPPLY_GROUPS,
        help="What the agent paid the brand, where the contract tells.",
    )
    margin = fields.Monetary(
        readonly=True,
        groups=SUPPLY_GROUPS,
        help="Supply value less what the agent paid the brand.",
    )
    # shares, in per cent of the group they are told of
    own_share = _share("Own Places, Pieces (%)")
    clearing_share = _share("Clearing, Pieces (%)")
    own_paid_share = _share("Own Places, Sales (%)", groups=PAID_GROUPS)
    clearing_paid_share = _share("Clearing, Sales (%)", groups=PAID_GROUPS)
    own_supply_share = _share("Own Places, Supply Value (%)", groups=SUPPLY_GROUPS)
    clearing_supply_share = _share("Clearing, Supply Value (%)", groups=SUPPLY_GROUPS)
    low_tier_share = _share(
        "Tier 3 and Below (%)",
        help="Of the pieces sold in places whose city tier is known.",
    )

    @api.model
    def _get_sources(self):
        return [
            (
                self._get_sale_columns(),
                self._get_sale_tables(),
                "l.place_id IS NOT NULL AND l.display_type IS NULL"
                " AND l.product_id IS NOT NULL AND s.state = 'sale'",
            )
        ]

    @api.model
    def _get_goods_columns(self):
        """Return the columns that follow from product, place and company."""
        return {
            "company_id": "c.id",
            "currency_id": "c.currency_id",
            "product_tmpl_id": "t.id",
            "product_id": "p.id",
            "categ_id": "t.categ_id",
            "season": "t.season",
            "place_id": "o.id",
            "place_name": "o.name",
            "place_type": "o.place_type",
            "grade": "o.grade",
            "state_id": "o.state_id",
            "city_id": "o.city_id",
            "city_tier": "o.city_tier",
            "channel": "CASE WHEN o.place_type = 'clearing' THEN 'clearing' "
            "ELSE 'own' END",
        }

    @api.model
    def _get_sale_columns(self):
        """Return the columns of order lines. Extend by ``super()`` and update."""
        pieces = "(l.product_uom_qty * u.factor / tu.factor)"
        paid = "l.price_total / COALESCE(NULLIF(s.currency_rate, 0), 1)"
        price = f"{paid} / NULLIF({pieces}, 0)"
        supply = f"{pieces} * {self._get_supply_price()}"
        cost = f"{pieces} * {self._get_cost_price()}"
        return self._get_goods_columns() | {
            "id": "l.id",
            "date": "s.date_order",
            "brand_id": "l.brand_id",
            "offer_id": "l.offer_id",
            "agent_id": "l.agent_id",
            "order_id": "s.id",
            "partner_id": "s.partner_id",
            "reseller_id": "s.reseller_id",
            "pieces": pieces,
            "session_id": "l.session_id",
            "session_minutes": "EXTRACT(epoch FROM s.date_order - e.date_start) / 60",
            "delivered_pieces": "(l.qty_delivered * u.factor / tu.factor)",
            "amount_tag": f"{pieces} * t.list_price",
            "amount_paid": paid,
            "price": price,
            "lowest_price": price,
            "amount_supply": supply,
            "amount_cost": cost,
            "margin": f"{supply} - {cost}",
        }

    @api.model
    def _get_supply_price(self):
        """Return the SQL of what the agent is paid for one piece."""
        return "ROUND((t.list_price * f.supply_ratio / 100)::numeric, 2)"

    @api.model
    def _get_cost_price(self):
        """Return the SQL of what the agent paid the brand for one piece, or NULL.

        The terms of the day of the order count.
        """
        return """(
            SELECT ROUND((t.list_price * NULLIF(k.purchase_ratio, 0) / 100)::numeric, 2)
              FROM brand_contract k
             WHERE k.brand_id = l.brand_id AND k.agent_id = l.agent_id
               AND k.company_id = s.company_id AND k.state != 'draft'
               AND k.date_start <= s.date_order
               AND (k.date_end IS NULL OR k.date_end >= s.date_order::date)
             ORDER BY k.version DESC LIMIT 1)"""

    @api.model
    def _get_sale_tables(self):
        """Return the tables behind the columns of order lines."""
        return """
            sale_order_line l
            JOIN sale_order s ON s.id = l.order_id
            JOIN res_company c ON c.id = s.company_id
            JOIN outlet_place o ON o.id = l.place_id
            JOIN product_product p ON p.id = l.product_id
            JOIN product_template t ON t.id = p.product_tmpl_id
            JOIN uom_uom u ON u.id = l.product_uom_id
            JOIN uom_uom tu ON tu.id = t.uom_id
            LEFT JOIN outlet_offer f ON f.id = l.offer_id
            LEFT JOIN outlet_session e ON e.id = l.session_id
        """

    def _read_group_select(self, aggregate_spec, query):
        """Weigh prices by pieces, shares by what they are shares of."""
        name = aggregate_spec.partition(":")[0]
        if aggregate_spec not in AVERAGES and name not in SHARES:
            return super()._read_group_select(aggregate_spec, query)
        self._check_field_access(self._fields[name], "read")
        if name in SHARES:
            amount, column, values = SHARES[name]
            amount, column = (self._to_sql(one, query) for one in (amount, column))
            return SQL(SHARE, amount, column, values, amount, column)
        template, names = AVERAGES[aggregate_spec]
        return SQL(template, *(self._to_sql(one, query) for one in names))

    def _to_sql(self, name, query):
        return self._field_to_sql(self._table, name, query)

    def action_open_order(self):
        """Open the order of the line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.order_id._name,
            "res_id": self.order_id.id,
            "views": [(False, "form")],
        }
