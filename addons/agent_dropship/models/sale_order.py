from odoo import api, fields, models

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
        fresh = self.with_context(fresh_orders=tuple(outlet.ids))
        result = super(SaleOrder, fresh).action_confirm()
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
