from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    member_new_days = fields.Integer(
        related="company_id.member_new_days", readonly=False
    )
    member_risk_days = fields.Integer(
        related="company_id.member_risk_days", readonly=False
    )
    member_lost_days = fields.Integer(
        related="company_id.member_lost_days", readonly=False
    )
    member_often = fields.Integer(related="company_id.member_often", readonly=False)
    member_much = fields.Monetary(
        related="company_id.member_much",
        readonly=False,
        currency_field="company_currency_id",
    )
