from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    member_redemption_goal = fields.Float(
        related="company_id.member_redemption_goal", readonly=False
    )
