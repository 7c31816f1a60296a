from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    coupon_reminder_days = fields.Integer(
        default=3,
        help="So many days before a coupon expires its member is told, once. 0: never.",
    )

    _coupon_reminder_days_positive = models.Constraint(
        "CHECK (coupon_reminder_days >= 0)", "The days before cannot be negative."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    coupon_reminder_days = fields.Integer(
        related="company_id.coupon_reminder_days", readonly=False
    )
