from odoo import api, fields, models
from odoo.exceptions import UserError

PAY_STATES = [
    ("open", "To be paid"),
    ("paid", "Paid"),
    ("lapsed", "Not paid in time"),
]
# a payment in one of these states may still bring the money
LIVE_PAYMENTS = ("pending", "authorized", "done")


class SaleOrder(models.Model):
    """Orders of strangers: the pieces are theirs at once, the parcel goes when paid.

    Such an order is confirmed like any other, so nobody else can have its pieces.
    Its dispatches stay out of the agents' sight until the money is there; if it does
    not come in time, the order is cancelled and the pieces are free again.
    """

    _inherit = "sale.order"

    pay_state = fields.Selection(
        PAY_STATES,
        "Payment",
        copy=False,
        readonly=True,
        tracking=True,
        help="Orders of shared pages are sent when they are paid. Empty: not asked.",
    )
    pay_by = fields.Datetime(
        copy=False,
        readonly=True,
        help="Until then the pieces are kept for the buyer.",
    )
    pay_told_on = fields.Datetime(
        "Buyer Says Paid",
        copy=False,
        readonly=True,
        help="When the buyer said that he has paid the seller.",
    )

    _pay_open_idx = models.Index("(pay_by) WHERE pay_state = 'open'")

    def _is_paid_online(self):
        """Whether the buyer of this order can pay the operator in the browser."""
        self.ensure_one()
        # what the place takes today counts for what is still to be paid
        place = self.place_id.sudo()
        return self.collect_by == "operator" and place._takes_online_payment(
            self.amount_total, self.partner_id, self
        )

    def _hold_for_payment(self):
        """Keep what is going to be confirmed from being sent until it is paid."""
        for order in self:
            if order.currency_id.is_zero(order.amount_total):
                continue
            online = order._is_paid_online()
            order.write(
                {
                    "pay_state": "open",
                    "pay_by": order.company_id._get_pay_by(online),
                }
            )

    def _release_payment(self):
        """The money is there: the dispatches of these orders are the agents' now."""
        paid = self.filtered(lambda order: order.pay_state == "open")
        if not paid:
            return paid
        paid.write({"pay_state": "paid"})
        # who may take money need not see the agents' dispatches
        pickings = paid.sudo().picking_ids.filtered(
            lambda picking: picking.agent_id and picking.state not in ("done", "cancel")
        )
        # the agent's time begins now, not when the buyer began to think
        pickings.write({"accept_by": False, "ship_by": False})
        pickings._compute_deadlines()
        return paid

    def _send_order_notification_mail(self, mail_template, allow_deferred_sending=True):
        """Who buys from a seller reads it on the order's page, in the seller's name.

        The operator's letter would come from somebody he does not know, and its
        document must not be what a payment waits for.
        """
        if self.place_id:
            return None
        return super()._send_order_notification_mail(
            mail_template, allow_deferred_sending
        )

    def _mark_collected(self):
        """The seller was paid himself: an order that waited for money is sent."""
        result = super()._mark_collected()
        self._release_payment()
        return result

    def action_payment_received(self):
        """Operator: the money of these orders has come another way.

        :raise UserError: nobody waits for the money of these orders
        """
        self.check_access("write")
        if not self._release_payment():
            raise UserError(self.env._("No payment is awaited here."))

    def _settle_online_payment(self):
        """Send what is paid in full; money that came too late goes back."""
        for order in self.filtered("pay_state"):
            short = order.currency_id.compare_amounts(
                order.amount_paid, order.amount_total
            )
            if order.state == "cancel":
                lines = order._get_goods_lines()
                order.refund_due = 0
                order._note_refund(
                    order.amount_paid, {line: line.product_uom_qty for line in lines}
                )
            elif short >= 0:
                order._release_payment()

    @api.model
    def _cron_lapse_unpaid(self):
        """Cancel what was not paid in time, order by order."""
        late = self.search(
            [("pay_state", "=", "open"), ("pay_by", "<", fields.Datetime.now())]
        )
        self.env["ir.cron"]._run_each(late, lambda order: order._lapse_unpaid())

    def _lapse_unpaid(self):
        """Cancel one order that was not paid, unless a payment is on its way."""
        # a payment that comes in at this moment has the row: it is looked at again
        order = self.try_lock_for_update()
        if order.pay_state != "open" or order._is_payment_coming():
            return
        order._action_cancel()
        order._tell_reseller(
            lambda one, _goods, _until: one.env._(
                "Not paid in time: the order is cancelled, the pieces are free again."
            ),
            by_mail=False,
        )

    def _action_cancel(self):
        """Whoever cancels: nobody has seen a parcel of what was never paid."""
        self.filtered(lambda one: one.pay_state == "open").pay_state = "lapsed"
        return super()._action_cancel()

    def _is_payment_coming(self):
        """Whether money may still come from a payment that was begun."""
        return any(one.state in LIVE_PAYMENTS for one in self.transaction_ids)
