from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_followup_days = fields.Integer(
        "Follow-Up After (days)",
        default=14,
        help="So many days after an order its customer is due for a follow-up. "
        "0: only on the days that the reseller notes himself.",
    )

    _customer_followup = models.Constraint(
        "CHECK (customer_followup_days >= 0)",
        "A follow-up is due on the day of the order or later.",
    )
