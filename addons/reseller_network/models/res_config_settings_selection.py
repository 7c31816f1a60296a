from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pick_limit = fields.Integer(related="company_id.pick_limit", readonly=False)
    daily_pick_limit = fields.Integer(
        related="company_id.daily_pick_limit", readonly=False
    )
