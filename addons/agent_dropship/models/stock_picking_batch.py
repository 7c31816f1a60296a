from collections import Counter

from odoo import models
from odoo.exceptions import UserError

from .stock_picking import OPEN_DISPATCH_STATES


class StockPicking(models.Model):
    """Many dispatches in one go."""

    _inherit = "stock.picking"

    def action_open_batch(self):
        """Open the list in which the numbers of many parcels are typed or scanned."""
        return self._open_dispatch_wizard(
            "agent_dropship.dispatch_batch_action", OPEN_DISPATCH_STATES
        )

    def _ship_batch(self, carrier, refs):
        """Ship many parcels of one courier in one go.

        :param dict refs: ``{dispatch: tracking number}``
        :raise UserError: a dispatch is not open or short, a number is malformed or
            given to two people
        """
        refs = {picking: self._clean_tracking_ref(ref) for picking, ref in refs.items()}
        self._check_numbers_differ(refs)
        self._ship_parcels(
            [
                (
                    picking,
                    carrier,
                    ref,
                    {
                        move: move.product_uom_qty
                        for move in picking.move_ids
                        if move.state not in ("done", "cancel")
                    },
                )
                for picking, ref in refs.items()
            ]
        )

    def _check_numbers_differ(self, refs):
        """One number goes to one person only."""
        people = {(ref, picking.partner_id) for picking, ref in refs.items()}
        for ref, count in Counter(ref for ref, _person in people).items():
            if count > 1:
                raise UserError(
                    self.env._("Number %(ref)s is given to two people.", ref=ref)
                )
