from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_party_domains(self, party):
        """A brand reads what is claimed for coupons at tills, not whose they were."""
        return super()._get_party_domains(party) | {
            "campaign.claim": {
                "brand": [("funder_id", "=", party.id), ("state", "=", "invoiced")]
            },
        }
