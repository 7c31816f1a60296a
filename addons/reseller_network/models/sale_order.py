from odoo import api, fields, models
from odoo.fields import Domain

PARCEL_STATES = [
    ("unpaid", "To Be Paid"),
    ("unrouted", "To Route"),
    ("to_ship", "To Ship"),
    ("shipped", "Shipped"),
    ("delivered", "Delivered"),
    ("waiting", "Waiting for Stock"),
    ("cancelled", "Cancelled"),
]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    entry_token = fields.Char(
        copy=False,
        readonly=True,
        groups="base.group_system",
        help="Marks one submission of the order form: a second tap finds the order "
        "made by the first.",
    )
    upstream_id = fields.Many2one(
        "res.partner",
        "Reseller's Upstream",
        readonly=True,
        help="The agent this reseller deals with; empty: all of the operator's.",
    )
    joined_agent_ids = fields.Many2many(
        "res.partner",
        "sale_order_joined_agent_rel",
        "order_id",
        "agent_id",
        "Selections Joined",
        readonly=True,
        help="Further agents who may ship it, because the reseller joined them.",
    )
    parcel_state = fields.Selection(
        PARCEL_STATES,
        compute="_compute_parcel_state",
        store=True,
        index="btree_not_null",
        help="Where the goods of an outlet order are, in the reseller's words.",
    )
    reseller_amount = fields.Monetary(
        "Reseller's Earning", compute="_compute_reseller_amount", store=True
    )

    _entry_token_unique = models.UniqueIndex(
        "(entry_token) WHERE entry_token IS NOT NULL",
        "This order was already submitted.",
    )
    _reseller_recent_idx = models.Index(
        "(reseller_id, date_order DESC) WHERE reseller_id IS NOT NULL"
    )

    @api.depends(
        "state",
        "place_id",
        "pay_state",
        "order_line.routing_state",
        "picking_ids.dispatch_state",
    )
    def _compute_parcel_state(self):
        for order in self:
            order.parcel_state = order._get_parcel_state()

    @api.depends("order_line.reseller_amount")
    def _compute_reseller_amount(self):
        for order in self:
            order.reseller_amount = sum(order.order_line.mapped("reseller_amount"))

    def _get_parcel_state(self):
        """Return the least advanced state of the order's parcels."""
        if not self.place_id:
            return False
        if self.state == "cancel":
            return "cancelled"
        if self.pay_state == "open":
            return "unpaid"
        if "waiting" in self.order_line.mapped("routing_state"):
            return "waiting"
        states = set(self._parcels().mapped("dispatch_state"))
        if not states:
            return "unrouted"
        if states & {"new", "accepted", "exported"}:
            return "to_ship"
        return "shipped" if "shipped" in states else "delivered"

    def _parcels(self):
        """Return the dispatches that are on their way or arrived, oldest first."""
        return self.picking_ids.filtered(
            lambda picking: (
                picking.dispatch_state
                and picking.dispatch_state not in ("refused", "cancelled")
            )
        ).sorted("id")

    def action_confirm(self):
        """Fix the reseller's terms, then route and confirm."""
        self._count_by_piece()
        # before super: routing splits lines, and their copies keep the terms
        self._freeze_reseller_terms()
        self._claim_money()
        return super().action_confirm()

    def _freeze_reseller_terms(self):
        """Fix take price or commission of each line by the contract of today."""
        # whose order it is is told by contracts nobody else reads
        contracts = self.env["reseller.contract"].sudo()
        running = contracts.search(
            contracts._running_domain()
            & Domain("reseller_id", "in", self.reseller_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
        ).grouped(lambda contract: (contract.reseller_id, contract.company_id))
        for key, orders in self.grouped(
            lambda order: (order.reseller_id, order.company_id)
        ).items():
            if contract := running.get(key):
                operator = contract.company_id.partner_id
                orders.upstream_id = contract.upstream_id - operator
                orders.joined_agent_ids = (
                    contract._get_suppliers() - contract.upstream_id
                )
                orders.order_line._freeze_reseller_terms(contract)

    def _outlet_lines(self):
        """Return the lines of goods, without sections and notes."""
        return self.order_line.filtered(
            lambda line: line.product_id and not line.display_type
        )
