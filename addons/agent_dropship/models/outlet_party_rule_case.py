from odoo import api, models
from odoo.fields import Domain


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_open_models(self):
        return super()._get_open_models() | {"outlet.case.reason"}

    @api.model
    def _get_party_domains(self, party):
        """A party reads a case from the day it had to act on it.

        It reads at once where goods are complained of: what is wrong with them reaches
        those who make and keep them, even if the seller solves it. Who the consumer
        is, and who sells to him, are fields a party may not read.
        """
        agents = self._get_agent_ids(party)
        complaint = Domain("kind", "=", "complaint") & Domain("line_ids", "!=", False)
        mine = {
            "agent": Domain("agent_id", "in", agents)
            & (complaint | Domain("agent_involved", "=", True)),
            "brand": Domain("brand_id.partner_id", "=", party.id)
            & (complaint | Domain("brand_involved", "=", True)),
        }
        of_case = {role: [("case_id", "any", own)] for role, own in mine.items()}
        return super()._get_party_domains(party) | {
            "outlet.case": mine,
            "outlet.case.line": of_case,
            "outlet.case.photo": of_case,
            "outlet.case.handover": of_case,
            "outlet.case.report": {
                "agent": [("agent_id", "in", agents)],
                "brand": [("brand_id.partner_id", "=", party.id)],
            },
        }
