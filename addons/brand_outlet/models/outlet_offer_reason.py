from odoo import fields, models


class OutletOfferReason(models.Model):
    _name = "outlet.offer.reason"
    _description = "Reason of an Outlet Offer"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    consumer_text = fields.Text(
        translate=True,
        help="What the consumer reads: why the article is good and yet costs less.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
