from odoo import api, fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    product_code = fields.Char(related="product_id.default_code", string="SKU")
    product_name = fields.Char(related="product_id.name", string="Article")
    product_image = fields.Image(related="product_id.image_128", string="Picture")
    product_variant_text = fields.Char(
        "Variant", compute="_compute_product_variant_text", compute_sudo=True
    )

    @api.depends("product_id")
    def _compute_product_variant_text(self):
        for move in self:
            values = move.product_id.product_template_attribute_value_ids
            move.product_variant_text = values._get_combination_name()

    def _get_restricting_owner(self):
        """The only owner whose goods this move may take (empty: any).

        Out of an agent's warehouse goes what the agent owns, whoever asks.
        """
        return self.restrict_partner_id or self.location_id.warehouse_id.agent_id

    # the core carries restrict_partner_id on the move but reserves from any owner
    def _update_reserved_quantity(
        self,
        need,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=True,
    ):
        return super()._update_reserved_quantity(
            need,
            location_id,
            lot_id=lot_id,
            package_id=package_id,
            owner_id=owner_id or self._get_restricting_owner(),
            strict=strict,
        )

    def _action_assign(self, force_qty=False):
        # routing claims what it decides on; any other reservation out of an agent's
        # warehouse passes the gates here, so that nobody slips by
        moves = self.filtered(
            lambda move: (
                move.state in ("confirmed", "waiting", "partially_available")
                and move.location_id.warehouse_id.agent_id
            )
        )
        if moves:
            # a gate is a lock and nobody's record
            self.env["stock.gate"].sudo()._pass(
                (move.product_id.id, move.location_id.warehouse_id.id) for move in moves
            )
            if not force_qty:
                moves._reserve_together()
        return super()._action_assign(force_qty=force_qty)

    def _search_picking_for_assignation_domain(self):
        """Goods routed later travel on their own: what the agent has accepted or got
        in a file does not grow behind his back."""
        domain = super()._search_picking_for_assignation_domain()
        return [*domain, ("dispatch_state", "in", (False, "new"))]

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        done = moves.filtered(lambda move: move.state == "done")
        if cancel_backorder:
            # the core leaves the rest to nobody, without a move that is cancelled
            short = done.filtered(lambda move: move.quantity < move.product_uom_qty)
            short.sale_line_id._withdraw_promises(short)
        done._offer_to_waiting_orders()
        return moves

    def _action_cancel(self):
        moves = self.filtered(lambda move: move.state not in ("cancel", "done"))
        result = super()._action_cancel()
        moves.sale_line_id._withdraw_promises(moves)
        if not self.env.context.get("dispatch_order_cancel"):
            self._offer_to_waiting_orders()
        return result

    def _get_sent_pieces(self):
        """How many pieces these moves have brought or are to bring."""
        pieces = 0
        for move in self.filtered(lambda move: move.state != "cancel"):
            done = move.state == "done"
            pieces += move.product_uom._compute_quantity(
                move.quantity if done else move.product_uom_qty,
                move.product_id.uom_id,
                round=False,
            )
        return round(pieces)

    def _offer_to_waiting_orders(self):
        """Wake the retry of routing where these goods may be waited for."""
        arriving = self.filtered(
            lambda move: (
                (
                    move.location_dest_id if move.state == "done" else move.location_id
                ).warehouse_id.agent_id
            )
        )
        if not arriving:
            return
        # a look across all orders, whoever moves the goods
        lines = self.env["sale.order.line"].sudo()
        lines._wake_waiting(arriving.product_id.ids)
