from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_open_models(self):
        return super()._get_open_models() | {"outlet.protection.term"}

    @api.model
    def _get_party_domains(self, party):
        own = {"brand": [("brand_id.partner_id", "=", party.id)]}
        return super()._get_party_domains(party) | {
            # rules name other agents: they are the brand's own business
            "outlet.protection.rule": own,
            "outlet.price.log": own,
        }
