from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    till_join_code = fields.Boolean(
        string="Prove the Phone at the Till",
        help="Who joins at the till tells the code sent to the phone. Without it the "
        "number counts as typed.",
    )

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "uses_default_logo"]
