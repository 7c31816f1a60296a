from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    contract_notice_days = fields.Integer(
        related="company_id.contract_notice_days", readonly=False
    )
