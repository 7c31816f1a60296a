from odoo import fields, models


class ResellerPayeeCheckLine(models.TransientModel):
    _name = "reseller.payee.check.line"
    _description = "Payee Check Finding"

    check_id = fields.Many2one("reseller.payee.check", ondelete="cascade")
    name = fields.Char("What Must Not Be")
    count = fields.Integer("Found")
