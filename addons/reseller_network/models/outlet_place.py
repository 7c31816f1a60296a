from odoo import models


class OutletPlace(models.Model):
    _inherit = "outlet.place"

    def _get_asked_prices(self, templates, offers):
        """A shopkeeper asks his own price in all of his places."""
        prices = super()._get_asked_prices(templates, offers)
        contract = self._get_seller_contract()
        return prices | (contract._own_prices(templates) if contract else {})
