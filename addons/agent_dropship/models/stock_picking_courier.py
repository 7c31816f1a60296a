from odoo import api, fields, models


class StockPicking(models.Model):
    """The day a dispatch leaves, and the courier who takes it for least."""

    _inherit = "stock.picking"

    dispatch_day = fields.Date(
        "Leaves On",
        compute="_compute_dispatch_day",
        store=True,
        index="btree_not_null",
        help="The warehouse's shipping day when this was routed to it.",
    )
    proposed_carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Proposed Courier",
        compute="_compute_proposed_carrier_id",
        compute_sudo=True,
        help="The cheapest courier that takes this weight from the warehouse there.",
    )
    freight_estimate = fields.Monetary(
        "Freight", compute="_compute_proposed_carrier_id", compute_sudo=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    routing_reason = fields.Char(
        "Why Here",
        compute="_compute_routing_reason",
        compute_sudo=True,
        help="Why this warehouse ships it, without a word about the others.",
    )

    # the warehouse's cut-off is left out on purpose: another one tomorrow does not
    # move the parcels of today
    @api.depends("agent_id", "picking_type_id")
    def _compute_dispatch_day(self):
        dispatches = self.filtered(
            lambda picking: picking.agent_id and picking.picking_type_code == "outgoing"
        )
        (self - dispatches).dispatch_day = False
        warehouses = dispatches.picking_type_id.warehouse_id
        days = warehouses._get_shipping_days()
        for picking in dispatches:
            picking.dispatch_day = (
                picking.dispatch_day or days[picking.picking_type_id.warehouse_id.id]
            )

    @api.depends("agent_id", "partner_id", "weight", "picking_type_id")
    def _compute_proposed_carrier_id(self):
        router = self.env["dropship.router"]
        dispatches = self.filtered("agent_id")
        options = router._get_options(dispatches.picking_type_id.warehouse_id)
        for picking in self:
            zones = self.env["courier.tariff.zone"]
            if picking.agent_id:
                warehouse = picking.picking_type_id.warehouse_id
                state = picking.partner_id.state_id
                zones = options[warehouse].get(state.id, zones)
            fee, zone = router._get_cheapest(zones, picking.weight)
            picking.proposed_carrier_id = zone.tariff_id.carrier_id
            picking.freight_estimate = fee

    def _get_usual_carrier(self):
        """The courier to propose: the one chosen already, else the cheapest by rate
        card, else the warehouse's usual one."""
        if self.carrier_id:
            return self.carrier_id
        # the proposal comes from rate cards that agents do not read
        return self.sudo().proposed_carrier_id or super()._get_usual_carrier()

    @api.depends("move_ids.sale_line_id.allocation_ids")
    @api.depends_context("lang")
    def _compute_routing_reason(self):
        for picking in self:
            allocation = picking._get_allocations()[:1]
            picking.routing_reason = allocation.reason

    def _get_allocations(self):
        """Return the allocations this dispatch ships, the latest first."""
        allocations = self.move_ids.sale_line_id.allocation_ids.filtered(
            lambda alloc: alloc.warehouse_id == self.picking_type_id.warehouse_id
        )
        return allocations.sorted("id", reverse=True)

    def action_open_decision(self):
        """Open why this warehouse ships the dispatch; not for agents.

        :raise AccessError: the user may not read routing decisions
        """
        self.ensure_one()
        decisions = self.env["routing.decision"]
        decisions.check_access("read")
        # the allocations are read for the id alone; the form checks again
        return self.sudo()._get_allocations()[:1].decision_id._get_action()
