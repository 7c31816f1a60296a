from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PosPaymentMethod(models.Model):
    _inherit = "pos.payment.method"

    wechat_merchant_id = fields.Many2one(
        "wechat.merchant",
        "WeChat Pay Merchant",
        check_company=True,
        groups="point_of_sale.group_pos_manager",
        help="The money of payment codes goes to this merchant number.",
    )
    wechat_account_id = fields.Many2one(
        "wechat.account",
        "WeChat Account",
        check_company=True,
        groups="point_of_sale.group_pos_manager",
        help="An account that is bound to the merchant number.",
    )
    code_query_seconds = fields.Integer(
        "Ask Every (Seconds)",
        default=5,
        help="While the customer enters the password, WeChat Pay is asked so often.",
    )
    code_limit_seconds = fields.Integer(
        "Reverse After (Seconds)",
        default=30,
        help="What is not paid until then is reversed and can be started afresh.",
    )

    _code_seconds = models.Constraint(
        "CHECK (code_query_seconds > 0 AND code_limit_seconds >= 15)",
        "WeChat Pay is asked at least every second, and nothing is reversed earlier "
        "than 15 seconds after it was sent.",
    )

    def _get_payment_terminal_selection(self):
        return super()._get_payment_terminal_selection() + [
            ("wechat_code", self.env._("WeChat Pay (Payment Code)"))
        ]

    @api.model
    def _load_pos_data_fields(self, config):
        fields_loaded = super()._load_pos_data_fields(config)
        return [*fields_loaded, "code_query_seconds"]

    @api.constrains(
        "use_payment_terminal", "wechat_merchant_id", "wechat_account_id", "company_id"
    )
    def _check_wechat_code(self):
        for method in self.filtered(
            lambda method: method.use_payment_terminal == "wechat_code"
        ):
            # who may set up the method names both; they are shown to managers only
            sudo = method.sudo()
            if not sudo.wechat_merchant_id or not sudo.wechat_account_id:
                raise ValidationError(
                    self.env._(
                        "Choose the merchant and the account of WeChat that collect."
                    )
                )
            if method.company_id.currency_id.name != "CNY":
                raise ValidationError(
                    self.env._("Payment codes of WeChat pay in yuan only.")
                )
