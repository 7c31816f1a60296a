from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..sharing import spread


class SaleOrder(models.Model):
    """Freight and discounts stand on the order; its goods carry them.

    They are divided over the goods when the first of them arrives, and stay as they
    were divided: whatever is exchanged or added later, together they are the whole.
    What is agreed on afterwards is in ``sale_order_share_late``.
    """

    _inherit = "sale.order"

    share_parts_fixed = fields.Boolean(
        copy=False,
        readonly=True,
        help="Freight and discounts of the order are divided over its goods.",
    )
    share_funder_id = fields.Many2one(
        "res.partner",
        "Coupon Paid by",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups="brand_outlet.group_operator",
        help="Who pays what the coupon of this order took off; empty: the operator.",
    )

    def _fix_share_parts(self):
        """Divide freight and discounts of these orders over their goods, once."""
        for order in self:
            extras = order.order_line.filtered(lambda line: line._is_share_extra())
            # who confirms a delivery need not know who paid for the coupon
            if order.share_parts_fixed or not (extras or order.sudo().share_funder_id):
                continue
            # two parcels that arrive at once collide here
            order.share_parts_fixed = True
            for extra in extras:
                order._spread_extra(extra)
            for line in order.order_line:
                if gift := line._get_gift_value():
                    line.funded_part += gift

    def _spread_extra(self, extra):
        """Divide one line of freight or discount over the goods still to come."""
        goods = self._get_extra_goods(extra)
        self._spread_part(goods, extra._get_part_name(), extra.price_total)
        funded = self._get_funded_amount(extra, extra.price_total)
        self._spread_part(goods, "funded_part", funded)
        extra.share_divided = extra.price_total

    def _spread_part(self, goods, name, amount, by="price_total"):
        """Add an amount to one of the parts of these goods, by their prices."""
        goods = goods.sorted("id")
        weights = [max(line[by], 0.0) for line in goods]
        if not any(weights):
            weights = goods.mapped("product_uom_qty")
        sign = -1 if name == "discount_part" else 1
        parts = spread(sign * amount, weights, self.currency_id.rounding)
        for line, part in zip(goods, parts, strict=True):
            line[name] += part

    def _get_extra_goods(self, extra):
        """Return the goods that carry this line of freight or discount."""
        return self.order_line.filtered(
            lambda line: line._is_share_goods() and not line._has_arrived()
        )

    def _get_funded_amount(self, extra, amount):
        """Return what somebody pays of a discount; see ``share_funder_id``.

        :param extra: the line of the discount
        :param amount: what it takes off, negative
        """
        return 0.0


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    freight_part = fields.Monetary(
        "Freight on It", copy=False, readonly=True, groups="base.group_user"
    )
    discount_part = fields.Monetary(
        "Order Discount on It", copy=False, readonly=True, groups="base.group_user"
    )
    funded_part = fields.Monetary(
        "Paid by the Coupon's Funder",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )

    share_divided = fields.Monetary(
        "Divided over the Goods",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="What the goods of the order carry of this freight or discount.",
    )

    def _is_share_goods(self):
        """Return whether parcels bring this line to the consumer."""
        return (
            not self.display_type
            and not self.is_delivery
            and self.product_id.type == "consu"
            and self.product_uom_qty > 0
        )

    def _is_share_extra(self):
        """Return whether the line is freight, or takes something off the goods."""
        if self.display_type or self._is_share_goods():
            return False
        return bool(self.price_total) and (self.is_delivery or self.price_total < 0)

    def _get_part_name(self):
        """The part of goods that carries this line of freight or discount."""
        self.ensure_one()
        amount = self.price_total or self.share_divided
        return "discount_part" if amount < 0 else "freight_part"

    def _get_gift_value(self):
        """Return what a funder pays for this line, which costs the consumer nothing."""
        return 0.0

    def _has_arrived(self):
        """Return whether pieces of this line were delivered and booked."""
        return any(entry.quantity > 0 for entry in self.share_entry_ids)

    def _get_cumulated(self, amount, quantity):
        """The part of an amount on the first ``quantity`` of all pieces."""
        if not self.product_uom_qty:
            return 0.0
        return self.currency_id.round(amount * quantity / self.product_uom_qty)

    def _take_parts(self, pieces):
        """Take what so many pieces carry off this line; return it as values.

        Freight of goods that came is booked and stays where it is.
        """
        self.ensure_one()
        vals = {}
        names = ["discount_part", "funded_part"]
        if not self._has_arrived():
            names.append("freight_part")
        for name in names:
            part = self._get_cumulated(self[name], pieces)
            vals[name] = part
            self[name] -= part
        return vals

    def _share_net(self, quantity):
        """What the consumer pays for the first pieces, less discounts of the order."""
        paid = self._share_paid(quantity)
        return paid - self._get_cumulated(self.discount_part, quantity)

    def _get_kept_paid(self):
        """Return what the consumer paid for what he has: goods, freight, less what he
        got back for an annoyance."""
        self.ensure_one()
        freight = self.freight_part if self._has_arrived() else 0.0
        # cases are the operator's; what they gave is part of every line's account
        given = self.sudo().case_line_ids._get_given()
        paid = self._share_net(self.qty_settled) + freight - given
        return self.currency_id.round(paid)

    @api.model
    def _get_net_sql(self, alias, quantity, currency):
        """The expression of ``_share_net``, for a set of lines.

        :param str alias: the name of ``sale_order_line`` in the query
        :param quantity: SQL of the first pieces
        """
        goods, discount = (
            self._get_rounded_sql(
                SQL(
                    "%s * %s / NULLIF(%s, 0)",
                    SQL.identifier(alias, name),
                    quantity,
                    SQL.identifier(alias, "product_uom_qty"),
                ),
                currency,
            )
            for name in ("price_total", "discount_part")
        )
        return SQL("(COALESCE(%s, 0) - COALESCE(%s, 0))", goods, discount)

    @api.model
    def _get_rounded_sql(self, amount, currency):
        """The expression of an amount, rounded to the smallest coin of a currency.

        By digits where the coin is one of them, which takes no division.
        """
        coin = Decimal(str(currency.rounding)).normalize()
        if coin.as_tuple().digits == (1,):
            return SQL("ROUND(%s, %s)", amount, -coin.as_tuple().exponent)
        coin = SQL("%s::numeric", str(currency.rounding))
        return SQL("ROUND((%s) / %s) * %s", amount, coin, coin)

    # --- what the first and every step brings -------------------------------------

    def _prepare_funded_entries(self, quantity, origins):
        """Charge who pays for the coupon with what it took off these pieces, or give
        it back with pieces that come back.

        From the sum of all pieces each time, as a coupon may be added or removed after
        some of them arrived; see ``_prepare_funded_change``.
        """
        before = self._get_cumulated(self.funded_part, self.qty_settled)
        after = self._get_cumulated(self.funded_part, self.qty_settled + quantity)
        charged = origins.filtered(lambda entry: entry.kind == "coupon") or origins
        return self._prepare_funder_entry(before - after, charged[:1].id)

    def _prepare_funder_entry(self, amount, reversal_of_id=False):
        # who confirms a delivery need not know who paid for the coupon
        funder = self.order_id.sudo().share_funder_id
        amount = self.currency_id.round(amount)
        if not funder or self.currency_id.is_zero(amount):
            return []
        return [
            {
                "partner_id": funder.id,
                "role": "funder",
                "kind": "coupon",
                "amount": amount,
                "reversal_of_id": reversal_of_id,
            }
        ]

    def _prepare_freight_entries(self, move, quantity):
        """The freight of the line comes with its first pieces, and stays when they
        go back: it was driven."""
        first = quantity > 0 and not self.qty_settled and not self._has_arrived()
        if not first or self.currency_id.is_zero(self.freight_part):
            return []
        return self._prepare_freight_shares(move, self.freight_part, "freight")

    def _prepare_freight_shares(self, move, amount, reference):
        """Give freight to whom it goes by the contract, else by the company."""
        allocation = self._get_share_allocation(move)
        payee, role = self.company_id.partner_id, "operator"
        agreed = allocation.contract_id.freight_payee
        if allocation and (agreed or self.company_id.freight_payee) == "agent":
            payee, role = allocation.agent_id, "agent"
        freight = {
            "partner_id": payee.id,
            "role": role,
            "kind": "freight",
            "amount": amount,
        }
        nothing = self.env["share.entry"]
        held = self._prepare_collected_entries(move, amount, nothing)
        common = {"quantity": 0.0, "paid": 0.0, "reference": reference}
        return [share | common for share in (freight, *held)]
