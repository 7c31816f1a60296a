from collections import Counter

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.brand_outlet.claim_channel import ChannelBusy

from ..routing import Demand, Line, solve_order

# decisions that others may overtake before the request waits for its turn
CLAIM_TRIES = 8


class DropshipRouter(models.AbstractModel):
    """Decides which agent's warehouse ships which piece, for a batch of lines.

    Read (the same few queries for any batch), decide (columns, order by order, each
    seeing what the orders before left), claim (one statement on another connection,
    see ``stock.claim``), write. Works as superuser: who sells must not see the
    agents' stock.
    """

    _name = "dropship.router"
    _description = "Dropship router"

    @api.model
    def _route(self, lines, occasion):
        """Pin every piece of these lines to a warehouse, or mark it as waiting.

        A line that needs several warehouses is split, so that each line ships from
        one. Nothing is procured here.

        :param lines: order lines of outlet orders, storable products
        :param str occasion: see ``routing.decision.occasion``
        :return: all lines, also those that were split off
        """
        # routing reads stock and terms of all agents, whoever confirms the order
        lines = lines.sudo().sorted(
            lambda line: (line.order_id.id, line.sequence, line.id)
        )
        if not lines:
            return lines
        supplies = self._read_supplies(lines)
        plans = self._promise(lines, supplies, occasion)
        return self._write_down(lines, plans, supplies, occasion)

    def _promise(self, lines, supplies, occasion):
        """Return {order: plan} of which every piece is promised to these lines only.

        What others were faster at is decided anew: nobody is told of it.
        """
        claims = self.env["stock.claim"]
        for _try in range(CLAIM_TRIES):
            plans = self._solve(lines, supplies, occasion)
            wants = self._count_pieces(plans)
            if not wants or not claims._is_possible(wants):
                break
            try:
                short = claims._take(wants)
            except ChannelBusy:
                break
            if not short:
                return plans
            for plan in plans.values():
                supplies.take(plan, sign=-1)
            for pair, free in short.items():
                supplies.limit(*pair, free)
        # who can not claim starts over where he was not the first
        self.env["stock.gate"]._pass(wants)
        return plans

    def _count_pieces(self, plans):
        """Return {(product id, warehouse id): pieces} of these plans."""
        pieces = Counter()
        for plan in plans.values():
            for piece in plan.pieces:
                pieces[piece.sku, piece.warehouse] += piece.qty
        return pieces

    # --- decide -----------------------------------------------------------------

    def _solve(self, lines, supplies, occasion="confirm", day=None):
        """Return {order: plan}; earlier orders of the batch are served first.

        :param day: what the warehouses still manage, if it is not to be read
        """
        known = supplies.known
        day = day or self._get_day(known)
        refused = self._get_refusing(lines, occasion)
        plans = {}
        for order, order_lines in lines.grouped("order_id").items():
            policy = self._get_policy(order)
            plan = solve_order(
                self._get_demand(order, order_lines),
                known.network,
                supplies.holdings,
                policy._to_policy(),
                self._get_blocked(order, order_lines, supplies, policy, refused),
                day,
            )
            supplies.take(plan)
            day.take(plan.warehouses, known.network)
            plans[order] = plan
        return plans

    def _get_demand(self, order, lines):
        address = order.partner_shipping_id
        lat, lon = address._get_coordinates() or (None, None)
        return Demand(
            [
                Line(
                    line.id,
                    line.product_id.id,
                    line._get_pieces(),
                    weight=line.product_id.weight,
                )
                for line in lines
            ],
            lat=lat,
            lon=lon,
            province=address.state_id.id,
        )

    def _get_refusing(self, lines, occasion):
        """Return {line id: ids of warehouses that would not ship it}."""
        # what is confirmed for the first time has nobody refused yet
        if occasion == "confirm":
            return {}
        return {line.id: line._get_refusing_warehouses().ids for line in lines}

    @api.model
    def _check_pieces(self, lines):
        """Refuse quantities that are not whole pieces: nobody ships half a coat."""
        for line in lines:
            if line._get_pieces() != line._get_exact_pieces():
                raise UserError(
                    self.env._(
                        "%(product)s: the quantity must be a whole number of pieces.",
                        product=line.product_id.display_name,
                    )
                )
