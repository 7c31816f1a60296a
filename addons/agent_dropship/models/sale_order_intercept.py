from odoo import api, fields, models
from odoo.exceptions import UserError

from .stock_picking import OPEN_DISPATCH_STATES

SHIPPED_STATES = ("shipped", "delivered")


class SaleOrder(models.Model):
    """Cancelling runs after the parcels.

    Whatever door cancels: what was not shipped is stopped, what was shipped is asked
    back from the courier. An order of which goods are under way is not cancelled but
    shrinks to what was shipped; it is cancelled when that came back.
    """

    _inherit = "sale.order"

    interception_ids = fields.One2many(
        "dispatch.interception",
        "order_id",
        "Interceptions",
        groups="brand_outlet.group_operator,sales_team.group_sale_salesman",
    )
    interception_text = fields.Char(
        "State of Interception",
        compute="_compute_interception_text",
        compute_sudo=True,
        help="How far the interception has come, in words for the reseller.",
    )

    @api.depends("interception_ids.state")
    @api.depends_context("lang")
    def _compute_interception_text(self):
        labels = dict(
            self.env["dispatch.interception"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        for order in self:
            states = order.interception_ids.sorted("id").mapped("state")
            order.interception_text = ", ".join(
                dict.fromkeys(labels[state] for state in states)
            )

    def _intercept(self, note="", role=None):
        """Cancel these orders, however far they have come.

        :param str note: why, for the warehouse
        :param str role: who cancels: operator, reseller or agent; by default what the
            user is. It may decide who bears the freight.
        :return: the interceptions (sudo), one per dispatch that had been made
        :raise UserError: everything has arrived; that is a return
        """
        # interceptions are records of warehouses; the caller gets those of his order
        known = self.sudo().interception_ids
        self.with_context(intercept_note=note, intercept_role=role)._action_cancel()
        return self.sudo().interception_ids - known

    def _action_cancel(self):
        dispatches = self._get_dispatches()
        self._check_not_arrived()
        # whoever may cancel need not be allowed to see the agents' parcels
        dispatches.sudo()._start_interceptions()
        under_way = self.filtered(lambda order: order._get_shipped())
        under_way.sudo()._shrink_to_shipped()
        return super(SaleOrder, self - under_way)._action_cancel()

    def _get_shipped(self):
        """Dispatches of which goods are with the courier or the consumer."""
        return self._get_dispatches().filtered(
            lambda picking: (
                picking.dispatch_state in SHIPPED_STATES
                and any(
                    line.qty_delivered > 0 for line in picking.move_ids.sale_line_id
                )
            )
        )

    def _check_not_arrived(self):
        for order in self:
            live = order._get_dispatches().filtered(
                lambda p: p.dispatch_state in OPEN_DISPATCH_STATES
            )
            shipped = order._get_shipped()
            waiting = any(line.routing_state == "waiting" for line in order.order_line)
            if not shipped or live or waiting:
                continue
            if all(picking.dispatch_state == "delivered" for picking in shipped):
                raise UserError(
                    self.env._(
                        "%(order)s has arrived: take it back as a return.",
                        order=order.name,
                    )
                )

    def _shrink_to_shipped(self):
        """Withdraw everything that was not shipped, and leave the rest confirmed."""
        quiet = self.with_context(dispatch_order_cancel=True, skip_procurement=True)
        for order in quiet:
            order._get_dispatches().filtered(
                lambda picking: picking.dispatch_state in OPEN_DISPATCH_STATES
            ).action_cancel()
            locked = order.locked
            order.locked = False
            lines = order.order_line.filtered(lambda line: line._is_routed_kind())
            lines._shrink_to_shipped()
            order.locked = locked
            order._message_log(body=self.env._("Cancelled what was not shipped yet."))
        self._close_waiting_alerts()

    def _cancel_if_all_came_back(self):
        """Cancel these orders where nothing is under way any more."""
        idle = self.filtered(
            lambda order: (
                order.state == "sale"
                and not order._get_shipped()
                and not order._get_dispatches().filtered(
                    lambda picking: picking.dispatch_state in OPEN_DISPATCH_STATES
                )
            )
        )
        if idle:
            idle._action_cancel()
