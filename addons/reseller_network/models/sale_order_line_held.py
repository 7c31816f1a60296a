from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_freight_open(self):
        """Return the freight of parcels that have not arrived: the seller who takes
        it owes it to who ships."""
        self.ensure_one()
        # sellers confirm orders, and read nothing of how they are shipped
        lines = self.sudo().order_line
        if not any(lines.mapped("reseller_mode")):
            return 0.0
        if self.sudo().share_parts_fixed:
            return sum(line._get_freight_waiting() for line in lines)
        goods = lines.filtered(lambda line: line._is_share_goods())
        open_goods = any(line._get_open_pieces() for line in goods)
        fees = lines.filtered("is_delivery")
        return sum(fees.mapped("price_total")) if open_goods else 0.0


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_owed_part(self, quantity):
        """Return what of the first ``quantity`` pieces is not the seller's own: the
        take price in a shop, the price less the commission behind a link."""
        return self._share_paid(quantity) - self._get_reseller_part(quantity)

    def _get_owed_open(self):
        """Return what will be owed for the pieces that have not arrived."""
        self.ensure_one()
        if not self.reseller_mode:
            return 0.0
        total = self.product_uom_qty
        arrived = total - min(total, self._get_open_pieces())
        return self._get_owed_part(total) - self._get_owed_part(arrived)

    def _get_freight_waiting(self):
        """Return the freight that comes with the first pieces of this line."""
        self.ensure_one()
        waits = self._get_open_pieces() and not self._has_arrived()
        return self.freight_part if waits else 0.0

    def _get_open_pieces(self):
        """Return the pieces that still go to the consumer, in the line's unit.

        Booked pieces are in the ledger; what came back before it arrived is neither.
        """
        if self.routing_state == "waiting" or self.order_id.state != "sale":
            return self.product_uom_qty
        return sum(
            move._get_arrived_quantity()
            if move.state == "done"
            else move.product_uom._compute_quantity(
                move.product_uom_qty, self.product_uom_id, round=False
            )
            for move in self.move_ids
            if move.state != "cancel"
            and move._is_share_outgoing()
            and not move.share_entry_ids
        )
