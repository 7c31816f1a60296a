from odoo import api, models
from odoo.fields import Domain


class OutletGuard(models.AbstractModel):
    """The places of an institution show its closed price list and nothing else."""

    _inherit = "outlet.guard"

    @api.model
    def _open_offers_domain(self, place, state=None, city=None):
        # the list narrows what is shown to anybody at this place
        contracts = self.env["reseller.contract"].sudo()
        contract = contracts.search(
            contracts._running_domain()
            & Domain("reseller_id", "in", place.sudo().owner_id.ids)
            & Domain("company_id", "in", place.sudo().company_id.ids)
            & Domain("closed_pricelist_id", "!=", False),
            limit=1,
        )
        domain = super()._open_offers_domain(place, state, city)
        return domain & contract._closed_domain() if contract else domain
