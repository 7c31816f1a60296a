from odoo import api, fields, models
from odoo.fields import Domain

from .dispatch_interception import WAREHOUSE_STATES

DESK_STEPS = [
    ("stop", "To stop"),
    ("new", "To accept"),
    ("print", "To print"),
    ("pack", "To pack"),
    ("ship", "To ship"),
    ("shipped", "Shipped"),
    ("delivered", "Delivered"),
    ("gone", "Refused or cancelled"),
]


class StockPicking(models.Model):
    """The steps of the desk between accepting and shipping."""

    _inherit = "stock.picking"

    printed_at = fields.Datetime(copy=False, readonly=True)
    packed_at = fields.Datetime(copy=False, readonly=True)
    desk_step = fields.Selection(
        DESK_STEPS,
        compute="_compute_desk_step",
        store=True,
        index="btree_not_null",
        group_expand="_expand_desk_step",
    )

    @api.model
    def _expand_desk_step(self, steps, domain):
        """Show the way through the desk, unless somebody looks at one step of it."""
        always = ["new", "print", "pack", "ship", "shipped"]
        if any(
            condition.field_expr == "is_late"
            or (
                condition.field_expr == "desk_step"
                and condition.operator in ("=", "in")
            )
            for condition in Domain(domain).iter_conditions()
        ):
            always = []
        return [step for step, _label in DESK_STEPS if step in steps or step in always]

    @api.depends("dispatch_state", "printed_at", "packed_at", "interception_state")
    def _compute_desk_step(self):
        for picking in self:
            picking.desk_step = picking._get_desk_step()

    def _get_desk_step(self):
        """What the warehouse has to do next with this dispatch."""
        if self.dispatch_state == "accepted":
            if self.packed_at:
                return "ship"
            return "pack" if self.printed_at else "print"
        if self.dispatch_state == "cancelled":
            # nobody has to run for a parcel that nobody has begun
            return "stop" if self.interception_state in WAREHOUSE_STATES else "gone"
        steps = {"exported": "ship", "refused": "gone"}
        return steps.get(self.dispatch_state, self.dispatch_state)
