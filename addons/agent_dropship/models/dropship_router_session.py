from collections import Counter
from dataclasses import replace

from odoo import models
from odoo.exceptions import UserError

from ..routing import Day, Reason


class DropshipRouter(models.AbstractModel):
    """Goods of a session ship from the warehouse whose quota was claimed.

    Nothing is weighed, but what forbids an agent to ship there holds as ever, and
    what was decided is written down. No gate is passed: the claim was the gate, and
    what is claimed is nobody else's to take.
    """

    _inherit = "dropship.router"

    def _route(self, lines, occasion):
        claims = self.env.context.get("session_claims") or {}
        # routing reads stock and terms of all agents, whoever confirms the order
        claimed = lines.sudo().filtered(lambda line: line.session_key in claims)
        routed = super()._route(lines - claimed, occasion)
        if not claimed:
            return routed
        return routed | self._route_claimed(claimed, claims, occasion)

    def _route_claimed(self, lines, claims, occasion):
        lines = lines.sorted(lambda line: (line.order_id.id, line.sequence, line.id))
        supplies = self._make_supplies(lines, self._get_claimed_rows(lines, claims))
        # the session promised them, however full the day is
        day = Day.of(supplies.known.network)
        plans = self._solve(lines, supplies, occasion, day)
        for order, plan in plans.items():
            self._check_claimed_ship(order, plan)
            plans[order] = self._word_claimed(plan)
        promises = self.env["stock.claim"]._get_promises()
        promises["claimed"].update(self._count_pieces(plans))
        return self._write_down(lines, plans, supplies, occasion)

    def _get_claimed_rows(self, lines, claims):
        """Return what these lines claimed, in the form stock is read in."""
        pieces = Counter()
        # a line that was split before shares its key with the part split off
        for key, product in {
            line.session_key: line.product_id for line in lines
        }.items():
            for warehouse_id, claimed in claims[key]:
                pieces[product.id, warehouse_id] += claimed
        return [(*pair, claimed, None) for pair, claimed in pieces.items()]

    def _check_claimed_ship(self, order, plan):
        """Refuse the order if the agent of the session may not ship it there."""
        if not plan.waiting:
            return
        reasons = [
            row.reason for row in plan.considered if row.pieces and not row.chosen
        ]
        decision = self.env["routing.decision"]
        words = [decision._get_words(one.code, dict(one.args)) for one in reasons]
        raise UserError(
            self.env._(
                "The session's agent can not ship this to %(province)s: %(reason)s",
                province=order.partner_shipping_id.state_id.name or "?",
                reason="; ".join(dict.fromkeys(words))
                or decision._get_words("no_stock", {}),
            )
        )

    def _word_claimed(self, plan):
        reason = Reason("session")
        return replace(
            plan,
            considered=tuple(replace(row, reason=reason) for row in plan.considered),
            summary=(reason,),
        )
