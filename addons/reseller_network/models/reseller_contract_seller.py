from odoo import fields, models

from .outlet_place_seller import SELLER_TYPES


class ResellerContract(models.Model):
    """What kind of seller this is, and the closed price list of an institution."""

    _inherit = "reseller.contract"

    seller_type = fields.Selection(
        SELLER_TYPES,
        required=True,
        default="micro",
        index=True,
        tracking=True,
        help="How this seller reaches people. An institution sells inside its own "
        "house from a closed price list.",
    )
    closed_pricelist_id = fields.Many2one(
        "product.pricelist",
        "Closed Price List",
        groups="brand_outlet.group_operator",
        ondelete="restrict",
        tracking=True,
        index="btree_not_null",
        help="What is agreed with this one reseller: he sees these goods only, at "
        "these prices. Empty: the tier's prices and everything on offer to him.",
    )

    _closed_unique = models.UniqueIndex(
        "(closed_pricelist_id)"
        " WHERE closed_pricelist_id IS NOT NULL AND state = 'active'",
        "This price list is closed: it belongs to another reseller.",
    )
