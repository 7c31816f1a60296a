from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _is_movable(self):
        """Whether everything of this order that found a warehouse may change it."""
        self.ensure_one()
        open_dispatches = self.picking_ids.filtered(
            lambda picking: picking.state != "cancel"
        )
        lines = self.order_line.filtered(lambda line: line.routing_state == "allocated")
        return bool(
            lines
            and self.state == "sale"
            and all(line._is_movable() for line in lines)
            and open_dispatches == open_dispatches._filter_movable()
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_movable(self):
        """Whether this line may ship from another warehouse: a session's may not."""
        self.ensure_one()
        return (
            self.routing_state == "allocated"
            and bool(self.pinned_warehouse_id)
            and not self.session_line_id
        )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _filter_movable(self):
        """Return the dispatches nobody has touched, whose cut-off lies ahead."""
        days = self.picking_type_id.warehouse_id._get_shipping_days()
        return self.filtered(
            lambda picking: (
                picking.dispatch_state == "new"
                and not picking.printed_at
                and not picking.packed_at
                and not any(picking.move_ids.mapped("picked"))
                and picking.dispatch_day
                and picking.dispatch_day
                >= days[picking.picking_type_id.warehouse_id.id]
            )
        )
