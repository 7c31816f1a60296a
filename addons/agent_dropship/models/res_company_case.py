from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    case_hours_reseller = fields.Float("Reseller acts within (hours)", default=24.0)
    case_hours_agent = fields.Float("Agent acts within (hours)", default=24.0)
    case_hours_brand = fields.Float("Brand acts within (hours)", default=48.0)
    case_hours_operator = fields.Float("Operator acts within (hours)", default=24.0)
    case_goods_days = fields.Integer(
        "Goods come back within (days)",
        default=10,
        help="A return that has not arrived by then goes to the operator.",
    )
