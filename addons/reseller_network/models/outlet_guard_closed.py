from odoo import api, models


class OutletGuard(models.AbstractModel):
    """The places of an institution show its closed price list and nothing else."""

    _inherit = "outlet.guard"

    @api.model
    def _open_offers_domain(self, place, state=None, city=None, brands=None):
        # the list narrows what is shown to anybody at this place
        contracts = place.sudo().seller_contract_id
        closed = contracts.filtered("closed_pricelist_id")[:1]
        domain = super()._open_offers_domain(place, state, city, brands)
        return domain & closed._closed_domain() if closed else domain
