from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    waiting_hours = fields.Float(related="company_id.waiting_hours", readonly=False)
    silent_takeback = fields.Boolean(
        related="company_id.silent_takeback", readonly=False
    )
