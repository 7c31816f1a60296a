from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    till_join_code = fields.Boolean(related="company_id.till_join_code", readonly=False)
