from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    payout_limit = fields.Monetary(related="company_id.payout_limit", readonly=False)
    payout_day_limit = fields.Monetary(
        related="company_id.payout_day_limit", readonly=False
    )
