from odoo import api, fields, models
from odoo.exceptions import AccessError

from .outlet_case_handover import STAFF
from .outlet_case_reason import BEARERS, CASE_KINDS, CASE_ROLES

CASE_STATES = [
    ("open", "To handle"),
    ("waiting", "Waiting for goods"),
    ("done", "Done"),
    ("cancel", "Cancelled"),
]
OPEN_CASE_STATES = ("open", "waiting")
OUTCOMES = [
    ("refunded", "Refunded"),
    ("exchanged", "Exchanged"),
    ("reshipped", "Sent again"),
    ("solved", "Solved"),
    ("rejected", "Rejected"),
]
SOURCES = [
    ("consumer", "Consumer"),
    ("reseller", "Reseller"),
    ("office", "Back office"),
    ("agent", "Agent"),
    ("system", "System"),
]
# Kinds by which goods come back to the warehouse that shipped.
GOODS_KINDS = ("return", "exchange", "interception")
# What may tell who the consumer is; a brand learns what was wrong, not with whom.
NOT_BRAND = "brand_outlet.group_operator,brand_outlet.group_agent"
# Only moved by the steps of a case, never typed in.
GUARDED = {
    *("state", "outcome", "responsible_role", "responsible_id", "since", "act_by"),
    *("order_id", "kind", "line_ids", "handover_ids", "goodwill", "closed_at"),
    "money_held",
    *("compensation", "compensated_on", "compensation_back_on"),
}


class OutletCase(models.Model):
    """What a customer brings up about an order, and who must act on it now.

    At any moment exactly one party has to act, from ``since`` until ``act_by``;
    ``handover_ids`` keeps who had it before. The goods of a return move by ``rma``.
    """

    _name = "outlet.case"
    _description = "After-sales Case"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False, required=True, default="/")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    kind = fields.Selection(CASE_KINDS, required=True, readonly=True, index=True)
    reason_id = fields.Many2one("outlet.case.reason", index=True, ondelete="restrict")
    description = fields.Text(groups=NOT_BRAND)
    source = fields.Selection(SOURCES, required=True, readonly=True, default="office")
    state = fields.Selection(
        CASE_STATES,
        required=True,
        readonly=True,
        default="open",
        index=True,
        group_expand="_expand_state",
    )
    outcome = fields.Selection(OUTCOMES, readonly=True)

    order_id = fields.Many2one(
        "sale.order", required=True, index=True, readonly=True, groups=STAFF
    )
    order_ref = fields.Char(
        "Order No.", compute="_compute_order_ref", store=True, groups=NOT_BRAND
    )
    partner_id = fields.Many2one(
        related="order_id.partner_shipping_id", string="Consumer", groups=STAFF
    )
    reseller_id = fields.Many2one(
        related="order_id.reseller_id",
        string="Seller",
        store=True,
        index="btree_not_null",
        groups=STAFF,
    )
    picking_ids = fields.Many2many(
        "stock.picking", string="Dispatches", readonly=True, groups=STAFF
    )
    dispatch_text = fields.Char(
        "Parcel",
        compute="_compute_dispatch_text",
        compute_sudo=True,
        groups=NOT_BRAND,
    )
    agent_id = fields.Many2one("res.partner", index="btree_not_null", readonly=True)
    brand_id = fields.Many2one("product.brand", index="btree_not_null", readonly=True)
    line_ids = fields.One2many("outlet.case.line", "case_id", "Goods", readonly=True)
    goods_text = fields.Char("Articles", compute="_compute_goods_text")
    photo_ids = fields.One2many("outlet.case.photo", "case_id", "Photos")

    responsible_role = fields.Selection(CASE_ROLES, "To Act", readonly=True, index=True)
    responsible_id = fields.Many2one(
        "res.partner", readonly=True, index=True, groups=STAFF
    )
    since = fields.Datetime(readonly=True)
    act_by = fields.Datetime(readonly=True, index=True)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    is_mine = fields.Boolean(compute="_compute_is_mine")
    handover_ids = fields.One2many("outlet.case.handover", "case_id", readonly=True)
    agent_involved = fields.Boolean(readonly=True, index=True)
    brand_involved = fields.Boolean(readonly=True, index=True)

    bearer = fields.Selection(
        BEARERS,
        "Borne by",
        compute="_compute_bearer",
        store=True,
        readonly=False,
        help="Who pays for freight and loss; by the reason, unless you choose.",
    )
    goodwill = fields.Boolean(
        readonly=True, help="Outside of what was agreed: only the operator allows it."
    )
    return_courier = fields.Char("Returned with", groups=NOT_BRAND)
    return_tracking = fields.Char("Return Parcel", groups=NOT_BRAND)
    resolution = fields.Char("What was decided", readonly=True)
    refund_amount = fields.Monetary("Given Back", readonly=True, groups=STAFF)
    refund_ids = fields.One2many(
        "account.move", "outlet_case_id", "Credit Notes", readonly=True, groups=STAFF
    )
    approved_at = fields.Datetime(readonly=True)
    received_at = fields.Datetime(readonly=True)
    closed_at = fields.Datetime(readonly=True)
    closed_by_id = fields.Many2one("res.users", readonly=True, groups=STAFF)
    hours = fields.Float(
        "Handling Time (h)",
        compute="_compute_hours",
        store=True,
        aggregator="avg",
        digits=(16, 1),
        help="From the moment the case was opened to the moment it was closed.",
    )
    once_token = fields.Char(copy=False, readonly=True, groups="base.group_system")

    _name_unique = models.Constraint("UNIQUE (name)", "This number is taken.")
    _one_responsible = models.Constraint(
        "CHECK (CASE WHEN state IN ('open', 'waiting')"
        " THEN num_nulls(responsible_role, responsible_id, since, act_by) = 0"
        " ELSE num_nonnulls(responsible_role, responsible_id, act_by) = 0 END)",
        "An open case has exactly one responsible party, a closed one has none.",
    )
    _once_token_unique = models.UniqueIndex(
        "(once_token) WHERE once_token IS NOT NULL", "This was sent already."
    )

    @api.model
    def _expand_state(self, states, domain):
        return ["open", "waiting", "done"]

    @api.depends("order_id.name", "order_id.client_order_ref")
    def _compute_order_ref(self):
        for case in self.sudo():  # the number is told to who may not read the order
            order = case.order_id
            case.order_ref = order.client_order_ref or order.name

    @api.depends("picking_ids.carrier_tracking_ref", "picking_ids.carrier_id")
    def _compute_dispatch_text(self):
        for case in self:
            case.dispatch_text = ", ".join(
                f"{picking.carrier_id.name or ''} {picking.carrier_tracking_ref}"
                if picking.carrier_tracking_ref
                else picking.name
                for picking in case.picking_ids
            )

    @api.depends("line_ids.quantity")
    def _compute_goods_text(self):
        for case in self:
            case.goods_text = "; ".join(
                f"{line.goods_text} × {line.quantity:g}" for line in case.line_ids
            )

    @api.depends("act_by", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for case in self:
            case.is_late = bool(case.act_by and case.act_by < now)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("act_by", "<", fields.Datetime.now())]

    @api.depends_context("uid")
    @api.depends("responsible_id")
    def _compute_is_mine(self):
        for case in self:
            case.is_mine = case.state in OPEN_CASE_STATES and case._may_act()

    @api.depends("reason_id")
    def _compute_bearer(self):
        for case in self:
            case.bearer = case.reason_id.bearer or case.bearer

    @api.depends("closed_at")
    def _compute_hours(self):
        for case in self:
            spent = case.closed_at and case.closed_at - case.create_date
            case.hours = spent and spent.total_seconds() / 3600

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code("outlet.case")
        return super().create(vals_list)

    def write(self, vals):
        # every change of these leaves a hand-over, and only the steps write one
        if not self.env.su and GUARDED & vals.keys():
            raise AccessError(
                self.env._("A case is moved by its buttons, so that each step is kept.")
            )
        return super().write(vals)

    # --- who may act --------------------------------------------------------------

    def _may_act(self):
        """Return whether the user is the operator's, or of the party that must act."""
        self.ensure_one()
        user = self.env.user
        if self.env.su or user.has_group("brand_outlet.group_operator"):
            return True
        if not user.party_id:
            return False
        # which parties are the user's own is the same whoever asks
        own = self.env["outlet.party.rule"]._get_agent_ids(user.sudo().party_id)
        return self.sudo().responsible_id.id in own

    def _check_actor(self):
        """Refuse a step by anybody but the one who must act, or the operator.

        :raise AccessError: another party has to act
        """
        self.check_access("read")
        for case in self:
            if not case._may_act():
                raise AccessError(
                    self.env._("Case %(name)s waits for somebody else.", name=case.name)
                )
