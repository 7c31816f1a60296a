from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    release_days = fields.Integer(related="company_id.release_days", readonly=False)
    withdrawal_min = fields.Float(related="company_id.withdrawal_min", readonly=False)
    withdrawal_max = fields.Float(related="company_id.withdrawal_max", readonly=False)
    withdrawals_per_day = fields.Integer(
        related="company_id.withdrawals_per_day", readonly=False
    )
    withdrawal_tax_rate = fields.Float(
        related="company_id.withdrawal_tax_rate", readonly=False
    )
    withdrawal_tax_account_id = fields.Many2one(
        related="company_id.withdrawal_tax_account_id", readonly=False
    )
    withdrawal_tax_note = fields.Text(
        related="company_id.withdrawal_tax_note", readonly=False
    )
