from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _log_tag_prices(self, old):
        result = super()._log_tag_prices(old)
        self.env["reseller.price"]._flag(templates=self.union(*old))
        return result
