from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    till_join_code = fields.Boolean(
        string="Prove the Phone at the Till",
        help="Who joins at the till tells the code sent to the phone. Without it the "
        "number counts as typed.",
    )
