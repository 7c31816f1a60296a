from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    message_window_days = fields.Integer(
        related="company_id.message_window_days", readonly=False
    )
    message_cap = fields.Integer(related="company_id.message_cap", readonly=False)
    message_sender_cap = fields.Integer(
        related="company_id.message_sender_cap", readonly=False
    )
