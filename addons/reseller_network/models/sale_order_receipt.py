from odoo import models


class SaleOrder(models.Model):
    """On the consumer's page: everything is there."""

    _inherit = "sale.order"

    def _get_page_values(self):
        return super()._get_page_values() | {
            "may_confirm": self._may_confirm_receipt() and not self._is_seller(),
            "received": bool(self.received_at),
        }

    def _is_seller(self):
        """Return whether who looks at the page is the seller himself: his word is not
        the customer's."""
        return self.env.user.partner_id.commercial_partner_id == self.reseller_id
