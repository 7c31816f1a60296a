from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    district = fields.Char(
        help="District or county below the city, as Chinese addresses have it."
    )
    agent_contract_ids = fields.One2many(
        "brand.contract", "agent_id", string="Contracts as agent"
    )
    brand_ids = fields.One2many("product.brand", "partner_id", string="Brands")
    owned_place_ids = fields.One2many("outlet.place", "owner_id", string="Places")
