from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _rate(self, stars, words=""):
        """What a buyer writes may help others to sell, once somebody approved it."""
        result = super()._rate(stars, words)
        template = self._outlet_lines()[:1].product_template_id
        if self.buyer_words and template:
            contract = self.env["reseller.contract"].search(
                [
                    ("reseller_id", "=", self.reseller_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("state", "=", "active"),
                ],
                limit=1,
            )
            author = self._get_public_rating()["name"]
            if contract:
                self.env["goods.post"]._write_post(
                    contract, template, self.buyer_words, author, order_id=self.id
                )
        return result
