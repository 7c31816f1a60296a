from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    member_redemption_goal = fields.Float(
        "Very High Redemption Rate (%)",
        default=30,
        help="Redeemed ÷ claimed. Drawn as a line across the rates of your coupons.",
    )
