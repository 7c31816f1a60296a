from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command


class OutletOffer(models.Model):
    """Where the goods of lots lie, how many there are, and booking them in and out."""

    _inherit = "outlet.offer"

    def _get_lot_locations(self):
        """Return ``{offer: location}`` where the goods of lots lie.

        Extension point: an addon that knows the agents' warehouses gives theirs.
        """
        # Where goods lie is the operator's set-up, the agent need not read it.
        warehouses = self.env["stock.warehouse"].sudo()
        return {
            offer: warehouses.search(
                [("company_id", "=", offer.company_id.id)], limit=1
            ).lot_stock_id
            for offer in self
        }

    def _get_lot_pieces(self):
        """Return ``{product: free pieces}`` of these lots at their agents."""
        # The stock of the user's own lots; warehouses stay closed to a party.
        offers = self.sudo()
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    (
                        "product_id",
                        "in",
                        offers.product_tmpl_id.product_variant_ids.ids,
                    ),
                    ("owner_id", "in", offers.agent_id.ids),
                    ("location_id.usage", "=", "internal"),
                ],
                ["product_id", "owner_id"],
                ["quantity:sum", "reserved_quantity:sum"],
            )
        )
        pieces = defaultdict(float)
        for product, owner, quantity, reserved in groups:
            if owner == product.product_tmpl_id.lot_agent_id:
                pieces[product] += quantity - reserved
        return {product.sudo(False): free for product, free in pieces.items()}

    @api.model
    def _move_lot_pieces(self, pieces):
        """Book pieces into (or, below zero, out of) the stock of agents' lots.

        :param pieces: ``{(offer, product): pieces}``
        """
        offers = self.union(*(offer for offer, _product in pieces))
        offers.check_access("write")
        self._check_lot_pieces(pieces)
        locations = offers._get_lot_locations()
        # An agent counts its own goods; it has no rights on stock otherwise.
        moves_sudo = (
            self.env["stock.move"]
            .sudo()
            .create(
                [
                    offer._prepare_lot_move(product, quantity, locations[offer])
                    for (offer, product), quantity in pieces.items()
                    if quantity
                ]
            )
        )
        moves_sudo._action_done()
        moves_sudo._trigger_assign()

    def _check_lot_pieces(self, pieces):
        """Refuse other goods than the lot's own, and more than there is."""
        free = self.union(*(offer for offer, _product in pieces))._get_lot_pieces()
        for (offer, product), quantity in pieces.items():
            # articles and contracts are shared; offers are checked before
            own = product in offer.sudo().product_tmpl_id.product_variant_ids
            if not offer.is_lot or not own:
                raise UserError(self.env._("These goods are not of the lot."))
            if free.get(product, 0) + quantity < 0:
                raise UserError(
                    self.env._(
                        "%(lot)s: only %(free)s pieces are free.",
                        lot=offer.display_name,
                        free=int(free.get(product, 0)),
                    )
                )

    def _prepare_lot_move(self, product, quantity, location):
        """Return the values of an inventory move of the agent's own pieces."""
        self.ensure_one()
        company = self.company_id
        # articles and contracts are shared; offers are checked before
        outside = product.sudo().with_company(company).property_stock_inventory
        source, target = (outside, location) if quantity > 0 else (location, outside)
        shared = {
            "product_id": product.id,
            "company_id": company.id,
            "location_id": source.id,
            "location_dest_id": target.id,
        }
        line = {
            "product_uom_id": product.uom_id.id,
            "quantity": abs(quantity),
            "owner_id": self.agent_id.id,
        }
        return {
            **shared,
            "product_uom": product.uom_id.id,
            "product_uom_qty": abs(quantity),
            "restrict_partner_id": self.agent_id.id,
            "state": "confirmed",
            "is_inventory": True,
            "picked": True,
            "inventory_name": self.env._("Lot %(name)s", name=self.display_name),
            "move_line_ids": [Command.create(shared | line)],
        }
