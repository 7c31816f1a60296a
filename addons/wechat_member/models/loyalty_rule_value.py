from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare


class LoyaltyRule(models.Model):
    _inherit = "loyalty.rule"

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules.program_id._set_value_accounts()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if "product_ids" in vals:
            self.program_id._set_value_accounts()
        return result

    @api.constrains("reward_point_amount", "reward_point_mode", "program_id")
    def _check_one_for_one(self):
        for rule in self.filtered(lambda rule: rule.program_id._is_money()):
            if rule.reward_point_mode == "money" and float_compare(
                rule.reward_point_amount, 1, 2
            ):
                raise ValidationError(
                    self.env._(
                        "What is paid is what comes on the card. Give more with the "
                        "rules for gifts on top-ups."
                    )
                )
