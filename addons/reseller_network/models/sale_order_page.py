from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_page_contact(self):
        """An affiliate only passes on a link: the operator serves his orders."""
        # the last contract decides, even if it ended since
        # whoever shows the page may not read contracts; nothing of them is told
        contracts = self.env["reseller.contract"].sudo()
        contract = contracts.search(
            [
                ("reseller_id", "=", self.reseller_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "!=", "draft"),
            ],
            order="date_start desc, id desc",
            limit=1,
        )
        if contract.mode == "link":
            return self._get_official_contact()
        return super()._get_page_contact()
