from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    place_id = fields.Many2one(
        "outlet.place",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Where the sale was made: the chat group, shop or counter.",
    )
    reseller_id = fields.Many2one(
        "res.partner",
        compute="_compute_reseller_id",
        store=True,
        index="btree_not_null",
        help="Who sold: the owner of the place when the order was made.",
    )

    # Only the place counts, not its owner: the past keeps who sold when a place
    # changes hands.
    @api.depends("place_id")
    def _compute_reseller_id(self):
        for order in self:
            # An order says who sold even to those who don't see the place.
            order.reseller_id = order.place_id.sudo().owner_id
