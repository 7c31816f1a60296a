from odoo import fields, models


class ProductBrand(models.Model):
    _inherit = "product.brand"

    contract_ids = fields.One2many("brand.contract", "brand_id", string="Contracts")
    offer_ids = fields.One2many("outlet.offer", "brand_id", string="Offers")
