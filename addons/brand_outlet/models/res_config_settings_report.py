from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    outlet_turnover_days = fields.Integer(
        related="company_id.outlet_turnover_days", readonly=False
    )
    outlet_silent_days = fields.Integer(
        related="company_id.outlet_silent_days", readonly=False
    )
    outlet_fall_percent = fields.Integer(
        related="company_id.outlet_fall_percent", readonly=False
    )
    outlet_fall_days = fields.Integer(
        related="company_id.outlet_fall_days", readonly=False
    )
    outlet_markdown_days = fields.Integer(
        related="company_id.outlet_markdown_days", readonly=False
    )
    outlet_low_tier_target = fields.Float(
        related="company_id.outlet_low_tier_target", readonly=False
    )
