"""What members bought, at the till and by order, with what came back of it."""

from odoo import fields, models
from odoo.tools import SQL

from .loyalty_card_entry import MONEY_TYPES


class MemberPurchase(models.Model):
    """One line of a receipt or of an order, or a return of it.

    A return belongs to the day, the member and the outlet of the sale it takes back:
    it changes the net of that day and leaves the gross as it was. Top-ups and gift
    cards sold are no goods, and stored value is a payment, no discount.
    """

    _name = "member.purchase"
    _description = "Purchase of a Member"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "product_id"

    ticket = fields.Integer(
        readonly=True, aggregator="count_distinct", help="One number for each receipt."
    )
    pos_order_id = fields.Many2one("pos.order", string="Receipt", readonly=True)
    sale_order_id = fields.Many2one("sale.order", string="Order", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Member", readonly=True)
    company_id = fields.Many2one("res.company", string="Merchant", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    config_id = fields.Many2one("pos.config", string="Outlet", readonly=True)
    date = fields.Datetime(readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one(
        "product.category", string="Category", related="product_id.categ_id"
    )
    card_id = fields.Many2one(
        "loyalty.card", string="Coupon", readonly=True, help="That this line is of."
    )
    quantity = fields.Float(readonly=True, help="Less what was returned.")
    gross = fields.Monetary(readonly=True, help="As it was sold.")
    net = fields.Monetary(readonly=True, help="Less what was returned.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.*
              FROM (%s) line
              JOIN res_partner member
                ON member.id = line.partner_id
               AND member.is_member
               AND member.member_company_id = line.company_id
            """,
            self._query_lines(SQL("o.partner_id IS NOT NULL")),
        )

    def _query_lines(self, condition, of_orders=None):
        """Return the SQL of lines, also of buyers who are no members.

        :param SQL condition: on ``o`` (the receipt or order sold), to leave out the
            others early
        :param SQL of_orders: the condition for orders, if it is another one
        """
        of_orders = of_orders or condition
        parts = [
            self._query_till_sales(condition),
            self._query_till_returns(condition),
            self._query_order_sales(of_orders),
            self._query_order_returns(of_orders),
        ]
        return SQL(" UNION ALL ").join(parts)

    def _query_goods(self, condition):
        """Return the SQL condition that the line ``l`` of the order ``o`` is goods."""
        rule = self.env["loyalty.rule"]._fields["product_ids"]
        kinds = tuple(MONEY_TYPES)
        return SQL(
            """
            (l.reward_id IS NULL OR l.reward_id NOT IN (
                SELECT r.id
                  FROM loyalty_reward r
                  JOIN loyalty_program p ON p.id = r.program_id
                 WHERE p.program_type IN %(kinds)s))
            AND l.product_id NOT IN (
                SELECT t.%(product)s
                  FROM %(relation)s t
                  JOIN loyalty_rule r ON r.id = t.%(rule)s
                  JOIN loyalty_program p ON p.id = r.program_id
                 WHERE p.program_type IN %(kinds)s)
            AND %(condition)s
            """,
            kinds=kinds,
            relation=SQL.identifier(rule.relation),
            rule=SQL.identifier(rule.column1),
            product=SQL.identifier(rule.column2),
            condition=condition,
        )

    def _query_till_sales(self, condition):
        # what is taken back without its receipt takes nothing from the gross
        return SQL(
            """
            SELECT l.id::bigint * 4 AS id, o.id * 2 AS ticket,
                   o.id AS pos_order_id, NULL::int AS sale_order_id,
                   o.partner_id, o.company_id, o.config_id, o.date_order AS date,
                   l.product_id, l.coupon_id AS card_id, l.qty AS quantity,
                   CASE WHEN l.qty < 0 THEN 0
                        ELSE l.price_subtotal_incl / %(rate)s END AS gross,
                   l.price_subtotal_incl / %(rate)s AS net
              FROM pos_order o
              JOIN pos_order_line l ON l.order_id = o.id
             WHERE o.state IN ('paid', 'done')
               AND l.refunded_orderline_id IS NULL
               AND %(goods)s
            """,
            rate=self._rate("o"),
            goods=self._query_goods(condition),
        )

    def _query_till_returns(self, condition):
        # by quantity: the till writes the amount of a return with either sign
        return SQL(
            """
            SELECT back.id::bigint * 4 + 1, o.id * 2, o.id, NULL::int,
                   o.partner_id, o.company_id, o.config_id, o.date_order,
                   l.product_id, l.coupon_id, -abs(back.qty), 0,
                   -abs(back.qty / NULLIF(l.qty, 0))
                   * l.price_subtotal_incl / %(rate)s
              FROM pos_order o
              JOIN pos_order_line l ON l.order_id = o.id
              JOIN pos_order_line back ON back.refunded_orderline_id = l.id
              JOIN pos_order refund ON refund.id = back.order_id
             WHERE o.state IN ('paid', 'done')
               AND refund.state IN ('paid', 'done')
               AND %(goods)s
            """,
            rate=self._rate("o"),
            goods=self._query_goods(condition),
        )

    def _query_order_sales(self, condition):
        return SQL(
            """
            SELECT l.id::bigint * 4 + 2, o.id * 2 + 1, NULL::int, o.id,
                   o.partner_id, o.company_id, NULL::int, o.date_order,
                   l.product_id, l.coupon_id, l.product_uom_qty,
                   l.price_total / %(rate)s, l.price_total / %(rate)s
              FROM sale_order o
              JOIN sale_order_line l ON l.order_id = o.id
             WHERE o.state = 'sale'
               AND l.display_type IS NULL
               AND NOT COALESCE(l.is_downpayment, FALSE)
               AND %(unpaid_at_till)s
               AND %(goods)s
            """,
            rate=self._rate("o"),
            unpaid_at_till=self._query_not_at_till(),
            goods=self._query_goods(condition),
        )

    def _query_order_returns(self, condition):
        return SQL(
            """
            SELECT credit.id::bigint * 4 + 3, o.id * 2 + 1, NULL::int, o.id,
                   o.partner_id, o.company_id, NULL::int, o.date_order,
                   l.product_id, l.coupon_id, -credit.quantity, 0,
                   -credit.price_total / COALESCE(
                       NULLIF(move.invoice_currency_rate, 0), 1)
              FROM sale_order o
              JOIN sale_order_line l ON l.order_id = o.id
              JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = l.id
              JOIN account_move_line credit ON credit.id = rel.invoice_line_id
              JOIN account_move move ON move.id = credit.move_id
             WHERE o.state = 'sale'
               AND move.move_type = 'out_refund'
               AND move.state = 'posted'
               AND %(unpaid_at_till)s
               AND %(goods)s
            """,
            unpaid_at_till=self._query_not_at_till(),
            goods=self._query_goods(condition),
        )

    def _query_not_at_till(self):
        """An order settled at a till (pos_sale) is on the till's receipt already."""
        if "sale_order_line_id" not in self.env["pos.order.line"]._fields:
            return SQL("TRUE")
        return SQL(
            """
            NOT EXISTS (
                SELECT FROM pos_order_line sold
                  JOIN pos_order receipt ON receipt.id = sold.order_id
                 WHERE sold.sale_order_line_id = l.id
                   AND receipt.state IN ('paid', 'done'))
            """
        )

    def _rate(self, alias):
        rate = SQL.identifier(alias, "currency_rate")
        return SQL("COALESCE(NULLIF(%s, 0), 1)", rate)
