from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    member_level_period = fields.Selection(
        related="company_id.member_level_period", readonly=False
    )
    member_growth_decay = fields.Float(
        related="company_id.member_growth_decay", readonly=False
    )
    coupon_hold_minutes = fields.Integer(
        related="company_id.coupon_hold_minutes", readonly=False
    )
    level_discount_stacks = fields.Boolean(
        related="company_id.level_discount_stacks", readonly=False
    )
    coupon_auto_apply = fields.Boolean(
        related="company_id.coupon_auto_apply", readonly=False
    )
