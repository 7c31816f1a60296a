from odoo import fields, models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    place_id = fields.Many2one(
        related="order_id.place_id", store=True, index="btree_not_null"
    )
