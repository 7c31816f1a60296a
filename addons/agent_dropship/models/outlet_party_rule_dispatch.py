from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_open_models(self):
        """The reasons are a vocabulary everybody shares."""
        return super()._get_open_models() | {"dispatch.refuse.reason"}

    @api.model
    def _get_party_domains(self, party):
        """An agent reads the interceptions of his own parcels."""
        agents = self._get_agent_ids(party)
        return super()._get_party_domains(party) | {
            "dispatch.interception": {"agent": [("agent_id", "in", agents)]},
        }
