from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_party_domains(self, party):
        """An agent judges the places he owns."""
        domains = super()._get_party_domains(party)
        own = [("owner_id", "in", self._get_agent_ids(party))]
        return domains | {"outlet.place.funnel": {"agent": own}}
