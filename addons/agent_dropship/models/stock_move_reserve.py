from collections import defaultdict

from odoo import models
from odoo.fields import Domain


class StockMove(models.Model):
    """Reserving many moves out of agents' warehouses at once.

    The core looks for quants, locks and writes line by line. Here the quants of all
    moves are read and locked once and the move lines are made in one go; what is
    reserved is what the core would reserve. Moves of another kind (lots, packages,
    chained moves, other removal strategies) are left to the core.
    """

    _inherit = "stock.move"

    def _reserve_together(self):
        """Reserve those of these moves that are plain, as far as stock goes."""
        moves = self._filter_plain()
        if not moves:
            return
        quants = moves._find_quants()
        free = quants._get_free_by_location()
        vals_list = []
        for move in moves:
            vals_list += move._prepare_plain_lines(free)
        lines = self.env["stock.move.line"]
        lines.with_context(plain_quants=quants._lock_by_goods()).create(vals_list)

    def _filter_plain(self):
        """Return the moves nothing of which is reserved, of plain goods that leave."""
        quants = self.env["stock.quant"]
        strategies = {}

        def is_plain(move):
            if (
                move.move_orig_ids
                or move.procure_method != "make_to_stock"
                or move.product_id.tracking != "none"
                or move.location_dest_id.usage == "internal"
                or move.picked
                or move.move_line_ids
                or move.product_id.categ_id.packaging_reserve_method == "full"
                or move._should_bypass_reservation()
            ):
                return False
            key = (move.product_id.categ_id, move.location_id)
            if key not in strategies:
                strategies[key] = quants._get_removal_strategy(
                    move.product_id, move.location_id
                )
            return strategies[key] == "fifo"

        return self.filtered(is_plain)

    def _find_quants(self):
        """Return the quants these moves may take from, first in first."""
        owners = defaultdict(set)
        for move in self:
            owners[move._get_restricting_owner().id].add(move.location_id.id)
        # reserving is done for whoever confirms the order; no quant leaves
        return (
            self.env["stock.quant"]
            .sudo()
            .search(
                Domain("product_id", "in", self.product_id.ids)
                & Domain.OR(
                    Domain("owner_id", "=", owner)
                    & Domain("location_id", "child_of", ids)
                    for owner, ids in owners.items()
                ),
                order="in_date, id",
            )
        )

    def _prepare_plain_lines(self, free):
        """Values of the lines of one move; what they take is subtracted from free."""
        self.ensure_one()
        owner = self._get_restricting_owner()
        need = self.product_qty
        vals_list = []
        for location, pieces in free[self.product_id.id, owner.id].items():
            if need <= 0:
                break
            if pieces <= 0 or not location._child_of(self.location_id):
                continue
            taken = min(pieces, need)
            need -= taken
            free[self.product_id.id, owner.id][location] -= taken
            vals_list.append(
                {
                    **self._prepare_move_line_vals(quantity=taken),
                    "location_id": location.id,
                    "owner_id": owner.id,
                }
            )
        return vals_list
