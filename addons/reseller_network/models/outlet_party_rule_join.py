from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    """An agent's staff decides about those who apply to that agent, and no others."""

    _inherit = "outlet.party.rule"

    @api.model
    def _get_party_domains(self, party):
        own = [("upstream_id", "in", self._get_agent_ids(party))]
        return super()._get_party_domains(party) | {
            "reseller.application": {"agent": own},
            "reseller.invitation": {"agent": own},
            "reseller.verification": {"agent": own},
        }
