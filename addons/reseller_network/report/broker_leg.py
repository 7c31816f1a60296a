from odoo import api, fields, models


class BrokerLeg(models.Model):
    """The two legs of an order by which an agent passes on the goods of another.

    Such an order is entered by the agent as a reseller of the party above him. It
    delivers once, from who has the goods to the buyer; its money goes two steps, and
    the broker keeps what is between them.
    """

    _name = "broker.leg"
    _inherit = "outlet.view.query"
    _description = "Leg of a Broker Order"
    _auto = False
    _order = "date desc, sale_line_id desc, leg"
    _rec_name = "order_id"

    date = fields.Datetime("Ordered On", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    sale_line_id = fields.Many2one("sale.order.line", readonly=True)
    product_id = fields.Many2one("product.product", "Article", readonly=True)
    broker_id = fields.Many2one("res.partner", readonly=True)
    supplier_id = fields.Many2one(
        "res.partner", readonly=True, help="The agent who has the goods and ships them."
    )
    leg = fields.Selection(
        [("1_buy", "Broker buys"), ("2_sell", "Broker sells")], readonly=True
    )
    from_id = fields.Many2one("res.partner", readonly=True)
    to_id = fields.Many2one("res.partner", readonly=True)
    pieces = fields.Float(digits=(16, 0), readonly=True)
    price = fields.Monetary("Price per Piece", aggregator=None, readonly=True)
    amount = fields.Monetary(readonly=True)
    margin = fields.Monetary(
        "Broker's Margin",
        readonly=True,
        help="What the broker keeps: the selling leg less the buying leg.",
    )

    @api.model
    def _get_sources(self):
        condition = """s.state = 'sale' AND l.display_type IS NULL
            AND l.reseller_mode = 'shop' AND l.agent_id IS NOT NULL
            AND l.agent_id != s.reseller_id
            AND EXISTS (
                SELECT FROM brand_contract a
                 WHERE a.agent_id = s.reseller_id AND a.state != 'draft'
            )"""
        return [
            (self._get_columns(leg), self._get_tables(), condition)
            for leg in ("1_buy", "2_sell")
        ]

    @api.model
    def _get_columns(self, leg):
        """Return the columns of one leg. Extend by ``super()`` and update."""
        buys = leg == "1_buy"
        above = "COALESCE(s.upstream_id, c.partner_id)"
        paid = "l.price_total / COALESCE(NULLIF(s.currency_rate, 0), 1)"
        amount = "l.take_price * l.product_uom_qty" if buys else paid
        return {
            "id": f"l.id * 2 + {int(not buys)}",
            "date": "s.date_order",
            "company_id": "s.company_id",
            "currency_id": "c.currency_id",
            "order_id": "s.id",
            "sale_line_id": "l.id",
            "product_id": "l.product_id",
            "broker_id": "s.reseller_id",
            "supplier_id": "l.agent_id",
            "leg": f"'{leg}'",
            "from_id": above if buys else "s.reseller_id",
            "to_id": "s.reseller_id" if buys else "s.partner_id",
            "pieces": "l.product_uom_qty",
            "price": f"{amount} / NULLIF(l.product_uom_qty, 0)",
            "amount": amount,
            "margin": "NULL" if buys else "l.reseller_amount",
        }

    @api.model
    def _get_tables(self):
        return """sale_order_line l
            JOIN sale_order s ON s.id = l.order_id
            JOIN res_company c ON c.id = s.company_id"""

    def action_open_order(self):
        """Open the order both legs belong to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.order_id._name,
            "res_id": self.order_id.id,
            "views": [(False, "form")],
        }
