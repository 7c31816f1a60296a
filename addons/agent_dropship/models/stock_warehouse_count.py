from collections import defaultdict

from odoo import api, models
from odoo.fields import Command


class StockWarehouse(models.Model):
    """What an agent says lies in his warehouse, for many articles at once."""

    _inherit = "stock.warehouse"

    @api.model
    def _count_free(self, wanted, label):
        """Set what every warehouse's agent can ship of an article.

        What is promised to orders comes on top of it.

        :param wanted: ``{(product, warehouse): free pieces}``
        :param str label: where the figures come from, for the stock's history
        """
        # a promise made at this moment has to look again
        self.env["stock.gate"]._pass(
            (product.id, warehouse.id) for product, warehouse in wanted
        )
        present = self._find_agent_quants(wanted)
        vals_list = []
        for (product, warehouse), pieces in wanted.items():
            quants = present.get((product, warehouse), self.env["stock.quant"])
            reserved = sum(quants.mapped("reserved_quantity"))
            difference = pieces + reserved - sum(quants.mapped("quantity"))
            if difference:
                vals_list.append(warehouse._prepare_count(product, difference, label))
        # The inventory screen makes a quant first and counts it then, one by one; its
        # moves for the whole batch come to the same in half the time.
        moves = self.env["stock.move"].create(vals_list)
        moves._action_done()
        moves._trigger_assign()

    @api.model
    def _find_agent_quants(self, wanted):
        """Return ``{(product, warehouse): quants}`` of the agents' own goods."""
        warehouses = self.union(*(w for _p, w in wanted))
        by_location = {warehouse.lot_stock_id: warehouse for warehouse in warehouses}
        quants = (
            self.env["stock.quant"]
            .search(
                [
                    ("product_id", "in", [product.id for product, _w in wanted]),
                    ("location_id", "in", warehouses.lot_stock_id.ids),
                    ("owner_id", "in", warehouses.agent_id.ids),
                    ("lot_id", "=", False),
                    ("package_id", "=", False),
                ]
            )
            .with_context(inventory_mode=True)
        )
        found = defaultdict(quants.browse)
        for quant in quants:
            warehouse = by_location[quant.location_id]
            if quant.owner_id == warehouse.agent_id:
                found[quant.product_id, warehouse] |= quant
        return found

    def _prepare_count(self, product, difference, label):
        """Return the values of a move that corrects the agent's stock."""
        self.ensure_one()
        outside = product.with_company(self.company_id).property_stock_inventory
        inside = self.lot_stock_id
        source, target = (outside, inside) if difference > 0 else (inside, outside)
        shared = {
            "product_id": product.id,
            "company_id": self.company_id.id,
            "location_id": source.id,
            "location_dest_id": target.id,
        }
        line = {
            **shared,
            "product_uom_id": product.uom_id.id,
            "quantity": abs(difference),
            "owner_id": self.agent_id.id,
        }
        return {
            **shared,
            "product_uom": product.uom_id.id,
            "product_uom_qty": abs(difference),
            "restrict_partner_id": self.agent_id.id,
            "state": "confirmed",
            "is_inventory": True,
            "picked": True,
            "inventory_name": label,
            "move_line_ids": [Command.create(line)],
        }
