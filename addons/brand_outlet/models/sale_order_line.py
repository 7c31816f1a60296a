from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    place_id = fields.Many2one(
        related="order_id.place_id", store=True, index="btree_not_null"
    )
