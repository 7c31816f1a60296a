from odoo import models
from odoo.tools import SQL


class ProductTemplate(models.Model):
    """The colours and sizes of styles by name."""

    _inherit = "product.template"

    def _get_variant_names(self):
        """Return ``{variant id: [names of its values]}``, the size last; one query.

        Values stand in the order of their attributes.
        """
        products = self.product_variant_ids
        names = {product.id: [] for product in products}
        if not names:
            return names
        for model in (
            "product.product",
            "product.attribute.value",
            "product.attribute",
        ):
            self.env[model].flush_model()
        values = self.env["product.attribute.value"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT combination.product_product_id, %s
                  FROM product_variant_combination combination
                  JOIN product_template_attribute_value chosen
                    ON chosen.id = combination.product_template_attribute_value_id
                  JOIN product_attribute_value value
                    ON value.id = chosen.product_attribute_value_id
                  JOIN product_attribute attribute ON attribute.id = value.attribute_id
                 WHERE combination.product_product_id IN %s
                 ORDER BY attribute.sequence, attribute.id, chosen.id
                """,
                values._field_to_sql("value", "name"),
                tuple(names),
            )
        )
        for product_id, name in rows:
            names[product_id].append(name)
        return names
