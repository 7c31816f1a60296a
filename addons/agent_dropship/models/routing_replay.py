from collections import defaultdict
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..routing import snapshot

#: decisions read at once, and changed orders kept one by one
CHUNK, KEPT_LINES = 500, 2000
FIGURES = ("parcels", "km", "freight")


class RoutingReplay(models.Model):
    """The orders of some days, decided again under other rules; nothing moves.

    Every decision is made from what was stored with it. Pieces that earlier orders
    take from elsewhere now are gone there, and free where they were taken then.
    """

    _name = "routing.replay"
    _description = "What-if Replay"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.context_today(self) - timedelta(days=7),
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: fields.Date.context_today(self)
    )
    policy_id = fields.Many2one(
        "routing.policy",
        string="Another Policy",
        help="Empty: the policy each order was routed by.",
    )
    tariff_date = fields.Date(
        "Rate Cards Of",
        help="Freight by the rate cards that hold on this day; it may lie in the "
        "future. Empty: the freight of the time.",
    )
    without_ids = fields.Many2many(
        "stock.warehouse",
        domain="[('agent_id', '!=', False)]",
        help="As if these warehouses did not take part.",
    )
    replayed_at = fields.Datetime("Replayed On", readonly=True, copy=False)
    order_count = fields.Integer("Orders", readonly=True, copy=False)
    changed_count = fields.Integer("Changed", readonly=True, copy=False)
    unknown_count = fields.Integer(
        "Not Replayed",
        readonly=True,
        copy=False,
        help="Decisions of the days for which nothing was stored: session goods, and "
        "orders from before an update.",
    )
    parcels_before = fields.Integer("Parcels Then", readonly=True, copy=False)
    parcels_after = fields.Integer("Parcels Now", readonly=True, copy=False)
    km_before = fields.Float("km Then", digits=(16, 0), readonly=True, copy=False)
    km_after = fields.Float("km Now", digits=(16, 0), readonly=True, copy=False)
    freight_before = fields.Monetary("Freight Then", readonly=True, copy=False)
    freight_after = fields.Monetary("Freight Now", readonly=True, copy=False)
    waiting_before = fields.Integer("Waiting Then", readonly=True, copy=False)
    waiting_after = fields.Integer("Waiting Now", readonly=True, copy=False)
    agent_line_ids = fields.One2many(
        "routing.replay.agent", "replay_id", readonly=True, copy=False
    )
    line_ids = fields.One2many(
        "routing.replay.line", "replay_id", readonly=True, copy=False
    )

    _dates = models.Constraint(
        "CHECK (date_to >= date_from)", "The last day lies before the first."
    )

    @api.depends("date_from", "date_to", "policy_id")
    def _compute_name(self):
        for replay in self:
            policy = replay.policy_id.name or self.env._("as it was")
            replay.name = f"{replay.date_from} – {replay.date_to} · {policy}"

    def action_replay(self):
        """Decide the orders of the days again and keep what comes out.

        :raise UserError: nothing was decided on these days
        """
        self.ensure_one()
        self.check_access("write")
        decisions = self._get_decisions()
        if not decisions:
            raise UserError(self.env._("No order was routed on these days."))
        tally = Tally(self._get_change(), self._get_lanes_by_state())
        for start in range(0, len(decisions), CHUNK):
            chunk = decisions[start : start + CHUNK].with_prefetch()
            for decision in chunk:
                tally.add(decision)
            # thousands of snapshots are not kept in memory
            chunk.invalidate_recordset(["inputs"])
        self._keep(tally)

    def _get_decisions(self):
        """Return the decisions of the days, in the order they were taken."""
        zone = pytz.timezone(self.company_id._get_local_tz())
        start, end = (
            zone.localize(datetime.combine(day, time.min))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for day in (self.date_from, self.date_to + timedelta(days=1))
        )
        return self.env["routing.decision"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("create_date", ">=", start),
                ("create_date", "<", end),
            ],
            order="id",
        )

    def _get_change(self):
        return snapshot.Change(
            policy=self.policy_id._to_policy() if self.policy_id else None,
            without=frozenset(self.without_ids.ids),
        )

    def _get_lanes_by_state(self):
        """Return {province id: {warehouse id: lane}} of the day asked for, or None."""
        if not self.tariff_date:
            return None
        warehouses = self.env["stock.warehouse"].search([("agent_id", "!=", False)])
        lanes = defaultdict(dict)
        router = self.env["dropship.router"]
        found = router._get_lanes(warehouses, self.tariff_date)
        for (warehouse_id, state_id), lane in found.items():
            lanes[state_id][warehouse_id] = lane
        return lanes

    # --- keeping --------------------------------------------------------------------

    def _keep(self, tally):
        self.line_ids.unlink()
        self.agent_line_ids.unlink()
        self.write(
            {
                "replayed_at": fields.Datetime.now(),
                "order_count": len(tally.orders),
                "changed_count": len(tally.changed),
                "unknown_count": tally.unknown,
                "waiting_before": tally.waiting[0],
                "waiting_after": tally.waiting[1],
                **{
                    f"{name}_{when}": tally.totals[name][side]
                    for name in FIGURES
                    for side, when in enumerate(("before", "after"))
                },
            }
        )
        self.env["routing.replay.line"].create(
            [
                {
                    **vals,
                    "replay_id": self.id,
                    "from_ids": [Command.set(sorted(vals["from_ids"]))],
                    "to_ids": [Command.set(sorted(vals["to_ids"]))],
                }
                for vals in list(tally.changed.values())[:KEPT_LINES]
            ]
        )
        self._keep_agents(tally)

    def _keep_agents(self, tally):
        warehouses = self.env["stock.warehouse"].browse(tally.counts).exists()
        counts = defaultdict(lambda: [0, 0])
        for warehouse in warehouses:
            for side, pieces in enumerate(tally.counts[warehouse.id]):
                counts[warehouse.agent_id][side] += pieces
        totals = [sum(sides) or 1 for sides in zip(*counts.values(), strict=True)]
        self.env["routing.replay.agent"].create(
            [
                {
                    "replay_id": self.id,
                    "agent_id": agent.id,
                    "pieces_before": before,
                    "pieces_after": after,
                    "share_before": before / totals[0],
                    "share_after": after / totals[1],
                }
                for agent, (before, after) in counts.items()
            ]
        )

    def action_view_changed(self):
        """Open the orders that would have been shipped from elsewhere."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Changed Orders"),
            "res_model": "routing.replay.line",
            "view_mode": "list",
            "domain": [("replay_id", "=", self.id)],
        }

    def action_export(self):
        """Download the outcome as a workbook."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/outlet/routing/replay/{self.id}",
            "target": "download",
        }


class Tally:
    """Sums up decisions then and now."""

    def __init__(self, change, lanes_by_state):
        self.change = change
        self.lanes_by_state = lanes_by_state
        self.moved = defaultdict(int)
        self.totals = {name: [0.0, 0.0] for name in FIGURES}
        self.counts = defaultdict(lambda: [0, 0])
        self.waiting = [0, 0]
        self.orders = set()
        self.changed = {}
        self.unknown = 0

    def add(self, decision):
        """Decide once more and note what differs."""
        inputs = decision.inputs
        if not inputs:
            self.unknown += 1
            return
        lanes = None
        if self.lanes_by_state is not None:
            lanes = self.lanes_by_state.get(inputs["to"][2], {})
        change = replace(self.change, lanes=lanes, moved=self.moved)
        plan = snapshot.decide_again(inputs, change)
        now = snapshot.pieces_of(plan)
        then = inputs["pieces"]
        outcome = [
            snapshot.figures(inputs, then),
            snapshot.figures(inputs, now, lanes),
        ]
        self._count(inputs, outcome, then, now)
        self.orders.add(decision.order_id.id)
        if _by_goods(then) != _by_goods(now):
            self._note(decision.order_id.id, outcome)

    def _count(self, inputs, outcome, then, now):
        wanted = sum(line[2] for line in inputs["lines"])
        for side, (figures, pieces) in enumerate(
            zip(outcome, (then, now), strict=True)
        ):
            for name in FIGURES:
                self.totals[name][side] += figures[name]
            for warehouse, count in figures["counts"].items():
                self.counts[warehouse][side] += count
            self.waiting[side] += wanted - sum(piece[3] for piece in pieces)
            for _line, sku, warehouse, quantity in pieces:
                self.moved[warehouse, sku] += quantity if side else -quantity

    def _note(self, order_id, outcome):
        vals = self.changed.setdefault(
            order_id, {"order_id": order_id, "from_ids": set(), "to_ids": set()}
        )
        for when, field, figures in zip(
            ("before", "after"), ("from_ids", "to_ids"), outcome, strict=True
        ):
            vals[field] |= set(figures["counts"])
            for name in FIGURES:
                key = f"{name}_{when}"
                vals[key] = vals.get(key, 0) + figures[name]


def _by_goods(pieces):
    """What matters of a plan: which article comes from where, not on which line."""
    counts = defaultdict(int)
    for _line, sku, warehouse, quantity in pieces:
        counts[sku, warehouse] += quantity
    return counts
