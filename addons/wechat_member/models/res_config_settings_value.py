from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    value_liability_account_id = fields.Many2one(
        related="company_id.value_liability_account_id", readonly=False
    )
    value_clearing_account_id = fields.Many2one(
        related="company_id.value_clearing_account_id", readonly=False
    )
    value_gift_account_id = fields.Many2one(
        related="company_id.value_gift_account_id", readonly=False
    )
    coupon_liability_account_id = fields.Many2one(
        related="company_id.coupon_liability_account_id", readonly=False
    )
    coupon_income_account_id = fields.Many2one(
        related="company_id.coupon_income_account_id", readonly=False
    )
    value_expired_account_id = fields.Many2one(
        related="company_id.value_expired_account_id", readonly=False
    )
    value_journal_id = fields.Many2one(
        related="company_id.value_journal_id", readonly=False
    )
    value_spend_order = fields.Selection(
        related="company_id.value_spend_order", readonly=False
    )
    value_refundable = fields.Boolean(
        related="company_id.value_refundable", readonly=False
    )
    value_top_up_min = fields.Monetary(
        related="company_id.value_top_up_min",
        readonly=False,
        currency_field="currency_id",
    )
    value_top_up_max = fields.Monetary(
        related="company_id.value_top_up_max",
        readonly=False,
        currency_field="currency_id",
    )
