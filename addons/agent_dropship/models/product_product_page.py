from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_page_goods(self, quantity):
        """Return an article as the consumer's page shows it, without its brand."""
        self.ensure_one()
        brand = self.product_brand_id.name or ""
        values = self.product_template_attribute_value_ids.mapped("name")
        return {
            "template_id": self.product_tmpl_id.id,
            "name": self.name.replace(brand, "").strip() or self.name,
            "variant": " ".join(values),
            "quantity": int(quantity),
        }
