from odoo import api, models
from odoo.fields import Domain


class OutletPartyRule(models.AbstractModel):
    """An agent answers for his goods, and plans by the wishes of his resellers."""

    _inherit = "outlet.party.rule"

    @api.model
    def _get_party_domains(self, party):
        agents = self._get_agent_ids(party)
        goods = {"agent": Domain("agent_id", "in", agents)}
        built = Domain("partner_id", "in", agents)
        return super()._get_party_domains(party) | {
            "goods.question": goods,
            "goods.post": goods,
            "goods.wish": {"agent": Domain("upstream_id", "in", agents)},
            "outlet.tribe": {"agent": built},
            "outlet.tribe.owner": {
                "agent": Domain("tribe_id.partner_id", "in", agents)
            },
        }
