from odoo import fields, models


class OutletQualityItem(models.Model):
    """What is looked at when goods come in, before sellers see them."""

    _name = "outlet.quality.item"
    _description = "Quality Check Item"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Char(
        translate=True, help="What exactly has to be so, in a few words."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
