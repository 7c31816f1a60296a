from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    member_growth_rate = fields.Float(
        related="company_id.member_growth_rate", readonly=False
    )
    coupon_hold_minutes = fields.Integer(
        related="company_id.coupon_hold_minutes", readonly=False
    )
