import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)
BATCH = 20


class SaleOrder(models.Model):
    """Orders of session goods: claimed first, confirmed from a queue if many come."""

    _inherit = "sale.order"

    session_queue = fields.Selection(
        [("queued", "Being confirmed"), ("failed", "Not confirmed")],
        "Session queue",
        copy=False,
        readonly=True,
        help="The pieces are claimed; the order is confirmed in its turn.",
    )
    session_refusal = fields.Char("Not confirmed because", copy=False, readonly=True)

    _session_queue_idx = models.Index("(id) WHERE session_queue = 'queued'")

    def _get_session_lines(self):
        # the seller need not see the session's line to sell from it
        return self.order_line.filtered(lambda line: line.sudo().session_line_id)

    def _claim_session(self):
        """Claim what the session lines of these orders need, order by order.

        :return: {key: [(warehouse id, pieces)]}
        :raise UserError: sold out, not open, beyond the buyer's limit
        """
        taken = {}
        for order in self:
            lines = order._get_session_lines()
            taken |= self.env["outlet.session.claim"]._take(
                lines._get_session_wants(),
                order._get_session_buyer(),
                order._get_session_warehouses(lines),
            )
        return taken

    def _get_session_buyer(self):
        """Return whom a limit per buyer counts for: the consumer's phone."""
        consumer = self.partner_shipping_id or self.partner_id
        phone = "".join(filter(str.isdigit, consumer.phone or ""))[-11:]
        return phone or f"partner {consumer.id}"

    def _get_session_warehouses(self, lines):
        """Return warehouse ids in the order of preference. Extension point."""
        return []

    def action_confirm(self):
        """Claim session goods before they are promised.

        :raise UserError: sold out, not open, beyond the buyer's limit
        """
        self = self._with_session_claims()
        result = super().action_confirm()
        self.filtered("session_queue").write(
            {"session_queue": False, "session_refusal": False}
        )
        return result

    def _with_session_claims(self):
        """Return these orders with what they claimed in their context, so that
        whoever promises stock before the core confirms knows of it."""
        if "session_claims" in self.env.context:
            return self
        fresh = self.filtered(lambda order: order.state in ("draft", "sent"))
        taken = fresh._claim_session()
        if taken:
            self.env["outlet.session.claim"]._settle_after_commit(taken)
        return self.with_context(session_claims=taken)

    def _action_cancel(self):
        result = super()._action_cancel()
        # quotas are kept for who may not read the session
        keys = set(self._get_session_lines().sudo().mapped("session_key"))
        if keys:
            self.env["outlet.session.claim"]._release(keys)
        self.filtered(lambda order: order.session_queue == "queued").write(
            {"session_queue": False}
        )
        return result

    # --- the queue ----------------------------------------------------------------

    def _queue_session_orders(self):
        """Let these orders, whose goods are claimed, be confirmed in their turn."""
        self.session_queue = "queued"
        # whoever buys may not see the system's jobs
        cron = self.env.ref("brand_outlet.cron_confirm_session_orders").sudo()
        cron._trigger()

    @api.model
    def _cron_confirm_session_orders(self, batch=BATCH):
        """Confirm what waits in the queue, oldest first, some in one transaction.

        Killed half-way, the last transaction is as if it had never begun, and its
        orders are still in the queue.
        """
        cron = self.env["ir.cron"]
        while True:
            orders = self._next_in_queue(batch)
            if not orders:
                return
            orders._confirm_from_queue()
            if not cron._commit_progress(len(orders), remaining=self._count_queue()):
                return

    @api.model
    def _count_queue(self):
        return self.search_count([("session_queue", "=", "queued")])

    @api.model
    def _next_in_queue(self, batch):
        """Lock and return the next orders; what somebody else is at is left to him."""
        self.flush_model(["session_queue", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM sale_order
                 WHERE session_queue = 'queued'
                 ORDER BY id LIMIT %s
                   FOR NO KEY UPDATE SKIP LOCKED
                """,
                batch,
            )
        )
        return self.browse(order_id for (order_id,) in rows)

    def _confirm_from_queue(self):
        """Confirm together; if that is refused, one by one to find who it was."""
        try:
            with self.env.cr.savepoint():
                self.action_confirm()
                return
        except UserError:
            self.invalidate_recordset()
        for order in self:
            try:
                with self.env.cr.savepoint():
                    order.action_confirm()
            except UserError as error:
                order.invalidate_recordset()
                order._fail_in_queue(str(error))

    def _fail_in_queue(self, reason):
        """Cancel an order that can't be confirmed and give its claims back."""
        self._action_cancel()
        self.write({"session_queue": "failed", "session_refusal": reason})
        self.message_post(body=self.env._("Not confirmed: %(reason)s", reason=reason))
