from odoo import api, fields, models


class OutletPlace(models.Model):
    _inherit = "outlet.place"

    routing_policy_id = fields.Many2one(
        "routing.policy",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="How orders of this place are routed. Empty: as in the whole company.",
    )

    deliver_to_id = fields.Many2one(
        "res.partner",
        string="All Goes To",
        ondelete="restrict",
        tracking=True,
        help="A community's partner who gets the orders of this place as one parcel, "
        "and hands them out. Empty: every order goes to its buyer.",
    )
    source_id = fields.Many2one(
        "order.source",
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        help="The market or system outside that this shop's orders come from, and that "
        "is told what became of them.",
    )

    @api.model
    def _get_agent_pieces(self, products):
        """Only what lies in warehouses that cooperate can be sent."""
        return self.env["stock.warehouse"]._free_by_product(products)
