import numpy as np

from odoo import models

from odoo.addons.brand_outlet import protection

from ..routing import Blocked, Reason

CLOSED_OFFERS = ("suspended", "ended")


class DropshipRouter(models.AbstractModel):
    """Hard rules: who may not ship a line, and why. No weight buys them off."""

    _inherit = "dropship.router"

    def _get_blocked(self, order, lines, supplies, policy, refused):
        """Return the ``Blocked`` of one order."""
        reasons, codes = [None], {}
        for line in lines:
            goods = supplies.goods[line.product_id.id]
            column = np.zeros(len(goods.rows), np.int64)
            for mask, reason in self._get_obstacles(line, goods, supplies):
                self._add_reason(column, mask, reason, reasons)
            lost = line._get_lost_warehouses().ids
            for shut, code in ((refused.get(line.id, ()), "refused"), (lost, "lost")):
                mask = np.isin(goods.rows, supplies.known.get_rows(shut))
                self._add_reason(column, mask, Reason(code), reasons)
            if not policy.allow_cross_border:
                mask = self._get_foreign(order, goods, supplies.known)
                self._add_reason(column, mask, Reason("cross_border"), reasons)
            if column.any():
                codes[line.id] = column
        return Blocked(codes, reasons)

    def _add_reason(self, column, mask, reason, reasons):
        """Block where the mask holds and no reason was found before."""
        mask = mask & (column == 0)
        if mask.any():
            column[mask] = len(reasons)
            reasons.append(reason)

    def _get_obstacles(self, line, goods, supplies):
        """Return [(mask, Reason)] of what keeps agents from shipping a line.

        The masks stand beside the columns of ``goods`` (see ``supplies.Goods``); of
        several reasons the first is told.

        Extension point: a stricter rule appends its own code here and words it in
        ``routing.decision._get_wordings``.
        """
        obstacles = [(goods.contracts == 0, Reason("no_contract"))]
        if line.wanted_offer_id:
            other = goods.offers != line.wanted_offer_id.id
            obstacles.append((other, Reason("other_offer")))
        obstacles.append((~self._get_covering(line, goods, supplies), Reason("region")))
        obstacles.append(
            (self._get_forbidden(line, goods, supplies), Reason("protection"))
        )
        for state in CLOSED_OFFERS:
            closed = goods.states == state
            obstacles.append((closed, Reason("offer", {"state": state})))
        own = supplies.known.own[goods.rows]
        obstacles += [
            (~own & (goods.fulfilments == "own"), Reason("own_stock")),
            (own & (goods.fulfilments == "dropship"), Reason("dropship_only")),
        ]
        for floor in np.unique(goods.floor_ratio):
            if line._is_below_floor(float(floor)):
                below = goods.floor_ratio == floor
                obstacles.append((below, Reason("floor", {"floor": float(floor)})))
        return obstacles

    def _get_covering(self, line, goods, supplies):
        contracts = supplies.known.get_contracts(line.product_id.product_brand_id.id)
        address = line.order_id.partner_shipping_id
        city = self.env["outlet.city"]
        if contracts.name_cities:
            city = city._find(address.state_id, address.city)
        covers = contracts.covers(address.state_id.id or 0, city.id or 0)
        return covers[goods.rows]

    def _get_forbidden(self, line, goods, supplies):
        """Ask the brand's rules once for everybody they do not tell apart."""
        brand = line.product_id.product_brand_id.id or 0
        judge = supplies.judge
        forbidden = np.zeros(len(goods.rows), bool)
        rules = judge.rules.get(brand)
        if not rules:
            return forbidden
        named = frozenset(rule.agent for rule in rules)
        guard, answers = self.env["outlet.guard"], {}
        for at, row in enumerate(goods.rows):
            asked = protection.Goods(
                brand, supplies.known.parties[row] & named, str(goods.kinds[at])
            )
            if asked not in answers:
                answers[asked] = guard._is_forbidden(judge, asked, line)
            forbidden[at] = answers[asked]
        return forbidden

    def _get_foreign(self, order, goods, known):
        """Whether a border lies between a warehouse and the recipient."""
        if not known.territories:
            return np.zeros(len(goods.rows), bool)
        warehouses = self.env["stock.warehouse"]
        there = warehouses._get_territory(order.partner_shipping_id)
        across = [row for row, here in known.territories.items() if here != there]
        return np.isin(goods.rows, across)
