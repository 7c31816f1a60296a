from odoo import api, fields, models

from .outlet_sale_report import SUPPLY_GROUPS

SIZE_STATES = [
    ("full", "Full run"),
    ("broken", "Broken"),
    ("last", "Last sizes"),
    ("gone", "Sold out"),
]
ADVICE = [("withdraw", "Withdraw"), ("markdown", "Mark down")]


class OutletSizeRun(models.Model):
    """The size run of a style at an agent, one row per offer that has not ended.

    *Full*: every middle size is free; the outermost ones may be missing. *Broken*: a
    middle size is missing. *Last sizes*: at most a third of the sizes, or one of
    them, is left. A size counts as there if any colour of it has a free piece.
    """

    _name = "outlet.size.run"
    _inherit = "outlet.view.query"
    _description = "Size Runs"
    _auto = False
    _order = "age_days desc, id"
    _rec_name = "offer_id"

    offer_id = fields.Many2one("outlet.offer", readonly=True)
    offer_state = fields.Selection(
        lambda self: (
            self.env["outlet.offer"]._fields["state"]._description_selection(self.env)
        ),
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    agent_id = fields.Many2one("res.partner", readonly=True)
    brand_id = fields.Many2one("product.brand", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", "Style", readonly=True)
    style_code = fields.Char(readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    season = fields.Char(readonly=True)
    size_state = fields.Selection(SIZE_STATES, "Size Run", readonly=True)
    sizes_made = fields.Integer(readonly=True)
    sizes_left = fields.Integer(readonly=True)
    left_sizes = fields.Char("In Stock", readonly=True)
    missing_sizes = fields.Char("Missing", readonly=True)
    pieces = fields.Float("Free Pieces", digits=(16, 0), readonly=True)
    amount_tag = fields.Monetary("Tag Value", readonly=True)
    supply_ratio = fields.Float(
        "Supply Price (% of tag)",
        digits=(5, 2),
        aggregator="avg",
        readonly=True,
        groups=SUPPLY_GROUPS,
    )
    age_days = fields.Integer("Age (days)", aggregator="max", readonly=True)
    shown_days = fields.Integer("Offered (days)", aggregator="max", readonly=True)
    last_sold = fields.Datetime(readonly=True)
    never_sold = fields.Boolean(readonly=True)
    sold_pieces = fields.Float("Sold in All", digits=(16, 0), readonly=True)
    advice = fields.Selection(ADVICE, readonly=True)

    @api.model
    def _get_sources(self):
        return [(self._get_columns(), self._get_tables(), "o.state != 'ended'")]

    @api.model
    def _get_columns(self):
        """Return the columns of a size run. Extend by ``super()`` and update."""
        age = "FLOOR(EXTRACT(epoch FROM now() AT TIME ZONE 'UTC' - r.in_date) / 86400)"
        state = """CASE WHEN COALESCE(r.sizes_left, 0) = 0 THEN 'gone'
            WHEN r.sizes_made = 1 THEN 'full'
            WHEN r.sizes_left <= GREATEST(1, r.sizes_made / 3) THEN 'last'
            WHEN r.middle_missing THEN 'broken' ELSE 'full' END"""
        return {
            "id": "o.id",
            "offer_id": "o.id",
            "offer_state": "o.state",
            "company_id": "o.company_id",
            "currency_id": "c.currency_id",
            "agent_id": "o.agent_id",
            "brand_id": "o.brand_id",
            "product_tmpl_id": "t.id",
            "style_code": "t.style_code",
            "categ_id": "t.categ_id",
            "season": "t.season",
            "size_state": state,
            "sizes_made": "r.sizes_made",
            "sizes_left": "r.sizes_left",
            "left_sizes": "r.left_sizes",
            "missing_sizes": "r.missing_sizes",
            "pieces": "COALESCE(r.pieces, 0)",
            "amount_tag": "COALESCE(r.pieces, 0) * t.list_price",
            "supply_ratio": "o.supply_ratio",
            "age_days": age,
            "shown_days": self._get_shown_days(),
            "last_sold": "d.last_sold",
            "never_sold": "d.last_sold IS NULL",
            "sold_pieces": "COALESCE(d.pieces, 0)",
            "advice": f"""CASE
                WHEN COALESCE(r.sizes_left, 0) = 0 THEN NULL
                WHEN o.state = 'published' AND d.last_sold IS NULL
                 AND {self._get_shown_days()} >= c.outlet_unsold_days
                THEN 'withdraw'
                WHEN {age} >= c.outlet_markdown_days * CASE WHEN ({state}) = 'full'
                THEN 2 ELSE 1 END THEN 'markdown' END""",
        }

    @api.model
    def _get_shown_days(self):
        """Return the SQL of how many days ago an offer was first published."""
        return (
            "FLOOR(EXTRACT(epoch FROM now() AT TIME ZONE 'UTC' - o.date_published)"
            " / 86400)"
        )

    @api.model
    def _get_tables(self):
        """Return the offers, each with its sizes in stock and its sales."""
        # Computed row by row: a page of the list reads the stock of its own styles
        # only, and a filter those of all offers once.
        return f"""
            outlet_offer o
            JOIN res_company c ON c.id = o.company_id
            JOIN product_template t ON t.id = o.product_tmpl_id
            LEFT JOIN LATERAL ({self._get_run_query()}) r ON TRUE
            LEFT JOIN LATERAL (
                SELECT MAX(s.date_order) AS last_sold,
                       SUM(l.product_uom_qty) AS pieces
                  FROM sale_order_line l JOIN sale_order s ON s.id = l.order_id
                 WHERE l.offer_id = o.id AND s.state = 'sale'
            ) d ON TRUE
        """

    @api.model
    def _get_run_query(self):
        """Return the SELECT of one row: the sizes of the offer ``o`` and its stock."""
        size = self.env.ref("brand_outlet.attribute_size").id
        return f"""
            SELECT COUNT(*) AS sizes_made,
                   COUNT(*) FILTER (WHERE z.pieces > 0) AS sizes_left,
                   BOOL_OR(z.is_middle AND z.pieces <= 0) AS middle_missing,
                   STRING_AGG(z.name, ' ' ORDER BY z.turn) FILTER (WHERE z.pieces > 0)
                       AS left_sizes,
                   STRING_AGG(z.name, ' ' ORDER BY z.turn) FILTER (WHERE z.pieces <= 0)
                       AS missing_sizes,
                   SUM(z.pieces) AS pieces,
                   MIN(z.in_date) AS in_date
              FROM (
                SELECT v.name->>'en_US' AS name,
                       COALESCE(SUM(q.quantity), 0)
                       - COALESCE(SUM(q.reserved_quantity), 0) AS pieces,
                       MIN(q.in_date) FILTER (WHERE q.quantity > 0) AS in_date,
                       ROW_NUMBER() OVER w AS turn,
                       ROW_NUMBER() OVER w NOT IN (1, COUNT(*) OVER ()) AS is_middle
                  FROM product_product p
                  LEFT JOIN (
                    product_variant_combination pc
                    JOIN product_template_attribute_value pv
                      ON pv.id = pc.product_template_attribute_value_id
                     AND pv.attribute_id = {size:d}
                    JOIN product_attribute_value v
                      ON v.id = pv.product_attribute_value_id
                  ) ON pc.product_product_id = p.id
                  LEFT JOIN (
                    stock_quant q
                    JOIN stock_location x
                      ON x.id = q.location_id AND x.usage = 'internal'
                  ) ON q.product_id = p.id AND q.owner_id = o.agent_id
                 WHERE p.product_tmpl_id = t.id AND p.active
                 GROUP BY v.id
                WINDOW w AS (ORDER BY v.size_rank, v.sequence, v.id)
              ) z
        """

    def action_open_offer(self):
        """Open the offer behind the row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "outlet.offer",
            "res_id": self.id,
            "views": [(False, "form")],
        }
