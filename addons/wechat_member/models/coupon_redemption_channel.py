from odoo import fields, models


class CouponRedemption(models.Model):
    _inherit = "coupon.redemption"

    claim_channel_id = fields.Many2one(
        related="card_id.claim_channel_id", store=True, index="btree_not_null"
    )
