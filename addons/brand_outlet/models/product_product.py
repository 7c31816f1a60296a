from odoo import api, fields, models

from ..workbook import clean_code
from .product_template import COST_GROUPS


class ProductProduct(models.Model):
    _inherit = "product.product"

    sku_key = fields.Char(
        string="Normalised SKU",
        compute="_compute_sku_key",
        store=True,
        help="The SKU as it is compared: without blanks, width or case.",
    )

    standard_price = fields.Float(groups=COST_GROUPS)

    _sku_unique = models.UniqueIndex(
        "(sku_key) WHERE active IS TRUE AND sku_key IS NOT NULL",
        "Another active article has this SKU. Change one of them or archive it.",
    )

    @api.depends("default_code", "product_tmpl_id.product_brand_id")
    def _compute_sku_key(self):
        for product in self:
            branded = product.product_tmpl_id.product_brand_id
            key = self._get_sku_key(product.default_code) if branded else ""
            product.sku_key = key or False

    def get_formview_action(self, access_uid=None):
        """Open the plain form of the style for the staff of a party."""
        if self.env.user.party_id:
            return self.product_tmpl_id.get_formview_action(access_uid)
        return super().get_formview_action(access_uid)

    def _change_standard_price(self, old_price):
        """Write no cost history for goods that never had a cost.

        A new article without cost would otherwise get a "price update to 0", after
        a look at its stock moves: two thirds of the time a catalogue takes.
        """
        costed = self.filtered(
            lambda product: (
                not product.product_brand_id
                or product.standard_price
                or old_price.get(product)
            )
        )
        return super(ProductProduct, costed)._change_standard_price(old_price)

    @api.model
    def _get_sku_key(self, sku):
        """Return the form in which two SKUs are compared."""
        return clean_code(sku or "").upper()

    @api.model
    def _find_by_sku(self, skus):
        """Return ``{normalised SKU: article}`` of the active articles."""
        keys = {self._get_sku_key(sku) for sku in skus} - {""}
        products = self.search_fetch([("sku_key", "in", list(keys))], ["sku_key"])
        return {product.sku_key: product for product in products}
