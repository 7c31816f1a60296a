from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    payout_limit = fields.Monetary(
        "At Most per Batch", help="Of payments to parties. 0: no limit."
    )
    payout_day_limit = fields.Monetary(
        "At Most per Day", help="Of payments to parties approved on one day. 0: none."
    )
