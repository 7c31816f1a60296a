from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_open_models(self):
        """How scores are made is no secret."""
        return super()._get_open_models() | {
            "agent.score.formula",
            "agent.score.weight",
        }

    @api.model
    def _get_party_domains(self, party):
        """An agent reads what his own score is made of; a brand does not."""
        own = {"agent": [("agent_id", "in", self._get_agent_ids(party))]}
        part = {"agent": [("score_id.agent_id", "in", self._get_agent_ids(party))]}
        return super()._get_party_domains(party) | {
            "agent.event": own,
            "agent.score": own,
            "agent.score.part": part,
            "agent.terms": {"agent": [*own["agent"], ("state", "!=", "draft")]},
            "agent.breach": own,
            "dispatch.report": own,
        }
