from odoo import fields, models


class MemberTag(models.Model):
    _inherit = "member.tag"

    kind = fields.Selection(
        selection_add=[("brand", "Buys these brands"), ("price",)],
        ondelete={"brand": "cascade"},
    )
    brand_ids = fields.Many2many("product.brand", string="Brands")

    def _is_incomplete(self):
        if self.kind == "brand":
            return not self.brand_ids
        return super()._is_incomplete()

    def _prepare_suggested(self, company):
        """Also the brands that sell best."""
        known = self.with_context(active_test=False).search(
            [("company_id", "=", company.id)]
        )
        names = set(known.mapped("name"))
        best = self._get_best(company, lambda product: product.product_brand_id)
        return super()._prepare_suggested(company) + [
            {
                "name": name,
                "kind": "brand",
                "brand_ids": [fields.Command.set(brand.ids)],
                "color": 2,
                "company_id": company.id,
            }
            for brand in best - known.brand_ids
            if (name := self.env._("Likes the brand %s", brand.name)) not in names
        ]
