from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_party_domains(self, party):
        """An agent follows the parcels he sent."""
        sent = [("picking_ids.agent_id", "in", self._get_agent_ids(party))]
        told = [("track_id.picking_ids.agent_id", "in", self._get_agent_ids(party))]
        return super()._get_party_domains(party) | {
            "parcel.track": {"agent": sent},
            "parcel.track.event": {"agent": told},
        }
