from odoo import models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _on_delivered(self):
        """Book the shares of the money in the transaction of the delivery."""
        result = super()._on_delivered()
        self.env["sale.order.line"]._create_share_entries(self.move_ids)
        return result

    def _action_done(self):
        """Goods that come back from a consumer take their shares back with them."""
        self.move_ids._check_ordered()
        result = super()._action_done()
        returned = self.move_ids.filtered(
            lambda move: move.location_id.usage == "customer"
        )
        self.env["sale.order.line"]._create_share_entries(returned)
        return result


class StockMove(models.Model):
    _inherit = "stock.move"

    def _check_ordered(self):
        """Nobody is paid for goods that nobody ordered, nor paid for.

        :raise UserError: more is sent to a consumer than he is to get
        """
        for move in self:
            if (
                move.sale_line_id.order_id.place_id
                and move.picked
                and move._is_share_outgoing()
                and move.product_uom.compare(move.quantity, move.product_uom_qty) > 0
            ):
                raise UserError(
                    self.env._(
                        "%(article)s: %(ordered)s are to be sent, not %(quantity)s. "
                        "Whoever wants more orders more.",
                        article=move.product_id.display_name,
                        ordered=f"{move.product_uom_qty:g}",
                        quantity=f"{move.quantity:g}",
                    )
                )
