from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_party_domains(self, party):
        """An agent sees what his program told of his stock."""
        own = [("agent_id", "in", self._get_agent_ids(party))]
        return super()._get_party_domains(party) | {"stock.push": {"agent": own}}
