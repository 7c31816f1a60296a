from odoo import api, fields, models


class PosOrder(models.Model):
    _inherit = "pos.order"

    place_id = fields.Many2one(
        "outlet.place",
        compute="_compute_place_id",
        store=True,
        index="btree_not_null",
        help="Where the sale was made: the place of the till at that time.",
    )

    # The till's place is not a dependency: a till that moves leaves its sales where
    # they were made.
    @api.depends("session_id")
    def _compute_place_id(self):
        for order in self:
            order.place_id = order.session_id.config_id.place_id
