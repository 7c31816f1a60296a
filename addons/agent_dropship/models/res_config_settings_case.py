from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    case_hours_reseller = fields.Float(
        related="company_id.case_hours_reseller", readonly=False
    )
    case_hours_agent = fields.Float(
        related="company_id.case_hours_agent", readonly=False
    )
    case_hours_brand = fields.Float(
        related="company_id.case_hours_brand", readonly=False
    )
    case_hours_operator = fields.Float(
        related="company_id.case_hours_operator", readonly=False
    )
    case_goods_days = fields.Integer(
        related="company_id.case_goods_days", readonly=False
    )
