from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..routing import snapshot
from ..routing.model import Piece
from ..routing.reoptimise import Queued, reoptimise

STATES = [
    ("draft", "Not looked yet"),
    ("found", "Better ways found"),
    ("nothing", "Nothing better"),
    ("done", "Done"),
]
#: how long to look, unless somebody says otherwise (seconds)
SECONDS = 10.0


class RoutingReoptimisation(models.Model):
    """Dispatches nobody has taken on yet, decided again together.

    Looking and moving are two steps. What was found is kept order by order; whoever
    moves it checks again what has happened in between. Orders that exchange pieces
    move together or not at all.
    """

    _name = "routing.reoptimisation"
    _description = "Re-optimisation"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(STATES, default="draft", required=True, readonly=True)
    seconds = fields.Float(
        "Look For (seconds)",
        default=SECONDS,
        help="Longer finds more; most is found in the first seconds.",
    )
    order_count = fields.Integer("Orders Looked At", readonly=True)
    line_ids = fields.One2many(
        "routing.reoptimisation.line", "run_id", string="Orders", readonly=True
    )
    found_count = fields.Integer("Better Ways", compute="_compute_savings", store=True)
    moved_count = fields.Integer("Moved", compute="_compute_savings", store=True)
    kept_count = fields.Integer("Left", compute="_compute_savings", store=True)
    saved_km = fields.Float(
        "km Saved", compute="_compute_savings", store=True, digits=(16, 0)
    )
    saved_freight = fields.Monetary(
        "Freight Saved", compute="_compute_savings", store=True
    )
    saved_parcels = fields.Integer(
        "Parcels Saved", compute="_compute_savings", store=True
    )

    _seconds_range = models.Constraint(
        "CHECK (seconds > 0 AND seconds <= 120)",
        "Look for between 1 and 120 seconds.",
    )

    @api.depends("create_date", "state")
    def _compute_name(self):
        for run in self:
            moment = fields.Datetime.context_timestamp(
                run, run.create_date or fields.Datetime.now()
            )
            run.name = f"{moment:%Y-%m-%d %H:%M}"

    @api.depends("line_ids.state")
    def _compute_savings(self):
        for run in self:
            lines = run.line_ids
            counted = lines.filtered(lambda line: line.state != "kept")
            run.found_count = len(lines)
            run.moved_count = len(lines.filtered(lambda line: line.state == "moved"))
            run.kept_count = len(lines - counted)
            run.saved_km = sum(counted.mapped("saved_km"))
            run.saved_freight = sum(counted.mapped("saved_freight"))
            run.saved_parcels = sum(counted.mapped("saved_parcels"))

    # --- looking --------------------------------------------------------------------

    def action_look(self):
        """Look for better ways; nothing moves yet.

        :raise UserError: these were moved already
        """
        self.ensure_one()
        self.check_access("write")
        if self.state == "done":
            raise UserError(self.env._("This is done. Start a new one."))
        self.line_ids.unlink()
        # who may start this was checked; routing sees every agent's stock
        found = self.sudo()._look()
        self.state = "found" if found else "nothing"

    def _look(self):
        orders = self._get_movable_orders()
        self.order_count = len(orders)
        policies = orders.grouped(self.env["dropship.router"]._get_policy)
        vals_list = []
        for policy, some in policies.items():
            seconds = self.seconds * len(some) / len(orders)
            vals_list += self._look_under(policy, some, seconds)
        return self.env["routing.reoptimisation.line"].create(vals_list)

    def _get_movable_orders(self):
        """Return the orders of which no dispatch was touched, before the cut-off."""
        dispatches = self.env["stock.picking"].search(
            [
                ("dispatch_state", "=", "new"),
                ("sale_id.state", "=", "sale"),
                ("sale_id.company_id", "=", self.company_id.id),
            ]
        )
        orders = dispatches._filter_movable().sale_id
        return orders.filtered(lambda order: order._is_movable()).sorted("id")

    def _look_under(self, policy, orders, seconds):
        """Return the values of the lines for orders of one policy."""
        router = self.env["dropship.router"]
        lines = orders.order_line.filtered(lambda line: line._is_movable())
        supplies = router._read_supplies(lines)
        queue, blocked = [], {}
        for order in orders:
            own = lines.filtered(lambda line, order=order: line.order_id == order)
            refused = router._get_refusing(own, "reoptimised")
            blocked[order] = router._get_blocked(order, own, supplies, policy, refused)
            queue.append(
                Queued(router._get_demand(order, own), _pieces_of(own), blocked[order])
            )
        result = reoptimise(
            queue,
            supplies.known.network,
            supplies.holdings,
            policy._to_policy(),
            seconds,
            day=router._get_day(supplies.known),
        )
        changes = [
            (orders[at], queue[at], plan) for at, plan in sorted(result.plans.items())
        ]
        groups = _exchange_groups(changes)
        return [
            self._prepare_line(order, queued, plan, groups[order.id])
            for order, queued, plan in changes
        ]

    def _prepare_line(self, order, queued, plan, group):
        inputs = snapshot.take(plan)
        then = [[one.line, one.sku, one.warehouse, one.qty] for one in queued.pieces]
        now = snapshot.pieces_of(plan)
        before, after = (
            snapshot.measure(plan.problem, pieces) for pieces in (then, now)
        )
        return {
            "run_id": self.id,
            "order_id": order.id,
            "group": group,
            "then": then,
            "pieces": now,
            "cost": plan.cost,
            "bound": min(plan.cost, snapshot.decide_again(inputs).lower_bound),
            "from_ids": sorted({piece[2] for piece in then}),
            "to_ids": sorted({piece[2] for piece in now}),
            "saved_km": before["km"] - after["km"],
            "saved_freight": before["freight"] - after["freight"],
            "saved_parcels": before["parcels"] - after["parcels"],
        }

    # --- moving ---------------------------------------------------------------------

    def apply_next(self, limit=20):
        """Move the next orders; called until nothing remains.

        :return: {"done", "remaining", "total", "moved"} in orders
        :raise UserError: nothing was looked for
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("found", "done"):
            raise UserError(self.env._("Look for better ways first."))
        waiting = self.line_ids.filtered(lambda line: line.state == "found")
        groups = list(waiting.grouped("group").values())
        taken = 0
        for group in groups:
            # who may start this was checked; moving writes the agents' dispatches
            group.sudo()._move()
            taken += len(group)
            if taken >= limit:
                break
        remaining = len(waiting) - taken
        if not remaining:
            self.state = "done"
        total = len(self.line_ids)
        return {
            "done": total - remaining,
            "remaining": remaining,
            "total": total,
            "moved": self.moved_count,
        }

    @api.model
    def _cron_reoptimise(self):
        """Look and move for every company that wants it."""
        companies = self.env["res.company"].search([("routing_reoptimise", "=", True)])
        self.env["ir.cron"]._run_each(companies, self._reoptimise)

    @api.model
    def _reoptimise(self, company):
        run = self.with_company(company).create({"company_id": company.id})
        run.action_look()
        if run.state == "nothing":
            # a run that found nothing is not worth keeping
            run.unlink()
            return
        while run.state == "found":
            run.apply_next()
            if not self.env["ir.cron"]._commit_progress():
                break


def _pieces_of(lines):
    """The pieces of these lines as they are decided so far."""
    return [
        Piece(
            line.id,
            line.product_id.id,
            line.pinned_warehouse_id.id,
            line._get_pieces(),
            None,
            0.0,
            0,
        )
        for line in lines
    ]


def _exchange_groups(changes):
    """Return {order id: group}: orders that give or take the same article in the same
    warehouse belong together."""
    leader = {order.id: order.id for order, _queued, _plan in changes}

    def find(one):
        while leader[one] != one:
            one = leader[one]
        return one

    touched = defaultdict(list)
    for order, queued, plan in changes:
        for piece in (*queued.pieces, *plan.pieces):
            touched[piece.sku, piece.warehouse].append(order.id)
    for orders in touched.values():
        for other in orders[1:]:
            leader[find(other)] = find(orders[0])
    return {one: find(one) for one in leader}
