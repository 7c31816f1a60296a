from odoo import api, models
from odoo.fields import Domain


class OutletGuard(models.AbstractModel):
    """A reseller deals with the party right above him and the agents whose selection
    he joined: their floor holds for him."""

    _inherit = "outlet.guard"

    @api.model
    def _get_upstreams(self, places):
        # contracts are the resellers' own; only who supplies them is used
        contracts = self.env["reseller.contract"].sudo()
        owners = {place: place.sudo().owner_id.id for place in places}
        running = contracts.search(
            contracts._running_domain()
            & Domain("reseller_id", "in", [*owners.values()])
        ).grouped(lambda contract: contract.reseller_id.id)
        found = {}
        for place, owner in owners.items():
            of_company = running.get(owner, contracts).filtered(
                lambda one, place=place: one.company_id == place.sudo().company_id
            )
            found[place] = of_company[:1]._get_suppliers()
        return found
