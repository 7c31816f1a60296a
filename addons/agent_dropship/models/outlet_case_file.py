from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .outlet_case import GOODS_KINDS


class OutletCase(models.Model):
    """What may be brought up: how many pieces, and within which days."""

    _inherit = "outlet.case"

    is_in_time = fields.Boolean(
        "Within the Days",
        compute="_compute_is_in_time",
        compute_sudo=True,
        help="Brought up within the days the contract grants after delivery.",
    )
    is_firm = fields.Boolean(
        "Firm Sale",
        compute="_compute_is_in_time",
        compute_sudo=True,
        help="The agent takes nothing back: the goods come to a warehouse of the "
        "operator's, who bears the return.",
    )

    @api.depends("line_ids.move_id", "create_date")
    def _compute_is_in_time(self):
        for case in self:
            today = case.create_date or fields.Datetime.now()
            ends = [line.move_id._get_return_end() for line in case.line_ids]
            case.is_in_time = all(end is None or today <= end for end in ends)
            policies = case.line_ids.sale_line_id.mapped("return_policy")
            case.is_firm = "firm" in policies

    def _is_approved_by_rule(self):
        """Return whether nobody has to agree to this return any more."""
        self.ensure_one()
        return bool(
            self.kind in ("return", "exchange")
            and self.reason_id.approved_by_rule
            and self.is_in_time
            and not self.is_firm
        )

    @api.model
    def _check_pieces(self, kind, order, pickings, pieces):
        """Return ``{move: pieces}`` of a new case, checked against what went out.

        :raise UserError: more pieces than were sent, less what came or comes back
        """
        if kind not in GOODS_KINDS:
            return pieces or self._get_all_pieces(kind, pickings)
        # two requests at once collide here instead of both passing
        order.order_line._lock_settled()
        free = self._get_returnable(pickings.move_ids)
        if pieces is None:
            pieces = {move: count for move, count in free.items() if count > 0}
        pieces = {move: count for move, count in pieces.items() if count}
        for move, count in pieces.items():
            left = free.get(move, 0)
            if count < 0 or count != int(count) or count > left:
                raise UserError(self._explain_too_many(move, count, left))
        if not pieces:
            raise UserError(
                self.env._("Nothing of this order can come back: choose what arrived.")
            )
        return pieces

    @api.model
    def _explain_too_many(self, move, count, left):
        return self.env._(
            "%(article)s: %(asked)s asked for, but only %(left)s can come back. A "
            "request made before, and what is still on its way, counts too.",
            article=move.product_id.name,
            asked=f"{count:g}",
            left=f"{left:g}",
        )

    @api.model
    def _get_all_pieces(self, kind, pickings):
        if kind == "complaint":
            return {}
        return {move: move.quantity for move in pickings.move_ids if move.quantity}

    @api.model
    def _get_returnable(self, moves):
        """Return ``{move: pieces}`` that were sent and neither came nor come back."""
        sent = moves.filtered(
            lambda move: move.state == "done" and move.location_dest_usage == "customer"
        )
        coming = defaultdict(float)
        lines = self.env["outlet.case.line"].search(
            [
                ("move_id", "in", sent.ids),
                ("case_id.state", "in", ("open", "waiting")),
                ("case_id.kind", "in", GOODS_KINDS),
            ]
        )
        for line in lines:
            coming[line.move_id] += line._get_open_quantity()
        free = {}
        for move in sent:
            back = move.returned_move_ids.filtered(lambda one: one.state == "done")
            free[move] = move.quantity - sum(back.mapped("quantity")) - coming[move]
        return free

    @api.model
    def _get_reasons(self, kind, is_public=True):
        """Return the reasons one may choose for a case of this kind."""
        domain = [("kind", "in", (kind, False))]
        if is_public:
            domain.append(("is_public", "=", True))
        reasons = self.env["outlet.case.reason"].search(domain)
        return reasons.sorted(lambda reason: not reason.kind)  # its own ones first

    def _get_steps(self):
        """Return the way of a case as a customer may know it: (code, time) each."""
        self.ensure_one()
        steps = [("filed", self.create_date)]
        if self.kind in GOODS_KINDS:
            steps += [("accepted", self.approved_at), ("arrived", self.received_at)]
        closed = self.outcome if self.state == "done" else "closed"
        return [*steps, (closed, self.closed_at)]


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_return_end(self):
        """Return until when these goods may be returned; None: not delivered yet."""
        self.ensure_one()
        delivered = self.picking_id.delivered_at
        sold = self.sale_line_id
        # goods without an offer are sold on the terms of the contract
        terms = sold._get_share_allocation(self).contract_id
        days = sold.return_days or terms.return_days
        if not delivered or not days:
            return None
        return delivered + timedelta(days=days)
