from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .dispatch_interception import INTERCEPTION_STATES
from .stock_picking import OPEN_DISPATCH_STATES


class StockPicking(models.Model):
    """A dispatch whose order was cancelled is stopped, or asked back."""

    _inherit = "stock.picking"

    interception_ids = fields.One2many("dispatch.interception", "picking_id")
    interception_state = fields.Selection(
        INTERCEPTION_STATES,
        compute="_compute_interception_state",
        store=True,
        index="btree_not_null",
    )

    @api.depends("interception_ids.state")
    def _compute_interception_state(self):
        for picking in self:
            picking.interception_state = picking.interception_ids[:1].state

    def _get_interception_step(self):
        """How far this parcel has come: see ``dispatch.interception.rule``."""
        self.ensure_one()
        if self.state == "done":
            return "after_hand_over"
        touched = self.printed_at or self.packed_at or self.exchange_file_id
        return "after_print" if touched else "before_print"

    def _start_interceptions(self):
        """Write down, before anything is cancelled, which parcels have to be stopped
        and which are asked back from the courier."""
        self._take_turn()
        fresh = self.filtered(
            lambda picking: (
                picking.dispatch_state in (*OPEN_DISPATCH_STATES, "shipped")
                and not picking.interception_ids
            )
        )
        records = self.env["dispatch.interception"].create(
            [picking._prepare_interception() for picking in fresh]
        )
        records.filtered(lambda record: record.state == "courier_asked")._open_case()
        return records

    def _prepare_interception(self):
        now = fields.Datetime.now()
        context = self.env.context
        vals = {
            "picking_id": self.id,
            "order_id": self.sale_id.id,
            "company_id": self.company_id.id,
            "step": self._get_interception_step(),
            "note": context.get("intercept_note"),
            "asked_role": context.get("intercept_role") or self._get_asking_role(),
            "asked_by_id": self.env.uid,
            "asked_at": now,
        }
        if self.state == "done":
            vals |= {
                "state": "courier_asked",
                "too_late_at": now,
                "courier_asked_at": now,
            }
        return vals

    def _get_asking_role(self):
        user = self.env.user
        if user.party_id:
            return "agent"
        return "reseller" if user.share else "operator"

    # --- what the warehouse answers -------------------------------------------------

    def action_stop_seen(self):
        """The warehouse has read that these parcels must not go."""
        return self.interception_ids.action_seen()

    def action_stop_stopped(self):
        """The warehouse holds these parcels back."""
        return self.interception_ids.action_stopped()

    def action_stop_late(self):
        """Open the form for the number of a parcel that has left already."""
        return self.interception_ids.action_open_late()

    # --- no door ships what was stopped ---------------------------------------------

    def _check_not_stopped(self):
        """Refuse dispatches whose order was cancelled.

        A cancelled picking has nothing left to do, and the core would wave it through.
        """
        for picking in self.filtered(lambda p: p.dispatch_state == "cancelled"):
            raise UserError(
                self.env._(
                    "Stop: %(order)s was cancelled. Dispatch %(name)s must not be "
                    "shipped; put the goods back on the shelf.",
                    order=picking.order_ref,
                    name=picking.name,
                )
            )

    def _check_can_ship(self):
        self._check_not_stopped()
        return super()._check_can_ship()

    def button_validate(self):
        """Refuse what was stopped before the core asks anything.

        :raise UserError: the order was cancelled
        """
        self._check_not_stopped()
        return super().button_validate()

    def _action_done(self):
        self._check_not_stopped()
        self._take_turn()
        return super()._action_done()

    def action_cancel(self):
        """Withdraw the goods; a parcel that is being shipped right now is shipped."""
        self._take_turn()
        return super().action_cancel()

    def _take_turn(self):
        """Let shipping, refusing and cancelling the same dispatch wait for each other.

        Whoever comes second, and looked before the first had finished, fails here and
        is started over by the framework. It must be before any quant is touched: the
        core works around locked quants, and what it reserves there gets lost when one
        of the two is rolled back.
        """
        dispatches = self.filtered("dispatch_state")
        if dispatches:
            self.env.cr.execute(
                SQL(
                    "SELECT id FROM stock_picking WHERE id IN %s ORDER BY id"
                    " FOR NO KEY UPDATE",
                    tuple(dispatches.ids),
                )
            )

    # --- after hand-over ------------------------------------------------------------

    def _on_delivered(self):
        result = super()._on_delivered()
        missed = self.interception_ids.filtered(lambda r: r.state == "courier_asked")
        missed._move_on("delivered")
        return result

    def _book_departure(self, carrier, tracking_ref):
        """Book a parcel as shipped that had left before its cancelling was read.

        :return: the dispatch that stands for it
        """
        self.ensure_one()
        parcel = self.copy({"accepted_at": self.accepted_at})
        parcel.action_confirm()
        parcel.action_assign()
        for move in parcel.move_ids:
            # the pieces are gone, whoever they were promised to meanwhile
            move.quantity = move.product_uom_qty
            move.move_line_ids.owner_id = self.agent_id
        parcel._ship(carrier, tracking_ref)
        return parcel
