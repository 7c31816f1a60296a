from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_slip_sender(self):
        """An affiliate only shared a link: the official shop is the sender."""
        sender = super()._get_slip_sender()
        if "link" not in self.order_line.mapped("reseller_mode"):
            return sender
        company = self.company_id.partner_id
        return {"name": company.name, "phone": company.phone or ""}
