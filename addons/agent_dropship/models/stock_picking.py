import re
import unicodedata
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

DISPATCH_STATES = [
    ("new", "New"),
    ("accepted", "Accepted"),
    ("exported", "Exported"),
    ("shipped", "Shipped"),
    ("delivered", "Delivered"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]
OPEN_DISPATCH_STATES = ("new", "accepted", "exported")
TRACKING_REF = re.compile(r"(?=.*\d)[A-Z0-9]{8,24}")


class StockPicking(models.Model):
    """A delivery out of an agent's warehouse is a dispatch."""

    _inherit = "stock.picking"

    agent_id = fields.Many2one(
        "res.partner",
        compute="_compute_agent_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The agent who ships. Stays even if the warehouse changes hands later.",
    )
    dispatch_state = fields.Selection(
        DISPATCH_STATES,
        compute="_compute_dispatch_state",
        store=True,
        index="btree_not_null",
        tracking=True,
        group_expand="_expand_dispatch_state",
    )
    accept_by = fields.Datetime(compute="_compute_deadlines", store=True)
    ship_by = fields.Datetime(compute="_compute_deadlines", store=True)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    accepted_at = fields.Datetime(copy=False, readonly=True)
    delivered_at = fields.Datetime(copy=False, readonly=True)
    refused_at = fields.Datetime(copy=False, readonly=True)
    refuse_reason = fields.Char(copy=False, readonly=True)
    exchange_file_id = fields.Many2one(
        "exchange.file", copy=False, readonly=True, index="btree_not_null"
    )

    @api.model
    def _expand_dispatch_state(self, states, domain):
        return ["new", "accepted", "exported", "shipped", "delivered"]

    # the warehouse's agent is left out on purpose: a warehouse that changes hands
    # must not hand over the dispatches of the past
    @api.depends("picking_type_id")
    def _compute_agent_id(self):
        for picking in self:
            picking.agent_id = picking.picking_type_id.warehouse_id.agent_id

    @api.depends(
        "agent_id",
        "picking_type_id.code",
        "state",
        "accepted_at",
        "exchange_file_id",
        "delivered_at",
        "refused_at",
    )
    def _compute_dispatch_state(self):
        for picking in self:
            picking.dispatch_state = picking._get_dispatch_state()

    def _get_dispatch_state(self):
        if not self.agent_id or self.picking_type_id.code != "outgoing":
            return False
        if self.state == "cancel":
            return "refused" if self.refused_at else "cancelled"
        if self.state == "done":
            return "delivered" if self.delivered_at else "shipped"
        if self.exchange_file_id:
            return "exported"
        return "accepted" if self.accepted_at else "new"

    @api.depends("agent_id")
    def _compute_deadlines(self):
        now = fields.Datetime.now()
        for picking in self:
            runs = bool(picking.agent_id) and picking.picking_type_code == "outgoing"
            accept, ship = picking._get_dispatch_hours()
            picking.accept_by = runs and (
                picking.accept_by or now + timedelta(hours=accept)
            )
            picking.ship_by = runs and (picking.ship_by or now + timedelta(hours=ship))

    def _get_dispatch_hours(self):
        """Return (accept within, ship within) in hours. Extension point."""
        company = self.company_id or self.env.company
        return company.dispatch_accept_hours, company.dispatch_ship_hours

    @api.depends("dispatch_state", "accept_by", "ship_by")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for picking in self:
            deadline = (
                picking.accept_by
                if picking.dispatch_state == "new"
                else picking.ship_by
            )
            picking.is_late = bool(
                picking.dispatch_state in OPEN_DISPATCH_STATES
                and deadline
                and deadline < now
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        return (
            Domain("dispatch_state", "=", "new") & Domain("accept_by", "<", now)
        ) | (
            Domain("dispatch_state", "in", OPEN_DISPATCH_STATES)
            & Domain("ship_by", "<", now)
        )

    def action_accept(self):
        """Agent or operator: take the new ones of these dispatches on."""
        self._check_dispatch_actor()
        new = self.filtered(lambda picking: picking.dispatch_state == "new")
        if not new:
            raise UserError(self.env._("None of these dispatches is new."))
        # the agent's staff only reads dispatches; who may act was checked above
        new.sudo().accepted_at = fields.Datetime.now()

    def action_deliver(self):
        """Mark shipped dispatches as delivered; the shares of the money follow.

        :raise AccessError: not by the operator; who is paid for it does not say so
        """
        self.check_access("write")
        self._deliver()

    def _deliver(self):
        """Deliver what is shipped, and only that."""
        shipped = self.filtered(lambda picking: picking.dispatch_state == "shipped")
        if shipped:
            shipped.delivered_at = fields.Datetime.now()
            shipped._on_delivered()

    def _on_delivered(self):
        """Hook: these dispatches have just reached their recipients."""

    def _check_dispatch_actor(self):
        """Operator staff, or staff of the agent who ships all of these."""
        self.check_access("read")
        user = self.env.user
        if self.env.su or user.has_group("brand_outlet.group_operator"):
            return
        if self.env["outlet.party.rule"]._acts_for(self.agent_id):
            return
        raise AccessError(self.env._("This dispatch belongs to another agent."))

    def _get_usual_carrier(self):
        """The courier to propose: the one chosen already, or the warehouse's usual."""
        return self.carrier_id or self.picking_type_id.warehouse_id.dispatch_carrier_id

    @api.model
    def _clean_tracking_ref(self, text):
        """Return a tracking number without spaces and hyphens, in capitals.

        :raise UserError: it can not be a tracking number
        """
        ref = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text or "")).upper()
        if not TRACKING_REF.fullmatch(ref):
            raise UserError(
                self.env._(
                    "“%(ref)s” is not a tracking number: it has 8 to 24 letters and "
                    "digits.",
                    ref=text or "",
                )
            )
        return ref

    def _check_can_ship(self):
        for picking in self:
            if picking.dispatch_state not in OPEN_DISPATCH_STATES:
                raise UserError(
                    self.env._(
                        "Dispatch %(name)s can not be shipped: it is %(state)s.",
                        name=picking.name,
                        state=dict(
                            self._fields["dispatch_state"]._description_selection(
                                self.env
                            )
                        ).get(picking.dispatch_state, picking.state),
                    )
                )

    def _create_backorder_picking(self):
        backorder = super()._create_backorder_picking()
        if self.agent_id:
            # the goods were promised with the first parcel: same file, same deadlines
            backorder.write(
                {
                    "accepted_at": self.accepted_at,
                    "exchange_file_id": self.exchange_file_id.id,
                    "accept_by": self.accept_by,
                    "ship_by": self.ship_by,
                }
            )
        return backorder
