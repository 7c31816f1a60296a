from odoo import api, fields, models
from odoo.exceptions import UserError

ORDER_ROUTING_STATES = [
    ("none", "Not routed"),
    ("allocated", "Allocated"),
    ("partial", "Partly waiting for stock"),
    ("waiting", "Waiting for stock"),
]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    routing_state = fields.Selection(
        ORDER_ROUTING_STATES,
        string="Routing",
        compute="_compute_routing_state",
        store=True,
        index=True,
    )
    buyer_note = fields.Char(help="What the buyer wrote; the agent reads it.")
    decision_ids = fields.One2many("routing.decision", "order_id")
    allocation_ids = fields.One2many("dropship.allocation", "order_id")
    dispatch_count = fields.Integer(compute="_compute_dispatch_count")
    recipient_name = fields.Char(related="partner_shipping_id.name", string="Recipient")
    tracking_text = fields.Char("Parcels", compute="_compute_tracking_text")

    last_decision_id = fields.Many2one(
        "routing.decision",
        compute="_compute_last_decision_id",
        string="Why This Warehouse",
    )

    @api.depends("decision_ids")
    def _compute_last_decision_id(self):
        for order in self:
            order.last_decision_id = order.decision_ids.sorted("id")[-1:]

    @api.depends("place_id", "state", "order_line.routing_state")
    def _compute_routing_state(self):
        for order in self:
            states = set(order.order_line.mapped("routing_state")) - {"none", False}
            if not order.place_id or order.state == "cancel" or not states:
                order.routing_state = "none"
            elif len(states) > 1:
                order.routing_state = "partial"
            else:
                order.routing_state = states.pop()

    @api.depends("collect_by")
    def _compute_invoice_status(self):
        """Whose money another party took is billed by that party's statement."""
        result = super()._compute_invoice_status()
        for order in self:
            if order.collect_by in ("agent", "reseller"):
                order.invoice_status = "no"
        return result

    @api.depends("picking_ids.dispatch_state")
    def _compute_dispatch_count(self):
        for order in self:
            order.dispatch_count = len(order._get_dispatches())

    @api.depends(
        "picking_ids.dispatch_state",
        "picking_ids.carrier_id",
        "picking_ids.carrier_tracking_ref",
    )
    def _compute_tracking_text(self):
        for order in self:
            shipped = order._get_dispatches().filtered("carrier_tracking_ref")
            order.tracking_text = ", ".join(
                f"{picking.carrier_id.name} {picking.carrier_tracking_ref}"
                for picking in shipped.sorted("id")
            )

    def _get_dispatches(self):
        return self.picking_ids.filtered("dispatch_state")

    # --- confirming ---------------------------------------------------------------

    def action_confirm(self):
        """Route outlet orders and confirm; pickings are reserved in the same
        transaction. What no agent has waits, the rest ships.

        :raise UserError: a brand forbids it, or the price lies outside the band
        """
        self = self._with_session_claims()
        outlet = self.filtered(
            lambda order: order.place_id and order.state in ("draft", "sent")
        )
        lines = outlet._get_lines_to_route()
        if lines:
            lines._route("confirm")
        result = super().action_confirm()
        outlet._alert_waiting()
        return result

    def _get_lines_to_route(self):
        return self.order_line.filtered(lambda line: line._is_routed_kind())

    def _action_cancel(self):
        # the goods go nowhere, so nothing is to be routed again
        result = super(
            SaleOrder, self.with_context(dispatch_order_cancel=True)
        )._action_cancel()
        lines = self.order_line.filtered(lambda line: line.routing_state != "none")
        lines.sudo()._cancel_allocations()
        lines._unpin()
        self._close_waiting_alerts()
        return result

    # --- waiting ------------------------------------------------------------------

    def action_retry_routing(self):
        """Look again for warehouses that have what these orders wait for.

        :raise UserError: nothing waits, or still nobody has it
        """
        lines = self._get_waiting_lines()
        if not lines:
            raise UserError(self.env._("Nothing is waiting for stock."))
        if not lines._route_and_procure("retry"):
            raise UserError(self.env._("Still no authorised warehouse has the goods."))

    def _get_waiting_lines(self):
        return self.order_line.filtered(
            lambda line: line.state == "sale" and line.routing_state == "waiting"
        )

    def _alert_waiting(self):
        """Give the operator a to-do for orders that wait for stock, once each."""
        waiting = self.filtered(
            lambda order: order.routing_state in ("partial", "waiting")
        )
        if not waiting:
            return
        activity_type = self.env.ref("agent_dropship.mail_activity_restock")
        # confirming is open to people who may not write other people's activities
        Activity = self.env["mail.activity"].sudo()
        told = Activity.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", waiting.ids),
                ("activity_type_id", "=", activity_type.id),
            ]
        ).mapped("res_id")
        Activity.create(
            [
                order._prepare_waiting_alert(activity_type)
                for order in waiting
                if order.id not in told
            ]
        )

    def _prepare_waiting_alert(self, activity_type):
        goods = ", ".join(
            f"{product.display_name} × {pieces}"
            for product, pieces in self.order_line._get_waiting_pieces().items()
        )
        user = self._get_waiting_alert_user()
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": activity_type.id,
            "summary": self.with_context(lang=user.lang).env._(
                "Waiting for stock: %(goods)s", goods=goods
            ),
            "user_id": user.id,
            "date_deadline": fields.Date.context_today(self),
        }

    def _get_waiting_alert_user(self):
        """The operator who sold it or brought it in, else the first there is."""
        # who may act is a matter of groups, whoever confirms
        operators = self.env.ref("brand_outlet.group_operator").sudo().all_user_ids
        known = (self.user_id | self.create_uid) & operators
        return (known or operators).filtered("active")[:1] or self.env.user

    def _close_waiting_alerts(self):
        """Remove the to-do of orders that wait no longer."""
        settled = self.filtered(
            lambda order: order.routing_state not in ("partial", "waiting")
        )
        self.env["mail.activity"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", settled.ids),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref("agent_dropship.mail_activity_restock").id,
                ),
            ]
        ).unlink()

    @api.model
    def _cron_retry_routing(self, limit=50):
        """Route what waits, oldest orders first."""
        cron = self.env["ir.cron"]
        orders = self.search(
            [("state", "=", "sale"), ("routing_state", "in", ("partial", "waiting"))],
            order="date_order, id",
        )
        cron._commit_progress(remaining=len(orders))
        for start in range(0, len(orders), limit):
            batch = orders[start : start + limit]
            batch._get_waiting_lines()._route_and_procure("retry")
            if not cron._commit_progress(len(batch)):
                break

    # --- screens ------------------------------------------------------------------

    def action_view_dispatches(self):
        """Open the dispatches of this order."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.dispatch_action"
        )
        dispatches = self._get_dispatches()
        action.update(domain=[("id", "in", dispatches.ids)], context={})
        if len(dispatches) == 1:
            action.update(
                views=[(self.env.ref("agent_dropship.dispatch_view_form").id, "form")],
                res_id=dispatches.id,
            )
        return action

    def action_view_decisions(self):
        """Open every routing decision that was taken on this order."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.routing_decision_action"
        )
        return {**action, "domain": [("order_id", "=", self.id)]}
