from odoo import api, models
from odoo.fields import Domain

# What a reseller keeps for himself; an agent has it where he is a reseller of others.
OWN_SHOP = (
    *("reseller.price", "reseller.price.rule", "reseller.pick"),
    *("share.link", "reseller.inquiry"),
)


class OutletPartyRule(models.AbstractModel):
    """An agent's staff sees the resellers right below the agent, nobody else's."""

    _inherit = "outlet.party.rule"

    @api.model
    def _get_open_models(self):
        """The names of the tiers are the same for everybody."""
        return super()._get_open_models() | {"res.partner.grade"}

    @api.model
    def _get_party_domains(self, party):
        agents = self._get_agent_ids(party)
        below = Domain("upstream_id", "in", agents)
        own = Domain("reseller_id", "in", agents)
        shop = dict.fromkeys(OWN_SHOP, {"agent": own})
        return super()._get_party_domains(party) | {
            # the contracts of his resellers, and the one under which he sells himself
            "reseller.contract": {"agent": below | own},
            "reseller.ranking": {"agent": below},
            "reseller.pilot": {"agent": [("agent_id", "in", agents)]},
            "reseller.pilot.line": {"agent": [("pilot_id.agent_id", "in", agents)]},
            **shop,
        }

    @api.model
    def _get_partner_domains(self, party):
        """A reseller is an agent's counterpart from the day a contract is agreed."""
        domains = super()._get_partner_domains(party)
        below = Domain("upstream_id", "in", self._get_agent_ids(party)) & Domain(
            "state", "!=", "draft"
        )
        domains["agent"] |= Domain("reseller_contract_ids", "any", below)
        return domains
