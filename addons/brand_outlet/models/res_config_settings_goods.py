from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    outlet_label = fields.Char(related="company_id.outlet_label", readonly=False)
    outlet_tag_photo_required = fields.Boolean(
        related="company_id.outlet_tag_photo_required", readonly=False
    )
    outlet_unsold_days = fields.Integer(
        related="company_id.outlet_unsold_days", readonly=False
    )
