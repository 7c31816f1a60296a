from odoo import api, models
from odoo.fields import Domain


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Narrow every model for the staff of a party, on top of all rules.

        A computed global rule instead of stored ones: a model nobody thought of
        is closed to a party by construction, and an addon installed later needs
        no rule to be generated.
        """
        domain = super()._compute_domain(model_name, mode)
        user = self.env.user
        if self.env.su or not user.party_id:
            return domain
        party_domain = self.env["outlet.party.rule"]._get_domain(model_name, user)
        return Domain(domain or Domain.TRUE) & party_domain
