from odoo import api, models


class PaymentMethod(models.Model):
    """See the providers: whether somebody can pay online is kept until this changes."""

    _inherit = "payment.method"

    @api.model_create_multi
    def create(self, vals_list):
        methods = super().create(vals_list)
        self.env.registry.clear_cache()
        return methods

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
