from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import float_is_zero, float_round


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.constrains("state", "place_id")
    def _check_units(self):
        self.order_line._check_unit()

    def _with_session_claims(self):
        # before anything is claimed, routed or priced by the piece
        self._count_by_piece()
        return super()._with_session_claims()

    def _count_by_piece(self):
        """Turn packs of orders that are about to be confirmed into single pieces."""
        fresh = self.filtered(lambda order: order.state in ("draft", "sent"))
        fresh.order_line.filtered(
            lambda line: line._is_in_another_unit()
        )._count_by_piece()


class SaleOrderLine(models.Model):
    """What is sold at a place is counted in pieces: one article, one unit.

    An agent counts, sends and is paid for pieces. Seven pieces of two dozen would be
    0.58 dozen, and their price with it; where an order is divided over warehouses,
    nothing else adds up to the fen. So two packs of ten become twenty pieces when they
    are ordered, at the tenth part of the price; a price that has none is refused.
    """

    _inherit = "sale.order.line"

    def _count_by_piece(self):
        digits = self.env["decimal.precision"].precision_get("Product Price")
        for line in self:
            pieces = line._get_pieces_of_unit()
            price = float_round(line.price_unit / pieces, precision_digits=digits)
            if not float_is_zero(price * pieces - line.price_unit, precision_digits=6):
                continue
            line.write(
                {
                    "product_uom_id": line.product_id.uom_id.id,
                    "product_uom_qty": line.product_uom_qty * pieces,
                    # named too, or the core computes them anew
                    "price_unit": price,
                    "discount": line.discount,
                }
            )

    def _get_pieces_of_unit(self):
        return self.product_uom_id._compute_quantity(
            1.0, self.product_id.uom_id, round=False
        )

    @api.constrains("product_uom_id", "product_id", "order_id")
    def _check_unit(self):
        sold = self.filtered(lambda line: line.state == "sale")
        sold._check_no_set()
        for line in sold.filtered(lambda line: line._is_in_another_unit()):
            raise ValidationError(
                self.env._(
                    "%(order)s, %(article)s: at a place it is sold as it is counted. "
                    "Enter %(count)g %(own)s in place of %(quantity)g %(unit)s, and "
                    "the price of one.",
                    order=line.order_id.name,
                    article=line.product_id.display_name,
                    count=line.product_uom_qty * line._get_pieces_of_unit(),
                    own=line.product_id.uom_id.name,
                    quantity=line.product_uom_qty,
                    unit=line.product_uom_id.name,
                )
            )

    def _check_no_set(self):
        """A set has one price for several articles, of several brands and agents; each
        of them is offered, priced and protected by itself."""
        for line in self:
            if line.order_id.place_id and line.product_id.type == "combo":
                raise ValidationError(
                    self.env._(
                        "%(order)s, %(article)s: a set is not sold at a place. Enter "
                        "its articles, each at its own price.",
                        order=line.order_id.name,
                        article=line.product_id.display_name,
                    )
                )

    def _is_in_another_unit(self):
        """Return whether goods are sold at a place in a unit that is not their own."""
        return (
            self.order_id.place_id
            and self.product_id.type == "consu"
            and self.product_uom_id != self.product_id.uom_id
        )
