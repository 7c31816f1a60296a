from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_slip_sender(self):
        """Whom the consumer takes for the sender: the place he bought at.

        :return: dict with name and phone; never the agent or the brand
        """
        self.ensure_one()
        place = self.place_id
        if not place or place.owner_id in self.order_line.agent_id:
            company = self.company_id.partner_id
            return {"name": place.name or company.name, "phone": company.phone or ""}
        return {"name": place.name, "phone": place.owner_id.phone or ""}
