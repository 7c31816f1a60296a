from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    outlet_case_id = fields.Many2one(
        "outlet.case",
        "After-sales Case",
        index="btree_not_null",
        readonly=True,
        copy=False,
        groups="brand_outlet.group_operator",
    )
