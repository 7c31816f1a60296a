from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    share_entry_ids = fields.One2many("share.entry", "move_id", "Shares")

    def _filter_unsettled(self):
        """Done moves of outlet orders to or from the consumer, not yet booked."""
        return self.filtered(
            lambda move: (
                move.state == "done"
                and move.sale_line_id.order_id.place_id
                and (move._is_share_outgoing() or move.location_id.usage == "customer")
                and not move.share_entry_ids
            )
        )

    def _is_share_outgoing(self):
        return self.location_dest_id.usage == "customer"

    def _get_share_quantity(self):
        """The moved quantity in the unit of the order line."""
        self.ensure_one()
        return self.product_uom._compute_quantity(
            self.quantity, self.sale_line_id.product_uom_id, round=False
        )

    def _get_share_date(self):
        """The day of delivery in the time zone of the company."""
        self.ensure_one()
        delivered = self._is_share_outgoing() and self.picking_id.delivered_at
        zone = self.company_id._get_local_tz()
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone), delivered or self.date
        ).date()

    def _create_share_entries(self):
        """Book these moves, all of them deliveries or a single return."""
        vals_list = []
        lines = self.sale_line_id
        lines.mapped("qty_settled")  # what is protected is not read any more
        # each step starts from the one before; all of them are written at once
        with self.env.protecting([lines._fields["qty_settled"]], lines):
            for move in self:
                line = move.sale_line_id
                for quantity, origins in move._get_share_steps():
                    vals_list += line._prepare_step_entries(move, quantity, origins)
                    line.qty_settled += quantity
        lines._write_settled()
        return self.env["share.entry"].create(vals_list)

    def _get_share_steps(self):
        """Quantities to book for this move: ``[(quantity, reversed entries)]``.

        A return takes back the delivery it came from; where that is not known, the
        deliveries of the line, the latest first. What never arrived is not settled,
        and needs no reverse.
        """
        self.ensure_one()
        if self._is_share_outgoing():
            quantity = self._get_arrived_quantity()
            return [(quantity, self.env["share.entry"])] if quantity > 0 else []
        steps = []
        quantity = self._get_share_quantity()
        for delivery in self._get_settled_deliveries():
            part = min(quantity, delivery._get_unreturned_quantity())
            if part > 0:
                entries = delivery.share_entry_ids
                steps.append((-part, entries.filtered(lambda e: e.quantity > 0)))
                quantity -= part
        return steps

    def _get_settled_deliveries(self):
        """Settled deliveries that this return may take back, the latest first."""
        line_moves = self.sale_line_id.share_entry_ids.move_id
        deliveries = self.origin_returned_move_id or line_moves.sorted(
            "id", reverse=True
        )
        return deliveries.filtered(
            lambda move: move._is_share_outgoing() and move.share_entry_ids
        )

    def _get_arrived_quantity(self):
        """What of this delivery reached the consumer.

        Goods that came back before the delivery was confirmed never arrived.
        """
        self.ensure_one()
        back = self.returned_move_ids.filtered(
            lambda move: move.state == "done" and not move.share_entry_ids
        )
        returned = sum(move._get_share_quantity() for move in back)
        return self._get_share_quantity() - returned

    def _get_unreturned_quantity(self):
        """What is left of this delivery after the returns that were booked."""
        self.ensure_one()
        entries = self.share_entry_ids
        # Not every share is taken back by every return: the operator's may be nothing,
        # an agent keeps his in a firm sale. Each return counts once, by any of them.
        returned = {entry.move_id: entry.quantity for entry in entries.reversal_ids}
        return entries[:1].quantity + sum(returned.values())
