from odoo import api, fields, models

SELLER_TYPES = [
    ("micro", "Micro-seller"),
    ("media", "Media"),
    ("community", "Community shop"),
    ("supermarket", "Supermarket app"),
    ("institution", "Institution"),
    ("everyday", "Everyday seller"),
]


class OutletPlace(models.Model):
    """A place is of its seller's kind, unless it is a different one by itself."""

    _inherit = "outlet.place"

    seller_type = fields.Selection(
        SELLER_TYPES,
        compute="_compute_seller_type",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        help="From the seller's contract; a seller with places of several kinds says "
        "it for each.",
    )

    @api.depends("owner_id.reseller_contract_ids.seller_type")
    def _compute_seller_type(self):
        # which contract its owner has is not the business of who edits a place
        contracts = self.env["reseller.contract"].sudo()
        found = contracts.search(
            [("reseller_id", "in", self.owner_id.ids), ("state", "!=", "ended")],
            order="state desc, id",
        )
        by_owner = {one.reseller_id: one.seller_type for one in found}
        for place in self:
            place.seller_type = by_owner.get(place.owner_id) or place.seller_type
