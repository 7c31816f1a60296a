from dataclasses import replace

from odoo import models
from odoo.exceptions import UserError

from ..routing import Reason


class DropshipRouter(models.AbstractModel):
    """Goods of a session ship from the warehouse whose quota was claimed.

    Nothing is weighed, but what forbids an agent to ship there holds as ever, and
    what was decided is written down. No gate is passed: the claim was the gate, and
    what is claimed is nobody else's to take.
    """

    _inherit = "dropship.router"

    def _route(self, lines, occasion):
        claims = self.env.context.get("session_claims") or {}
        claimed = lines.sudo().filtered(lambda line: line.session_key in claims)
        routed = super()._route(lines - claimed, occasion)
        if not claimed:
            return routed
        return routed | self._route_claimed(claimed, claims, occasion)

    def _route_claimed(self, lines, claims, occasion):
        lines = lines.sorted(lambda line: (line.order_id.id, line.sequence, line.id))
        supplies = self._read_claimed(lines, claims)
        # the session promised them, however full the day is
        plans = self._solve(lines, supplies, free_parcels={})
        for order, plan in plans.items():
            self._check_claimed_ship(order, plan)
            plans[order] = self._word_claimed(plan)
        shares = self._split_lines(plans)
        self._pin(shares, supplies)
        self._record(plans, shares, supplies, occasion)
        return lines | self.env["sale.order.line"].concat(*(s[0] for s in shares))

    def _read_claimed(self, lines, claims):
        """Return the supplies of these lines: what they claimed, where they did."""
        pieces = {}
        # a line that was split before shares its key with the part split off
        for key, product in {
            line.session_key: line.product_id for line in lines
        }.items():
            for warehouse_id, claimed in claims[key]:
                pair = (product.id, warehouse_id)
                pieces[pair] = pieces.get(pair, 0) + claimed
        return {
            pair: {**row, "pieces": pieces[pair]}
            for pair, row in self._read_supplies(lines).items()
            if pair in pieces
        }

    def _check_claimed_ship(self, order, plan):
        """Refuse the order if the agent of the session may not ship it there."""
        if not plan.waiting:
            return
        reasons = [row.reason for row in plan.considered if not row.chosen]
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
