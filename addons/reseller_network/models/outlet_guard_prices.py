from odoo import api, models
from odoo.fields import Domain


class OutletGuard(models.AbstractModel):
    """What the seller of a place pays and asks: for the operator's eyes only."""

    _inherit = "outlet.guard"

    @api.model
    def _get_price_sheet(self, offer, place=None, product=None):
        rows = super()._get_price_sheet(offer, place, product)
        may_read = self.env["reseller.contract"].has_access("read")
        if not may_read or not place or not place.owner_id:
            return rows
        contract = self._find_seller(place)
        if not contract:
            return rows
        template = offer.sudo().product_tmpl_id
        tag = self._get_tag(product or offer)
        take = contract._take_prices(template)[template.id]
        tier = contract.grade_id.display_name
        rows.insert(
            -1,
            self._price_row(
                self.env._("Take price"),
                take,
                tag,
                self.env._("Tier %(tier)s", tier=tier),
            ),
        )
        own = contract._own_prices(template).get(template.id)
        if own:
            source = self.env._("Set by %(seller)s", seller=contract.reseller_id.name)
            rows.insert(-1, self._price_row(self.env._("Own price"), own, tag, source))
        return rows

    @api.model
    def _find_seller(self, place):
        """Return the running contract of the owner of a place."""
        contracts = self.env["reseller.contract"]
        return contracts.search(
            contracts._running_domain() & Domain("reseller_id", "=", place.owner_id.id),
            limit=1,
        )
