from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    """An agent's staff sees the imports of its own company."""

    _inherit = "outlet.party.rule"

    @api.model
    def _get_open_models(self):
        # the words for columns are nobody's secret
        return super()._get_open_models() | {"outlet.import.column"}

    @api.model
    def _get_party_domains(self, party):
        domains = super()._get_party_domains(party)
        agents = self._get_agent_ids(party)
        domains["outlet.import"] = {"agent": [("party_id", "in", agents)]}
        for name in ("outlet.import.line", "outlet.import.header"):
            domains[name] = {"agent": [("import_id.party_id", "in", agents)]}
        return domains
