from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    reseller_contract_ids = fields.One2many(
        "reseller.contract",
        "reseller_id",
        string="Contracts as reseller",
        groups="brand_outlet.group_operator",
    )

    @api.depends("reseller_contract_ids.state")
    def _compute_outlet_role_ids(self):
        return super()._compute_outlet_role_ids()

    @api.model
    def _get_role_domains(self):
        """A reseller is who has a contract as one, with or without a place."""
        domains = super()._get_role_domains()
        contract = [("state", "=", "active")]
        domains["reseller"] |= Domain("reseller_contract_ids", "any", contract)
        return domains
