from odoo import models
from odoo.fields import Domain


class OutletPlace(models.Model):
    _inherit = "outlet.place"

    def _get_asked_prices(self, templates, offers):
        """A shopkeeper asks his own price in all of his places."""
        prices = super()._get_asked_prices(templates, offers)
        contracts = self.env["reseller.contract"]
        contract = contracts.search(
            contracts._running_domain()
            & Domain("reseller_id", "=", self.owner_id.id)
            & Domain("company_id", "=", self.company_id.id),
            limit=1,
        )
        return prices | (contract._own_prices(templates) if contract else {})
