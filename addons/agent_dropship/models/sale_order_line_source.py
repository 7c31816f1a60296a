from odoo import fields, models


class SaleOrderLine(models.Model):
    """Where an imported line comes from, so that no row comes in twice."""

    _inherit = "sale.order.line"

    source_key = fields.Char(
        copy=False,
        readonly=True,
        help="Place, the shop's order number, SKU and which of the order's rows with "
        "this SKU it is.",
    )
    source_quantity = fields.Float(
        digits="Product Unit", copy=False, readonly=True, help="As in the file."
    )
    source_price = fields.Float(
        digits="Product Price", copy=False, readonly=True, help="As in the file."
    )

    _source_key_unique = models.UniqueIndex(
        "(source_key) WHERE source_key IS NOT NULL",
        "This row of the shop's order was imported already, by another file.",
    )
