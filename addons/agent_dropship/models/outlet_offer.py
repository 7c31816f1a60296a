from odoo import api, fields, models
from odoo.exceptions import UserError


class OutletOffer(models.Model):
    _inherit = "outlet.offer"

    fulfilment = fields.Selection(
        [("dropship", "Drop-shipped by the agent"), ("own", "From our own warehouse")],
        default="dropship",
        required=True,
        tracking=True,
        help="Best-sellers may be brought into a warehouse the operator runs for the "
        "agent. From the moment this is switched, new orders ship from there.",
    )

    def _get_lot_locations(self):
        """The goods of a lot lie in the warehouse of their agent."""
        # An agent need not see where goods lie to say how many there are.
        warehouses = (
            self.env["stock.warehouse"]
            .sudo()
            .search(
                [
                    ("agent_id", "in", self.agent_id.ids),
                    ("company_id", "in", self.company_id.ids),
                ],
                order="id desc",
            )
        )
        found = {(w.agent_id, w.company_id): w for w in warehouses}
        locations = {}
        for offer in self:
            # the keys of what was found above, whoever looks at the offer
            warehouse = found.get((offer.agent_id.sudo(), offer.company_id.sudo()))
            if not warehouse:
                raise UserError(
                    self.env._(
                        "%(agent)s has no warehouse yet: its goods need a place to "
                        "lie. Create one under Warehouses.",
                        agent=offer.agent_id.name,
                    )
                )
            locations[offer] = warehouse.lot_stock_id
        return locations

    @api.model
    def _move_lot_pieces(self, pieces):
        # A promise made at this moment has to look again.
        offers = self.union(*(offer for offer, _product in pieces))
        locations = offers._get_lot_locations()
        self.env["stock.gate"].sudo()._pass(
            (product.id, locations[offer].warehouse_id.id) for offer, product in pieces
        )
        return super()._move_lot_pieces(pieces)
