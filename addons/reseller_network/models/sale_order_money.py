from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.sql import column_exists, create_column


class SaleOrder(models.Model):
    """Orders whose money the seller takes himself: he owes the take price, and it has
    to be covered when the order is confirmed."""

    _inherit = "sale.order"

    # A seller may say of one order that he was paid himself.
    collect_by = fields.Selection(readonly=False)
    amount_held = fields.Monetary(
        "Held of the Seller's Balance",
        compute="_compute_amount_held",
        store=True,
        help="What the seller will owe for pieces of this order that have not arrived.",
    )
    received_at = fields.Datetime(
        "Receipt Confirmed On",
        readonly=True,
        copy=False,
        tracking=True,
        help="The customer said that everything arrived: earnings need not wait.",
    )

    _held_idx = models.Index("(reseller_id, company_id) WHERE amount_held > 0")

    def _auto_init(self):
        # Few orders hold anything. Made before the field, the column is not computed
        # for every order of a large database.
        if not column_exists(self.env.cr, self._table, "amount_held"):
            create_column(self.env.cr, self._table, "amount_held", "numeric")
            self.pool.post_init(self._fill_amount_held)
        return super()._auto_init()

    def _fill_amount_held(self):
        """Compute what is held for the orders there are that may hold something."""
        held = self.search(
            [
                ("collect_by", "=", "reseller"),
                "|",
                ("state", "=", "sale"),
                ("session_queue", "=", "queued"),
                ("order_line.reseller_mode", "!=", False),
            ]
        )
        self.env.add_to_compute(self._fields["amount_held"], held)

    @api.depends(
        "state",
        "session_queue",
        "collect_by",
        "order_line.reseller_mode",
        "order_line.take_price",
        "order_line.commission_rate",
        "order_line.price_total",
        "order_line.product_uom_qty",
        "order_line.routing_state",
        "order_line.move_ids.state",
        "order_line.move_ids.product_uom_qty",
        "order_line.move_ids.share_entry_ids",
        "order_line.freight_part",
        "order_line.is_delivery",
        "share_parts_fixed",
        "order_line.move_ids.returned_move_ids.state",
    )
    def _compute_amount_held(self):
        for order in self:
            # what is in the queue of a session is promised already
            promised = order.state == "sale" or order.session_queue == "queued"
            held = promised and order.collect_by == "reseller"
            lines = order.order_line if held else order.order_line.browse()
            freight = order._get_freight_open() if held else 0.0
            order.amount_held = freight + sum(line._get_owed_open() for line in lines)

    def _claim_money(self):
        """Bind what the sellers will owe for those of these orders they collect for.

        :raise MoneyShort: a balance does not cover it
        """
        self.filtered(
            lambda order: (
                order.collect_by == "reseller" and order.session_queue != "queued"
            )
        )._claim_owed()

    def _claim_owed(self):
        """Bind what the sellers of these orders owe if they collect for them."""
        account = self.env["reseller.account"]
        for (partner, company), orders in self.grouped(
            lambda order: (order.reseller_id, order.company_id)
        ).items():
            lines = orders.order_line.filtered("reseller_mode")
            amount = sum(line._get_owed_part(line.product_uom_qty) for line in lines)
            amount += sum(order._get_freight_open() for order in orders)
            if amount > 0 and partner != company.partner_id:
                account._claim_order(partner, company, amount)

    def _may_mark_collected(self):
        """Return whether the seller can still say that he was paid himself."""
        self.ensure_one()
        # payments are the operator's; that there is one is no secret to the seller
        paid = self.sudo().transaction_ids.filtered(
            lambda tx: tx.state in ("pending", "authorized", "done")
        )
        invoiced = self.sudo().invoice_ids.filtered(lambda move: move.state == "posted")
        return (
            self.state in ("draft", "sent", "sale")
            and self.collect_by == "operator"
            and not paid
            and not invoiced
            and not any(line._has_arrived() for line in self.sudo().order_line)
        )

    def _mark_collected(self):
        """The seller was paid himself: what he owes is bound from now on.

        :raise UserError: the operator has been paid, or goods have arrived
        :raise MoneyShort: his balance does not cover it
        """
        for order in self:
            if not order._may_mark_collected():
                raise UserError(
                    self.env._(
                        "Order %(order)s can not be changed any more: it was paid "
                        "online, delivered or cancelled.",
                        order=order.client_order_ref or order.name,
                    )
                )
            if order.state == "sale":
                # before it is written: what an order holds is not free any more
                order._claim_owed()
            order.collect_by = "reseller"

    # --- receipt ------------------------------------------------------------------

    def _may_confirm_receipt(self):
        """Return whether the customer can say that everything arrived."""
        self.ensure_one()
        return not self.received_at and self.parcel_state in ("shipped", "delivered")

    def _confirm_receipt(self):
        """The customer has everything: deliver what was on its way, release the money.

        Said a second time it changes nothing.
        """
        self.ensure_one()
        if not self._may_confirm_receipt():
            return False
        self._parcels().filtered(
            lambda parcel: parcel.dispatch_state == "shipped"
        )._deliver()
        self.received_at = fields.Datetime.now()
        return True
