from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """Shipping: one parcel, or thousands of them in one go."""

    _inherit = "stock.picking"

    def _ship(self, carrier, tracking_ref, moves=None):
        """Hand these dispatches to a courier as one parcel and validate them.

        :param carrier: the ``delivery.carrier``
        :param str tracking_ref: the parcel's number
        :param moves: only these goods; the rest becomes a dispatch of its own
        :raise UserError: a dispatch is shipped, cancelled or not fully reserved
        """
        self._check_can_ship()
        moves = (self.move_ids if moves is None else moves).filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        self._ship_parcels(
            [
                (
                    picking,
                    carrier,
                    tracking_ref,
                    {
                        move: move.product_uom_qty
                        for move in moves
                        if move.picking_id == picking
                    },
                )
                for picking in self
            ]
        )

    @api.model
    def _ship_parcels(self, parcels):
        """Validate many dispatches at once, each with a parcel of its own.

        What is not in its parcel becomes a dispatch of its own.

        :param parcels: ``[(picking, carrier, number, {move: pieces})]``; no picking
            twice
        :raise UserError: a dispatch is shipped, cancelled or not fully reserved
        """
        pickings = self.browse([picking.id for picking, *_rest in parcels])
        pickings._check_can_ship()
        contents = {}
        for picking, carrier, number, pieces in parcels:
            contents.update(pieces)
            if picking.carrier_id != carrier:
                picking.carrier_id = carrier
            picking.carrier_tracking_ref = number
        self._check_reserved(contents)
        moves = self.env["stock.move"].union(*contents)
        (pickings.move_ids - moves).filtered("picked").picked = False
        for move, pieces in contents.items():
            if move.quantity != pieces:
                move.quantity = pieces
        moves.picked = True
        # the core would text the consumer through a foreign service; his number goes to
        # nobody but the courier
        pickings.with_context(skip_sms=True)._action_done()
        pickings._log_shipped_on_order()

    @api.model
    def _check_reserved(self, contents):
        for move, pieces in contents.items():
            if move.product_uom.compare(move.quantity, pieces) < 0:
                raise UserError(
                    self.env._(
                        "%(goods)s of dispatch %(name)s is not in stock any more: "
                        "refuse the dispatch, so that another warehouse can ship it.",
                        goods=move.product_id.display_name,
                        name=move.picking_id.name,
                    )
                )

    def _log_shipped_on_order(self):
        bodies = {}
        for order, pickings in self.filtered("sale_id").grouped("sale_id").items():
            bodies[order.id] = Markup("<br/>").join(
                self.env._(
                    "%(goods)s shipped with %(courier)s, tracking number %(ref)s",
                    goods=picking.goods_text,
                    courier=picking.carrier_id.name,
                    ref=picking.carrier_tracking_ref,
                )
                for picking in pickings
            )
        if bodies:
            self.sale_id._message_log_batch(bodies)
