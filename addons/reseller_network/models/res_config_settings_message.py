from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_followup_days = fields.Integer(
        related="company_id.customer_followup_days", readonly=False
    )
