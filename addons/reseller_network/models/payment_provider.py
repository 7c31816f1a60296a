from odoo import api, models
from odoo.tools import ormcache


class PaymentProvider(models.Model):
    """Whether somebody can pay online, asked by every page that sells."""

    _inherit = "payment.provider"

    @api.model_create_multi
    def create(self, vals_list):
        providers = super().create(vals_list)
        self.env.registry.clear_cache()
        return providers

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _takes_from(self, company, payer, amount):
        """Return whether a provider takes an amount online from a payer.

        :param company: res.company that is paid, in its currency
        :param payer: res.partner
        :param float amount: tax included
        """
        return any(
            not most or company.currency_id.compare_amounts(amount, most) <= 0
            for most in self._get_limits(company, payer)
        )

    @api.model
    @ormcache("company.id", "payer.country_id.id", "self.env.user._is_internal()")
    def _get_limits(self, company, payer):
        """Return the largest amounts of the providers who serve payers of a country.

        0 is no limit. Kept until providers or methods change.
        """
        terms = {"currency_id": company.currency_id.id}
        # how one may pay is no secret, the providers are asked on behalf of visitors
        methods = self.env["payment.method"].sudo()
        # without an amount: what a provider takes at most is in what is given back
        return [
            provider.maximum_amount
            for provider in self._get_compatible_providers(
                company.id, payer.id, 0, **terms
            )
            if methods._get_compatible_payment_methods(provider.ids, payer.id, **terms)
        ]
