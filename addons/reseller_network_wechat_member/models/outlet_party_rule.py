from odoo import api, models
from odoo.fields import Domain


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_party_domains(self, party):
        """A brand reads what is claimed for coupons at tills, not whose they were."""
        sent = Domain("funder_id", "=", party.id) & Domain("state", "!=", "draft")
        of_claim = {"brand": Domain("claim_id", "any", sent)}
        return super()._get_party_domains(party) | {
            "campaign.claim": {"brand": sent},
            "campaign.claim.line": of_claim,
            "campaign.claim.dispute": of_claim,
        }
