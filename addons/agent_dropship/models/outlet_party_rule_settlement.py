from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_party_domains(self, party):
        """An agent reads what it is owed; a brand has no part in the settlement."""
        agents = self._get_agent_ids(party)
        own = {"agent": [("partner_id", "in", agents), ("role", "=", "agent")]}
        sent = {"agent": own["agent"] + [("state", "!=", "draft")]}
        return super()._get_party_domains(party) | {
            "share.entry": own,
            "settlement.statement": sent,
            "settlement.margin.report": own,
            "settlement.closing": own,
            "settlement.ageing": {"agent": [("partner_id", "in", agents)]},
            "settlement.forecast": {"agent": [("partner_id", "in", agents)]},
            "settlement.terms": own,
            "settlement.dispute": {"agent": [("statement_id", "any", sent["agent"])]},
            "settlement.invoice": {"agent": [("statement_id", "any", sent["agent"])]},
        }
