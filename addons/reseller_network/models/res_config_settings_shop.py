from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pay_online_minutes = fields.Integer(
        related="company_id.pay_online_minutes", readonly=False
    )
    pay_direct_hours = fields.Integer(
        related="company_id.pay_direct_hours", readonly=False
    )
