from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tier_weak_months = fields.Integer(
        related="company_id.tier_weak_months", readonly=False
    )
    tier_at_once = fields.Boolean(related="company_id.tier_at_once", readonly=False)
