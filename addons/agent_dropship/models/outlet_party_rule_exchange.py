from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_party_domains(self, party):
        """An agent sees his own files and layouts, and the samples to start from."""
        own = [("agent_id", "in", self._get_agent_ids(party))]
        of_layout = [("layout_id.agent_id", "in", self._get_agent_ids(party))]
        samples = [("agent_id", "=", False)]
        return super()._get_party_domains(party) | {
            "exchange.file": {"agent": own},
            "exchange.file.line": {"agent": own},
            "exchange.layout": {"agent": ["|", *own, *samples]},
            "exchange.layout.column": {
                "agent": ["|", *of_layout, ("layout_id.agent_id", "=", False)]
            },
        }
