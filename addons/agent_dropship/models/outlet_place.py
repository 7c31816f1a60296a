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

    @api.model
    def _get_agent_pieces(self, products):
        """Only what lies in warehouses that cooperate can be sent."""
        return self.env["stock.warehouse"]._free_by_product(products)
