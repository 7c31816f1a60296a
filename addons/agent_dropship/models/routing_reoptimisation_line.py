from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..routing.again import plan_of


class RoutingReoptimisationLine(models.Model):
    """An order that ships better from elsewhere."""

    _name = "routing.reoptimisation.line"
    _description = "Order to Move"
    _order = "saved_freight desc, id"

    run_id = fields.Many2one(
        "routing.reoptimisation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    currency_id = fields.Many2one(related="run_id.currency_id")
    order_id = fields.Many2one(
        "sale.order", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(
        [("found", "Found"), ("moved", "Moved"), ("kept", "Left")],
        default="found",
        required=True,
    )
    kept_because = fields.Char("Why Left")
    group = fields.Integer(help="Orders of a group exchange pieces.")
    then = fields.Json()
    pieces = fields.Json()
    cost = fields.Float()
    bound = fields.Float()
    from_ids = fields.Many2many("stock.warehouse", "routing_reoptimisation_from_rel")
    to_ids = fields.Many2many("stock.warehouse", "routing_reoptimisation_to_rel")
    saved_km = fields.Float("km Saved", digits=(16, 0))
    saved_freight = fields.Monetary("Freight Saved")
    saved_parcels = fields.Integer("Parcels Saved")

    def _move(self):
        """Move the orders of one group, all of them or none."""
        try:
            with self.env.cr.savepoint():
                self._lock_dispatches()
                self._check_unchanged()
                self._exchange()
        except UserError as error:
            self.write({"state": "kept", "kept_because": str(error)})
        else:
            self.state = "moved"

    def _get_lines(self):
        return self.order_id.order_line.filtered(lambda line: line._is_movable())

    def _lock_dispatches(self):
        """Nobody accepts these while they are moved."""
        dispatches = self.order_id.picking_ids
        self.env.flush_all()
        # written, not only locked: whoever accepts one at this moment starts over and
        # sees that it has moved
        self.env.cr.execute(
            SQL(
                "UPDATE stock_picking SET write_date = write_date WHERE id = ANY(%s)",
                sorted(dispatches.ids),
            )
        )
        dispatches.invalidate_recordset()

    def _check_unchanged(self):
        """Refuse what was touched since it was looked at."""
        for line in self:
            order = line.order_id
            movable = order.picking_ids.filtered(
                lambda picking: picking.dispatch_state == "new"
            )._filter_movable()
            if not movable or not order._is_movable():
                raise UserError(
                    self.env._("%(order)s is being worked on.", order=order.name)
                )
            now = [
                [one.id, one.product_id.id, one.pinned_warehouse_id.id]
                + [one._get_pieces()]
                for one in line._get_lines()
            ]
            if sorted(now) != sorted(line.then):
                raise UserError(self.env._("%(order)s has changed.", order=order.name))

    def _exchange(self):
        lines = self._get_lines()
        orders = self.order_id
        dispatches = orders.picking_ids.filtered(
            lambda picking: picking.dispatch_state == "new"
        )
        promised = {
            order: min(
                dispatches.filtered(lambda p, o=order: p.sale_id == o).mapped("ship_by")
            )
            for order in orders
        }
        # nothing of it waits: it is decided already from where it ships
        dispatches.with_context(dispatch_order_cancel=True).action_cancel()
        lines._cancel_allocations()
        lines._unpin()
        plans, supplies = self._make_plans(lines)
        router = self.env["dropship.router"]
        self.env["stock.gate"]._pass(router._count_pieces(plans))
        locked = orders.filtered("locked")
        # a locked order keeps what was agreed; from where it ships is not part of it
        locked.locked = False
        moved = router._write_down(lines, plans, supplies, "reoptimised")
        moved._action_launch_stock_rule()
        locked.locked = True
        for order, ship_by in promised.items():
            fresh = order.picking_ids.filtered(lambda p: p.dispatch_state == "new")
            fresh.ship_by = ship_by

    def _make_plans(self, lines):
        """Return ({order: plan}, supplies) of what was found, if it is still there."""
        router = self.env["dropship.router"]
        supplies = router._read_supplies(lines)
        day = router._get_day(supplies.known)
        plans = {}
        for line in self:
            order = line.order_id
            own = lines.filtered(lambda one, order=order: one.order_id == order)
            policy = router._get_policy(order)
            plan = plan_of(
                router._get_demand(order, own),
                supplies.known.network,
                supplies.holdings,
                policy._to_policy(),
                router._get_blocked(
                    order, own, supplies, policy, router._get_refusing(own, "")
                ),
                day,
                line.pieces,
                line.bound,
            )
            if plan is None:
                raise UserError(
                    self.env._(
                        "The goods for %(order)s have gone elsewhere.", order=order.name
                    )
                )
            supplies.take(plan)
            day.take(plan.warehouses, supplies.known.network)
            plans[order] = plan
        return plans, supplies
