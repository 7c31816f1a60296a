from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    session_preview_minutes = fields.Integer(
        related="company_id.session_preview_minutes", readonly=False
    )
    session_hours = fields.Float(related="company_id.session_hours", readonly=False)
    session_claim_minutes = fields.Integer(
        related="company_id.session_claim_minutes", readonly=False
    )
