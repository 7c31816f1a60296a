from odoo import api, models
from odoo.fields import Domain


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_party_domains(self, party):
        """A party reads what it is owed, and what it pays for others as a funder."""
        agents = self._get_agent_ids(party)
        agent = Domain("partner_id", "in", agents) & Domain("role", "=", "agent")
        funder = Domain("partner_id", "=", party.id) & Domain("role", "=", "funder")
        own = {"agent": agent | funder, "brand": funder}
        sent = {
            name: mine & Domain("state", "!=", "draft") for name, mine in own.items()
        }
        of_statement = {
            name: Domain("statement_id", "any", mine) for name, mine in sent.items()
        }
        return super()._get_party_domains(party) | {
            "share.entry": own,
            "settlement.statement": sent,
            "settlement.margin.report": {"agent": agent},
            "settlement.closing": own,
            "settlement.ageing": {"agent": [("partner_id", "in", agents)]},
            "settlement.forecast": {"agent": [("partner_id", "in", agents)]},
            "settlement.terms": own,
            "settlement.dispute": of_statement,
            "settlement.invoice": {"agent": of_statement["agent"]},
        }
