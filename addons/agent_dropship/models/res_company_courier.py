from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    parcel_stuck_hours = fields.Integer(
        "Parcel without Movement After (hours)",
        default=48,
        help="A parcel that did not move for so long becomes a case. 0: never.",
    )
