from odoo import api, fields, models


class SaleOrder(models.Model):
    """What nobody had in time is cancelled, and what was paid for it goes back."""

    _inherit = "sale.order"

    refund_due = fields.Monetary(
        "To Be Given Back",
        copy=False,
        readonly=True,
        tracking=True,
        help="Paid for goods that never came in, and not given back yet.",
    )

    _refund_due_idx = models.Index("(id) WHERE refund_due > 0")

    @api.model
    def _cron_give_up_waiting(self):
        """Cancel what has waited longer than its company lets it, order by order."""
        orders = self.env["sale.order.line"]._find_overdue().order_id
        self.env["ir.cron"]._run_each(orders, lambda order: order._give_up_waiting())

    def _give_up_waiting(self):
        """Withdraw the lines that waited too long; the rest of the order stays."""
        self.ensure_one()
        lines = self._get_waiting_lines()._filter_overdue()
        if not lines:
            return
        amount = self._get_paid_for(lines)
        words = {line: line.product_uom_qty for line in lines}
        self._tell_reseller_given_up(lines, amount)
        locked = self.locked
        self.locked = False
        lines._give_up()
        self._credit_given_up()
        self.locked = locked
        if not any(line.product_uom_qty for line in self._get_goods_lines()):
            self._action_cancel()
        self._close_waiting_alerts()
        self._note_refund(amount, words)

    def _get_goods_lines(self):
        return self.order_line.filtered(
            lambda line: not line.display_type and line.product_id.type != "service"
        )

    def _get_paid_for(self, lines):
        """Return what the operator has taken for these lines.

        Money that the agent or the reseller took never was the operator's: it is not
        charged, as only delivered goods are.
        """
        self.ensure_one()
        if self.collect_by in ("agent", "reseller"):
            return 0.0
        # whoever looks after orders need not read payments and invoices
        order = self.sudo()
        invoices = order.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        paid = max(
            order.amount_paid,
            sum(invoices.mapped("amount_total"))
            - sum(invoices.mapped("amount_residual")),
        )
        asked = sum(lines.mapped("price_total"))
        kept = order.amount_total - asked
        # what went back for goods given up before is still among what was paid
        amount = min(asked, paid - order.refund_due - kept)
        return order.currency_id.round(max(0.0, amount))

    def _credit_given_up(self):
        """Give a credit note for what was invoiced of goods that never came."""
        # the books are the operator's, whoever lets the order go
        order = self.sudo()
        if any(line.qty_to_invoice < 0 for line in order.order_line):
            credit = order._create_invoices(final=True)
            credit.filtered(lambda move: move.move_type == "out_refund").action_post()

    def _note_refund(self, amount, words):
        """Write down what is to be given back, and who has to do it."""
        if self.currency_id.is_zero(amount):
            return
        self.refund_due += amount
        user = self._get_waiting_alert_user()
        # the to-do is for somebody of the operator, whoever ended the waiting
        self.sudo().activity_schedule(
            "agent_dropship.mail_activity_refund",
            user_id=user.id,
            summary=self.with_context(lang=user.lang).env._(
                "Give back %(amount)s: %(goods)s did not come in",
                amount=self.currency_id.format(amount),
                goods=", ".join(
                    f"{line.product_id.display_name} × {pieces:g}"
                    for line, pieces in words.items()
                ),
            ),
        )

    def action_refund_done(self):
        """Operator: the money is back with the buyer."""
        self.check_access("write")
        for order in self.filtered("refund_due"):
            order._message_log(
                body=self.env._(
                    "%(amount)s given back.",
                    amount=order.currency_id.format(order.refund_due),
                )
            )
            order.refund_due = 0.0
            order.activity_feedback(["agent_dropship.mail_activity_refund"])
