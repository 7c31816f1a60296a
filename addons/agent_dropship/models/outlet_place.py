from odoo import api, models


class OutletPlace(models.Model):
    _inherit = "outlet.place"

    @api.model
    def _get_agent_pieces(self, products):
        """Only what lies in warehouses that cooperate can be sent."""
        return self.env["stock.warehouse"]._free_by_product(products)
