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
        return self.sudo().proposed_carrier_id or super()._get_usual_carrier()
