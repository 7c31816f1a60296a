from odoo import api, models
from odoo.exceptions import ValidationError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.constrains("state", "place_id")
    def _check_units(self):
        self.order_line._check_unit()


class SaleOrderLine(models.Model):
    """What is sold at a place is counted in pieces: one article, one unit.

    An agent counts, sends and is paid for pieces. Seven pieces of two dozen would be
    0.58 dozen, and their price with it; where an order is divided over warehouses,
    nothing else adds up to the fen.
    """

    _inherit = "sale.order.line"

    @api.constrains("product_uom_id", "product_id", "order_id")
    def _check_unit(self):
        for line in self.filtered(lambda one: one._is_in_another_unit()):
            own = line.product_id.uom_id
            raise ValidationError(
                self.env._(
                    "%(order)s, %(article)s: at a place it is sold as it is counted. "
                    "Enter %(count)g %(own)s in place of %(quantity)g %(unit)s, and "
                    "the price of one.",
                    order=line.order_id.name,
                    article=line.product_id.display_name,
                    count=line.product_uom_id._compute_quantity(
                        line.product_uom_qty, own
                    ),
                    own=own.name,
                    quantity=line.product_uom_qty,
                    unit=line.product_uom_id.name,
                )
            )

    def _is_in_another_unit(self):
        """Return whether a confirmed order sells goods in a unit not their own."""
        return (
            self.state == "sale"
            and self.order_id.place_id
            and self.product_id.type == "consu"
            and self.product_uom_id != self.product_id.uom_id
        )
