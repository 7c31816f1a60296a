from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    member_growth_rate = fields.Float(
        string="Growth per Unit Paid",
        default=1.0,
        help="Growth a member gains for each unit of currency paid at the till.",
    )
    coupon_hold_minutes = fields.Integer(
        default=15,
        help="How long a coupon put on an unpaid order stays with that order. After "
        "this time another till may take it.",
    )

    _member_growth_rate_positive = models.Constraint(
        "CHECK (member_growth_rate >= 0)", "The growth rate cannot be negative."
    )
    _coupon_hold_minutes_positive = models.Constraint(
        "CHECK (coupon_hold_minutes > 0)", "A coupon is held for one minute or more."
    )
