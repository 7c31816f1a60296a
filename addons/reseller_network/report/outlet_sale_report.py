from odoo import api, fields, models

from ..models.outlet_place_seller import SELLER_TYPES


class OutletSaleReport(models.Model):
    """Sales by the kind of seller whose place sold."""

    _inherit = "outlet.sale.report"

    seller_type = fields.Selection(SELLER_TYPES, readonly=True)

    @api.model
    def _get_goods_columns(self):
        return super()._get_goods_columns() | {"seller_type": "o.seller_type"}
