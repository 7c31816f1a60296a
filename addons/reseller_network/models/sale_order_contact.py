from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_page_contact(self):
        """Affiliates only pass on a link: their customers ask the operator."""
        if "link" in self.order_line.mapped("reseller_mode"):
            return self._get_official_contact()
        return super()._get_page_contact()
