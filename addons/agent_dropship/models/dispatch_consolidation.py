from odoo import api, fields, models
from odoo.exceptions import UserError

from .stock_picking import OPEN_DISPATCH_STATES


class DispatchConsolidation(models.Model):
    """The orders of a place that go to its partner as one parcel.

    Every order keeps its dispatch, so that it can be refused, cancelled and settled
    by itself; they leave together under one number, and share the freight by weight.
    """

    _name = "dispatch.consolidation"
    _description = "Consolidated Delivery"
    _order = "day desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", compute_sudo=True)
    place_id = fields.Many2one(
        "outlet.place", required=True, readonly=True, index=True, ondelete="cascade"
    )
    receiver_id = fields.Many2one(
        "res.partner", string="Delivered To", required=True, readonly=True
    )
    receiver_name = fields.Char(related="receiver_id.name", string="Receiver")
    warehouse_id = fields.Many2one(
        "stock.warehouse", required=True, readonly=True, index=True
    )
    agent_id = fields.Many2one(related="warehouse_id.agent_id", store=True, index=True)
    company_id = fields.Many2one(related="warehouse_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date("Leaves On", required=True, readonly=True)
    picking_ids = fields.One2many(
        "stock.picking", "consolidation_id", string="Dispatches", readonly=True
    )
    state = fields.Selection(
        [("open", "Collecting"), ("shipped", "Shipped"), ("empty", "Empty")],
        compute="_compute_state",
        store=True,
        index=True,
    )
    order_count = fields.Integer(
        "Orders", compute="_compute_freight", compute_sudo=True
    )
    pieces = fields.Float(compute="_compute_freight", compute_sudo=True, digits=(16, 0))
    weight = fields.Float(
        "Weight (kg)", compute="_compute_freight", compute_sudo=True, digits=(16, 2)
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Courier",
        compute="_compute_freight",
        compute_sudo=True,
    )
    freight = fields.Monetary(
        compute="_compute_freight", compute_sudo=True, help="Of the one parcel."
    )
    freight_apart = fields.Monetary(
        compute="_compute_freight",
        compute_sudo=True,
        help="What as many single parcels would have cost.",
    )
    saved = fields.Monetary(compute="_compute_freight", compute_sudo=True)

    @api.depends("place_id", "day")
    def _compute_name(self):
        for delivery in self:
            delivery.name = f"{delivery.place_id.name} · {delivery.day}"

    @api.depends("picking_ids.dispatch_state")
    def _compute_state(self):
        for delivery in self:
            states = set(delivery.picking_ids.mapped("dispatch_state"))
            if states & set(OPEN_DISPATCH_STATES):
                delivery.state = "open"
            else:
                shipped = states & {"shipped", "delivered"}
                delivery.state = "shipped" if shipped else "empty"

    def _get_going(self):
        """Return the dispatches that go: not those refused or cancelled."""
        return self.picking_ids.filtered(lambda picking: picking.state != "cancel")

    @api.depends("picking_ids.state", "picking_ids.weight")
    def _compute_freight(self):
        router = self.env["dropship.router"]
        options = router._get_options(self.warehouse_id)
        none = self.env["courier.tariff.zone"]
        for delivery in self:
            going = delivery._get_going()
            state = delivery.receiver_id.state_id
            zones = options.get(delivery.warehouse_id, {}).get(state.id, none)
            weight = sum(going.mapped("weight"))
            fee, zone = router._get_cheapest(zones, weight)
            apart = [router._get_cheapest(zones, one.weight)[0] for one in going]
            delivery.order_count = len(going.sale_id)
            delivery.pieces = sum(going.mapped("dispatch_quantity"))
            delivery.weight = weight
            delivery.carrier_id = zone.tariff_id.carrier_id.id
            delivery.freight = fee if going else 0.0
            delivery.freight_apart = sum(apart)
            delivery.saved = delivery.freight_apart - delivery.freight

    def _share_freight(self):
        """Return {dispatch: its share of the freight}; they add up to it exactly."""
        self.ensure_one()
        going = self._get_going().sorted("id")
        weights = {one: one.weight or one.dispatch_quantity for one in going}
        total = sum(weights.values()) or 1.0
        shares, booked, weighed = {}, 0.0, 0.0
        for picking, weight in weights.items():
            weighed += weight
            upto = self.currency_id.round(self.freight * weighed / total)
            shares[picking] = self.currency_id.round(upto - booked)
            booked = upto
        return shares

    def action_accept_all(self):
        """Accept every dispatch of these deliveries that is new."""
        self.picking_ids.filtered(lambda p: p.dispatch_state == "new").action_accept()

    def action_ship_all(self):
        """Open the form for courier and number of the one parcel.

        :raise UserError: nothing is left to ship
        """
        self.ensure_one()
        going = self.picking_ids.filtered(
            lambda picking: picking.dispatch_state in OPEN_DISPATCH_STATES
        )
        if not going:
            raise UserError(self.env._("Nothing is left to ship here."))
        return going.action_open_ship()
