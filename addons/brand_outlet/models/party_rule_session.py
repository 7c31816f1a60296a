from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_party_domains(self, party):
        """Sessions are a calendar everybody enrols in; the articles are each party's
        own. Who buys is nobody's business but the operator's."""
        agent = [("agent_id", "in", self._get_agent_ids(party))]
        brand = [("brand_id.partner_id", "=", party.id)]
        calendar = [("state", "!=", "cancelled")]
        return super()._get_party_domains(party) | {
            "outlet.session": {"agent": calendar, "brand": calendar},
            "outlet.session.slot": {"agent": [], "brand": []},
            "outlet.session.line": {"agent": agent, "brand": brand},
            "outlet.session.quota": {"agent": agent, "brand": brand},
        }
