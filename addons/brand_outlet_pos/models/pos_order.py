from odoo import api, fields, models


class PosOrder(models.Model):
    _inherit = "pos.order"

    place_id = fields.Many2one(
        "outlet.place",
        compute="_compute_place_id",
        store=True,
        index="btree_not_null",
        help="Where the sale was made: the place of the till at that time.",
    )

    # The till's place is not a dependency: a till that moves leaves its sales where
    # they were made.
    @api.depends("session_id")
    def _compute_place_id(self):
        for order in self:
            order.place_id = order.session_id.config_id.place_id

    @api.model
    def sync_from_ui(self, orders):
        """Confirm the reservations that are paid, close them, note who was reached."""
        self._confirm_pickups(orders)
        result = super().sync_from_ui(orders)
        settled = self.browse([order["id"] for order in result["pos.order"]])
        settled = settled.filtered(lambda order: order.state in ("paid", "done"))
        # A cashier sells; what follows from it for the order and the customer's
        # contact is not for him to write.
        settled.lines.sale_order_origin_id.sudo()._close_pickups()
        for place, sales in settled.sudo().grouped("place_id").items():
            if place:
                sales.partner_id._reach(place)
        return result

    @api.model
    def _confirm_pickups(self, orders):
        """Confirm what the till was paid for, of its own place only."""
        sessions = self.env["pos.session"]
        for order in orders:
            if order.get("state") not in ("paid", "done"):
                continue
            origins = {
                values.get("sale_order_origin_id")
                for _command, _id, values in order.get("lines", [])
                if isinstance(values, dict)
            } - {None, False}
            if not origins:  # an ordinary sale
                continue
            place = sessions.browse(order.get("session_id")).config_id.place_id
            # A cashier may read reservations, and confirm them by taking the money.
            pickups = (
                self.env["sale.order"]
                .sudo()
                .search(
                    [
                        ("id", "in", list(origins)),
                        ("is_pickup", "=", True),
                        ("place_id", "=", place.id),
                        ("state", "in", ("draft", "sent")),
                    ]
                )
            )
            pickups.action_confirm()
