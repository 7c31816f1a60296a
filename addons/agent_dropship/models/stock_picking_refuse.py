from odoo import fields, models
from odoo.exceptions import UserError

from .stock_picking import OPEN_DISPATCH_STATES


class StockPicking(models.Model):
    """Refusing a dispatch, or lines of it, with consequence."""

    _inherit = "stock.picking"

    refuse_reason_id = fields.Many2one(
        "dispatch.refuse.reason",
        "Kind of Refusal",
        copy=False,
        readonly=True,
        index="btree_not_null",
    )

    def _refuse(self, reason, note="", moves=None, closed_until=None):
        """Give goods of these dispatches back: the next warehouse gets them at once.

        :param reason: the ``dispatch.refuse.reason``; it decides what happens to stock
        :param str note: what the agent adds in words
        :param moves: only these goods; all of the dispatches if None
        :param closed_until: last closed day, for a reason that closes the warehouse
        :raise UserError: shipped or withdrawn already, or the reason needs a note
        """
        self._check_refusal(reason, note)
        moves = (self.move_ids if moves is None else moves & self.move_ids).filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        if not moves:
            raise UserError(self.env._("Only an open dispatch can be refused."))
        words = f"{reason.name}: {note}" if note else reason.name
        self._withdraw_refused(moves, reason, words)
        lines = moves.sale_line_id
        for picking in moves.picking_id:
            picking._note_refused_lines(moves, words)
        moves._apply_refusal(reason, closed_until)
        self._log_refusal(moves.picking_id, reason, words)
        self._reroute_refused(lines)

    def _check_refusal(self, reason, note):
        reason.ensure_one()
        if any(p.dispatch_state not in OPEN_DISPATCH_STATES for p in self):
            raise UserError(self.env._("Only an open dispatch can be refused."))
        if reason.needs_note and not (note or "").strip():
            raise UserError(
                self.env._(
                    "Say in words why: “%(reason)s” needs it.", reason=reason.name
                )
            )

    def _withdraw_refused(self, moves, reason, words):
        """Cancel what is refused; a dispatch nothing is left of is refused itself."""
        whole = self.filtered(
            lambda picking: (
                picking.move_ids.filtered(
                    lambda move: move.state not in ("done", "cancel")
                )
                <= moves
            )
        )
        whole.write(
            {
                "refused_at": fields.Datetime.now(),
                "refuse_reason": words,
                "refuse_reason_id": reason.id,
            }
        )
        whole.with_context(dispatch_refused=words).action_cancel()
        rest = moves.filtered(lambda move: move.picking_id not in whole)
        rest.with_context(dispatch_refused=words)._action_cancel()
        for picking in rest.picking_id:
            picking._message_log(
                body=self.env._(
                    "%(goods)s refused: %(reason)s",
                    goods=", ".join(
                        (rest & picking.move_ids).product_id.mapped("display_name")
                    ),
                    reason=words,
                )
            )

    def _note_refused_lines(self, moves, words):
        """Remember who refused, on the lines and on what was promised of them."""
        lines = (moves & self.move_ids).sale_line_id
        lines._note_refusal(self.agent_id)
        if self.sale_id:
            self.sale_id._message_log(
                body=self.env._(
                    "%(agent)s refused %(goods)s: %(reason)s",
                    agent=self.agent_id.name,
                    goods=", ".join(lines.product_id.mapped("display_name")),
                    reason=words,
                )
            )

    def _log_refusal(self, pickings, reason, words):
        """Facts for the agent's score."""
        event = self.env["agent.event"]
        if reason.counts_in_score:
            event._log("refused", pickings, note=words)
        if reason.stock_effect == "zero_sku":
            event._log("stock_wrong", pickings, note=words)

    def _reroute_refused(self, lines):
        stopped = lines.filtered("routing_stopped")
        (lines - stopped)._route_and_procure("refused")
        stopped.order_id._ask_person_about_refusals()
