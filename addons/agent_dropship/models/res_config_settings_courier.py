from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    parcel_stuck_hours = fields.Integer(
        related="company_id.parcel_stuck_hours", readonly=False
    )
