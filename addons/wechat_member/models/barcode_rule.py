from odoo import fields, models


class BarcodeRule(models.Model):
    _inherit = "barcode.rule"

    type = fields.Selection(
        selection_add=[
            ("member", "Member Card"),
            ("payment_code", "WeChat Payment Code"),
        ],
        ondelete={"member": "set default", "payment_code": "set default"},
    )
