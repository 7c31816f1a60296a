from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_party_domains(self, party):
        """An agent sees the rates he agreed on, not those of other agents."""
        agents = self._get_agent_ids(party)
        return super()._get_party_domains(party) | {
            "dispatch.consolidation": {"agent": [("agent_id", "in", agents)]},
            "courier.tariff": {"agent": [("agent_id", "in", agents)]},
            "courier.tariff.zone": {"agent": [("tariff_id.agent_id", "in", agents)]},
        }
