from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    contract_notice_days = fields.Integer(
        default=30, help="So many days before a brand's contract ends, you are told."
    )

    _contract_notice_days_check = models.Constraint(
        "CHECK (contract_notice_days >= 0)", "Days can't be negative."
    )
