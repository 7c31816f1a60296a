from odoo import api, fields, models
from odoo.tools import SQL

from ..models.share_entry import get_labels

FINANCE = "brand_outlet.group_finance"


class SettlementMarginReport(models.Model):
    """What the trade brings to whom: one row per booked share.

    The shares of a delivery add up to what was paid for it, so their sum is what
    consumers paid. Money a party took from them is a debt beside the shares, not a
    share, and stays out. An agent reads his own shares, and no price of a consumer.
    """

    _name = "settlement.margin.report"
    _inherit = "outlet.view.query"
    _description = "Margins"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "product_id"

    date = fields.Date("Delivered on", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    brand_id = fields.Many2one("product.brand", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", "Style", readonly=True)
    product_id = fields.Many2one("product.product", "Article", readonly=True)
    agent_id = fields.Many2one("res.partner", readonly=True)
    reseller_id = fields.Many2one(
        "res.partner", "Seller", readonly=True, groups=FINANCE
    )
    place_id = fields.Many2one("outlet.place", readonly=True, groups=FINANCE)
    session_id = fields.Many2one("outlet.session", readonly=True)
    role = fields.Selection(get_labels("role"), readonly=True)
    kind = fields.Selection(get_labels("kind"), readonly=True)
    partner_id = fields.Many2one("res.partner", "Party", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True, groups=FINANCE)
    sale_line_id = fields.Many2one(
        "sale.order.line", "Order Line", readonly=True, groups=FINANCE
    )
    statement_id = fields.Many2one("settlement.statement", readonly=True)
    pieces = fields.Float(
        digits=(16, 0), readonly=True, help="What the agent is paid for; returns less."
    )
    amount_paid = fields.Monetary(
        "Paid by Consumers",
        readonly=True,
        groups=FINANCE,
        help="The shares of all parties together; VAT included.",
    )
    amount_agent = fields.Monetary("To Agents", readonly=True)
    amount_seller = fields.Monetary("To Sellers", readonly=True, groups=FINANCE)
    amount_funder = fields.Monetary(
        "From Funders",
        readonly=True,
        groups=FINANCE,
        help="What others pay for coupons and compensations: negative.",
    )
    amount_kept = fields.Monetary(
        "Kept by Us",
        readonly=True,
        groups=FINANCE,
        help="What is left to the operator; VAT included.",
    )
    kept_rate = fields.Float(
        "Kept by Us (%)",
        digits=(5, 1),
        aggregator="avg",
        readonly=True,
        groups=FINANCE,
        help="Of what consumers paid.",
    )

    @api.model
    def _get_sources(self):
        return [(self._get_columns(), self._get_tables(), "e.kind != 'collected'")]

    @api.model
    def _get_columns(self):
        """Return the columns of a share. Extend by ``super()`` and update."""
        return {
            "id": "e.id",
            "date": "e.date",
            "company_id": "e.company_id",
            "currency_id": "e.currency_id",
            "brand_id": "t.product_brand_id",
            "product_tmpl_id": "p.product_tmpl_id",
            "product_id": "e.product_id",
            "agent_id": "l.agent_id",
            "reseller_id": "o.reseller_id",
            "place_id": "l.place_id",
            "session_id": "l.session_id",
            "role": "e.role",
            "kind": "e.kind",
            "partner_id": "e.partner_id",
            "order_id": "e.order_id",
            "sale_line_id": "e.sale_line_id",
            "statement_id": "tie.statement_id",
            "pieces": "CASE WHEN e.kind = 'supply' THEN e.quantity ELSE 0 END",
            "amount_paid": "e.amount",
            "amount_agent": self._get_share("agent"),
            "amount_seller": self._get_share("reseller", "affiliate"),
            "amount_funder": self._get_share("funder"),
            "amount_kept": self._get_share("operator"),
        }

    @api.model
    def _get_share(self, *roles):
        """Return the SQL of what goes to parties of these roles."""
        names = ", ".join(f"'{role}'" for role in roles)
        return f"CASE WHEN e.role IN ({names}) THEN e.amount ELSE 0 END"

    @api.model
    def _get_tables(self):
        # without a GROUP BY the database drops the joins nobody asked for
        return """
            share_entry e
            LEFT JOIN settlement_statement_entry tie ON tie.id = e.id
            LEFT JOIN sale_order_line l ON l.id = e.sale_line_id
            LEFT JOIN sale_order o ON o.id = e.order_id
            LEFT JOIN product_product p ON p.id = e.product_id
            LEFT JOIN product_template t ON t.id = p.product_tmpl_id
        """

    def _read_group_select(self, aggregate_spec, query):
        """A rate is that of the group, not the average of its rows."""
        if aggregate_spec.partition(":")[0] != "kept_rate":
            return super()._read_group_select(aggregate_spec, query)
        self._check_field_access(self._fields["kept_rate"], "read")
        kept, paid = (
            self._field_to_sql(self._table, name, query)
            for name in ("amount_kept", "amount_paid")
        )
        return SQL("100.0 * SUM(%s) / NULLIF(SUM(%s), 0)", kept, paid)

    def action_open(self):
        """Open what the user may see: the order line, a party its statement.

        :return: an action, False where a party's share is on no statement yet
        """
        if self.env.user.has_group("brand_outlet.group_finance"):
            return self.action_open_line()
        return bool(self.statement_id) and self.action_open_statement()

    def action_open_line(self):
        """Open the order line of this share."""
        return self.sale_line_id.action_open_money()

    def action_open_statement(self):
        """Open the statement this share is on."""
        return self.statement_id._get_records_action(context={})
