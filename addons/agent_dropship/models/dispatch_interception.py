from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .dispatch_interception_rule import INTERCEPTION_STEPS, PAYERS

INTERCEPTION_STATES = [
    ("asked", "Asked"),
    ("seen", "Seen"),
    ("stopped", "Stopped"),
    ("too_late", "Too late"),
    ("courier_asked", "Courier asked"),
    ("returned", "Returned"),
    ("delivered", "Delivered all the same"),
]
# what may follow; every step has a time of its own
NEXT_STATES = {
    "asked": ("seen", "stopped", "too_late"),
    "seen": ("stopped", "too_late"),
    "too_late": ("courier_asked",),
    "courier_asked": ("returned", "delivered"),
}
OPEN_INTERCEPTION_STATES = ("asked", "seen", "too_late", "courier_asked")
WAREHOUSE_STATES = ("asked", "seen")
STAFF = "brand_outlet.group_operator,sales_team.group_sale_salesman"
ASKERS = [("operator", "Operator"), ("reseller", "Reseller"), ("agent", "Agent")]


class DispatchInterception(models.Model):
    """A cancelled order runs after its parcel: who was told what, and when.

    The dispatch itself is cancelled at once where it was not shipped. What follows is
    about the parcel people hold in their hands.
    """

    _name = "dispatch.interception"
    _description = "Interception"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "order_ref"

    picking_id = fields.Many2one(
        "stock.picking",
        "Dispatch",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    order_id = fields.Many2one(
        "sale.order",
        "Sales Order",
        readonly=True,
        index=True,
        ondelete="cascade",
        groups=STAFF,
    )
    agent_id = fields.Many2one(related="picking_id.agent_id", store=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    order_ref = fields.Char(related="picking_id.order_ref")
    goods_text = fields.Char(related="picking_id.goods_text")
    recipient_name = fields.Char(related="picking_id.recipient_name")
    carrier_id = fields.Many2one(related="picking_id.carrier_id", string="Courier")
    tracking_ref = fields.Char(
        related="picking_id.carrier_tracking_ref", string="Tracking Number"
    )
    state = fields.Selection(
        INTERCEPTION_STATES,
        default="asked",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    step = fields.Selection(
        INTERCEPTION_STEPS,
        required=True,
        readonly=True,
        help="How far the parcel had come; it decides who bears the freight.",
    )
    payer = fields.Selection(PAYERS, "Freight borne by", readonly=True)
    payer_id = fields.Many2one("res.partner", "Borne by", readonly=True, groups=STAFF)
    note = fields.Char(readonly=True)
    asked_role = fields.Selection(ASKERS, "Cancelled by", readonly=True)
    asked_by_id = fields.Many2one("res.users", "Asked by", readonly=True, groups=STAFF)
    asked_at = fields.Datetime(default=fields.Datetime.now, readonly=True)
    seen_at = fields.Datetime(readonly=True)
    stopped_at = fields.Datetime(readonly=True)
    too_late_at = fields.Datetime(readonly=True)
    courier_asked_at = fields.Datetime(readonly=True)
    returned_at = fields.Datetime(readonly=True)
    delivered_at = fields.Datetime(readonly=True)
    escalated_at = fields.Datetime(readonly=True)
    answer_by = fields.Datetime(readonly=True)

    _one_per_dispatch = models.UniqueIndex(
        "(picking_id)", "This dispatch is being intercepted already."
    )

    # --- what people do ------------------------------------------------------------

    def action_seen(self):
        """The warehouse has read it and looks for the parcel."""
        self._check_actor()
        self.sudo()._move_on("seen")

    def action_stopped(self):
        """The warehouse holds the parcel back."""
        self._check_actor()
        # the steps write the dispatch and its order; who may take them was checked
        self.sudo()._move_on("stopped")

    def action_courier_asked(self):
        """The operator has asked the courier to bring the parcel back."""
        self.check_access("write")
        self._move_on("courier_asked")

    def action_returned(self):
        """The parcel is back on the shelf it left.

        :raise UserError: the courier was never asked
        """
        self._check_actor()
        # goods that come back move stock; who may say so was checked
        self.sudo()._return()

    def action_delivered(self):
        """The consumer took the parcel all the same; the dispatch counts as such."""
        self.check_access("write")
        self._check_next("delivered")
        self.picking_id._deliver()
        # delivering the dispatch has moved those on that it was still asked for
        self.filtered(lambda record: record.state != "delivered")._move_on("delivered")

    def action_open_late(self):
        """Open the small form for the number of a parcel that has left already."""
        self.ensure_one()
        self._check_actor()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "agent_dropship.dispatch_interception_late_action"
            ),
            "context": {"default_interception_id": self.id},
        }

    def _check_actor(self):
        """Operator staff, or staff of the agent who ships all of these.

        :raise AccessError: the parcel is another agent's
        """
        self.check_access("read")
        user = self.env.user
        if self.env.su or user.has_group("brand_outlet.group_operator"):
            return
        if not self.env["outlet.party.rule"]._acts_for(self.agent_id):
            raise AccessError(self.env._("This parcel belongs to another agent."))

    # --- what follows --------------------------------------------------------------

    def _check_next(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for record in self:
            if state not in NEXT_STATES.get(record.state, ()):
                raise UserError(
                    self.env._(
                        "%(order)s: “%(next)s” does not follow “%(state)s”.",
                        order=record.order_ref or record.picking_id.name,
                        next=labels[state],
                        state=labels[record.state],
                    )
                )

    def _move_on(self, state):
        """Take the next step and note the time.

        :raise UserError: it does not follow the present one
        """
        self._check_next(state)
        now = fields.Datetime.now()
        vals = {"state": state, f"{state}_at": now}
        if state in ("stopped", "too_late"):
            # whoever answers has seen it
            self.filtered(lambda record: not record.seen_at).seen_at = now
        self.write(vals)
        if state not in WAREHOUSE_STATES:
            self._close_tasks()
        if state == "courier_asked":
            self._open_case()

    def _close_tasks(self):
        self.activity_unlink(["agent_dropship.mail_activity_interception"])

    def _leave(self, carrier, tracking_ref):
        """The parcel had left before the warehouse read this.

        :param carrier: the ``delivery.carrier`` who has it
        :param str tracking_ref: its number, so that the courier can be asked
        """
        self.ensure_one()
        self._check_next("too_late")
        self.picking_id = self.picking_id._book_departure(carrier, tracking_ref)
        self.step = "after_hand_over"
        self._decide_payer()
        self._move_on("too_late")
        self._move_on("courier_asked")
        self._tell()

    def _return(self):
        """Take the goods back into the agent's stock, by the case that expects them.

        The case tells when everything is there; an order that nothing is left of is
        cancelled then.
        """
        self._check_next("returned")
        self._open_case()._receive_everything()

    def _decide_payer(self):
        """Let the rule of the step that was reached decide who bears the freight."""
        for record in self:
            payer = self.env["dispatch.interception.rule"]._get_payer(
                record.step, record.company_id
            )
            role = record.asked_role if payer == "asker" else payer
            partners = {
                "operator": record.company_id.partner_id,
                "agent": record.agent_id,
                "reseller": record.order_id.place_id.owner_id,
            }
            record.write({"payer": role, "payer_id": partners.get(role)})

    def _open_case(self):
        """Let after-sales get these parcels back; return the open cases."""
        cases = self.env["outlet.case"]
        for record in self:
            cases |= cases._open(
                "interception",
                record.order_id,
                pickings=record.picking_id,
                note=record.note or "",
            )
        return cases
