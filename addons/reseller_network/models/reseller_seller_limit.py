from odoo import fields, models

from .outlet_place_seller import SELLER_TYPES


class ResellerSellerLimit(models.Model):
    """How large the assortment of a kind of seller may be."""

    _name = "reseller.seller.limit"
    _description = "Assortment of a Seller Type"
    _order = "pick_limit, id"
    _rec_name = "seller_type"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    seller_type = fields.Selection(SELLER_TYPES, required=True)
    pick_limit = fields.Integer(
        "Most Picks",
        required=True,
        default=30,
        help="How many articles the own selection of such a seller may have.",
    )

    _once = models.UniqueIndex(
        "(company_id, seller_type)", "This seller type has a limit already."
    )
    _limit_range = models.Constraint(
        "CHECK (pick_limit > 0)", "The number of picks is above zero."
    )
