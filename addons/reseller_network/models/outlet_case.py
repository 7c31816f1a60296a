from odoo import models


class OutletCase(models.Model):
    _inherit = "outlet.case"

    def _get_facing_partner(self):
        """Affiliates pass on a link: the supply side serves their customers."""
        partner = super()._get_facing_partner()
        if "link" in self.order_id.order_line.mapped("reseller_mode"):
            return partner.browse()
        return partner
