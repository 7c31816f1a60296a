"""Redemptions of sales orders: taken when payment begins, redeemed when confirmed."""

from odoo import api, models


class CouponRedemption(models.Model):
    _inherit = "coupon.redemption"

    @api.model
    def _take_for_sale(self, order, hold=False):
        """Take what ``order`` spends and return {card: refusal in words}."""
        costs = order._get_card_costs()
        if not costs:
            return {}
        source = {
            "door": "order",
            "sale_order_id": order.id,
            "company_id": order.company_id.id,
            "reference": order.name,
        }
        key = order._get_redemption_key()
        config = self.env["pos.config"]
        refusals = self._take(
            costs, key, config, order.partner_id, hold=hold, source=source
        )
        self._note_refusals(refusals, key, config, source)
        return refusals

    @api.model
    def _consume_sale(self, order):
        """Mark what the confirmed ``order`` took as redeemed; the core has debited."""
        costs = order._get_card_costs()
        # Redeeming is what confirming an order does; nobody writes redemptions.
        rows_sudo = self.sudo().search(
            [("sale_order_id", "=", order.id), ("state", "=", "taken")]
        )
        used_sudo = rows_sudo.filtered(lambda row: row.card_id in costs)
        (rows_sudo - used_sudo)._close("released")
        for row in used_sudo:
            points = costs[row.card_id]
            row.write({"points": points, "debited": points, "settled": True})
        used_sudo.hold_until = False
        used_sudo._close("consumed")
        used_sudo._note_amounts(order)

    @api.model
    def _drop_sale(self, orders):
        """Close what cancelled or deleted orders had taken or redeemed."""
        # Cancelling an order gives its coupons back; nobody writes redemptions.
        rows_sudo = self.sudo().search(
            [
                ("sale_order_id", "in", orders.ids),
                ("state", "in", ("taken", "consumed")),
            ]
        )
        rows_sudo.filtered(lambda row: row.state == "taken")._close("released")
        rows_sudo.filtered(lambda row: row.state == "consumed")._close("returned")
