from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    tier_weak_months = fields.Integer(
        "Weak Months",
        default=2,
        required=True,
        help="So many months in a row below his tier give a reseller a lower one.",
    )
    tier_at_once = fields.Boolean(
        "Promote at Once",
        default=True,
        help="Else who reaches a higher tier has it from the next review on.",
    )
    tier_reviewed_until = fields.Date(
        readonly=True, help="The first day of the last month that was reviewed."
    )

    _tier_weak_months_check = models.Constraint(
        "CHECK (tier_weak_months > 0)", "At least one weak month lowers a tier."
    )
