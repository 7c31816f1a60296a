"""What has to be true while the storm rages, and when it is over."""

import collections
import datetime

from ..day.client import Session
from ..day.orders import read_of
from ..steps import Problem, say

ENDED = ("delivered", "cancelled", "refused")
# simulated hours after which what does not move is not going to
PATIENCE = 4


class Ledger:
    """Reads the system as the operator and holds it against what went in."""

    def __init__(self, world, report):
        self.world, self.report = world, report
        self.operator = Session(world.url, world.database, "operator")
        self.began = datetime.datetime.now(datetime.timezone.utc).strftime(
            "%Y-%m-%d %H:%M:%S"
        )
        self.before = self._stock()
        last = {"limit": 1, "order": "id desc"}
        newest = self.operator.call("sale.order", "search", [], **last)
        world.orders_after = newest[0] if newest else 0
        self.below_zero = set()
        self.states, self.moved_at = {}, 0.0

    # --- while it rages ------------------------------------------------------------

    def watch(self):
        """Look whether anybody's stock is below nothing, or promised twice."""
        for row in self._ask(self._groups, ["quantity:sum", "reserved_quantity:sum"]):
            if min(row[2], row[2] - row[3]) < 0:
                self.below_zero.add(tuple(row[:2]))

    def progress(self):
        """One line: how far the orders are."""
        states = self._ask(self._dispatch_states)
        words = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        return f"{len(self._ask(self.world.orders, self.operator))} orders; {words}"

    def at_rest(self):
        """Whether nothing is under way, or has moved for hours."""
        states = self._ask(self._dispatch_states)
        if not states:
            return False
        if states != self.states:
            self.states, self.moved_at = states, self.world.clock.hour
        moving = any(count for state, count in states.items() if state not in ENDED)
        quiet = self.world.clock.hour - self.moved_at
        return quiet > (PATIENCE if moving else 1)

    def _ask(self, question, *arguments):
        """Nothing, while the server is down."""
        try:
            return question(*arguments)
        except Problem:
            return {}

    def _dispatch_states(self):
        domain = [("sale_id", ">", self.world.orders_after)]
        domain.append(("dispatch_state", "!=", False))
        rows = self.operator.call(
            "stock.picking",
            "formatted_read_group",
            domain,
            ["dispatch_state"],
            ["__count"],
        )
        return {row["dispatch_state"]: row["__count"] for row in rows}

    def _groups(self, aggregates):
        rows = self.operator.call(
            "stock.quant",
            "formatted_read_group",
            [("location_id.usage", "=", "internal"), ("owner_id", "!=", False)],
            ["product_id", "location_id"],
            aggregates,
        )
        return [
            [row["product_id"][0], row["location_id"][0]]
            + [row[name] or 0 for name in aggregates]
            for row in rows
        ]

    def _stock(self):
        """Pieces of the agents, in all their warehouses together."""
        return sum(row[2] for row in self._groups(["quantity:sum"]))

    # --- when it is over -------------------------------------------------------------

    def check(self):
        """Print what happened, and judge it."""
        self._show()
        self.ids = self.world.orders(self.operator)
        self._check_fates()
        self._check_pieces()
        self._check_doubles()
        self._check_money()

    def _show(self):
        self.report.title("What happened")
        self.report.table(["", "times"], sorted(self.world.tallies.items()))
        self.report.title("What was refused, and in which words")
        rows = [[*key, count] for key, count in self.world.refusals.most_common(25)]
        self.report.table(["who", "words", "times"], rows)
        for trace in self.world.breakdowns[:5]:
            say(trace)
        self.report.check("actors that broke and none", len(self.world.breakdowns), 0)

    def _check_fates(self):
        self.report.title("Where every order ended")
        self.waiting = self._who_must_act()
        dispatches = collections.defaultdict(list)
        fields = ["sale_id", "dispatch_state"]
        for row in self._read("stock.picking", "sale_id", fields):
            if row["dispatch_state"]:
                dispatches[row["sale_id"][0]].append(row["dispatch_state"])
        lines = collections.defaultdict(list)
        for row in self._read(
            "sale.order.line",
            "order_id",
            ["order_id", "product_uom_qty", "qty_delivered", "routing_state"],
        ):
            lines[row["order_id"][0]].append(row)
        fates, lost = collections.Counter(), []
        for order in self._read("sale.order", "id", ["name", "state"]):
            one = order["id"]
            fate = self._fate(order, lines[one], dispatches[one])
            fates[fate] += 1
            if fate == "nobody's":
                lost.append([order["name"], order["state"], str(dispatches[one])])
        self.report.table(["fate", "orders"], sorted(fates.items()))
        if lost:
            self.report.table(["nobody's", "state", "dispatches"], lost[:30])
        self.report.check("orders that are nobody's and none", len(lost), 0)

    def _fate(self, order, lines, dispatches):
        if order["state"] == "cancel":
            return "cancelled"
        if order["id"] in self.waiting:
            return f"waiting: {self.waiting[order['id']]}"
        given_back = order["id"] in self.given_back
        # a parcel that came back stays shipped: it never was delivered
        ended = (*ENDED, "shipped") if given_back else ENDED
        if any(state not in ended for state in dispatches):
            return "nobody's"
        if all(line["qty_delivered"] >= line["product_uom_qty"] for line in lines):
            return "delivered"
        return "given back" if given_back else "nobody's"

    def _who_must_act(self):
        """{order: who has it on the list}: people with a name, not queues."""
        who = {}
        fields = ["order_id", "state", "outcome", "responsible_id", "responsible_role"]
        self.given_back = set()
        for row in self._read("outlet.case", "order_id", fields):
            order = row["order_id"][0]
            if row["responsible_id"]:
                who[order] = f"{row['responsible_role']} has the case"
            elif row["outcome"] == "refunded":
                self.given_back.add(order)
        self._add_people(who, "sale.order", {order: order for order in self.ids})
        parcels = self._read("dispatch.interception", "order_id", ["order_id"])
        self._add_people(
            who,
            "dispatch.interception",
            {row["id"]: row["order_id"][0] for row in parcels},
        )
        return who

    def _add_people(self, who, model, orders):
        domain = [("res_model", "=", model), ("user_id", "!=", False)]
        for row in self.operator.read("mail.activity", domain, ["res_id", "user_id"]):
            if row["res_id"] in orders:
                words = f"{row['user_id'][1]} has a to-do"
                who.setdefault(orders[row["res_id"]], words)

    def _check_pieces(self):
        self.report.title("Where every piece went")
        moves = self._read(
            "stock.move",
            "sale_line_id.order_id",
            ["quantity", "location_dest_usage", "location_usage", "state"],
        )
        done = [move for move in moves if move["state"] == "done"]
        out = _sum(done, "location_dest_usage", "customer")
        back = _sum(done, "location_usage", "customer")
        lines = self._read(
            "sale.order.line", "order_id", ["product_uom_qty", "qty_delivered"]
        )
        delivered = sum(line["qty_delivered"] for line in lines)
        ordered = sum(line["product_uom_qty"] for line in lines)
        self.report.table(
            ["ordered", "shipped", "came back"], [[int(ordered), int(out), int(back)]]
        )
        kept = out - back
        self.report.check("pieces with buyers; shipped less back", delivered, kept)
        self.report.check(
            "agents' articles below zero and none", len(self.below_zero), 0
        )
        # everything that left or came, also of orders there were before
        moved = self._since()
        left = _sum(moved, "location_usage", "internal")
        came = _sum(moved, "location_dest_usage", "internal")
        gone = self.before - self._stock()
        self.report.check("gone from agents; left less came", gone, left - came)

    def _since(self):
        """All movements of the agents' goods since the beginning."""
        domain = [("state", "=", "done"), ("date", ">=", self.began)]
        domain.append(("restrict_partner_id", "!=", False))
        fields = ["quantity", "location_usage", "location_dest_usage"]
        return self.operator.read("stock.move", domain, fields)

    def _check_doubles(self):
        self.report.title("Nothing twice")
        fields = ["carrier_tracking_ref", "sale_id"]
        numbers = collections.defaultdict(set)
        for row in self._read("stock.picking", "sale_id", fields):
            if row["carrier_tracking_ref"]:
                numbers[row["carrier_tracking_ref"]].add(row["sale_id"][0])
        self.report.check(
            "tracking numbers on two orders and none",
            sum(len(orders) > 1 for orders in numbers.values()),
            0,
        )

    def _check_money(self):
        self.report.title("Money")
        entries = self._read("share.entry", "order_id", ["amount"])
        lines = self._read(
            "sale.order.line",
            "order_id",
            ["product_uom_qty", "qty_settled", "price_total"],
        )
        paid = sum(
            line["price_total"] * line["qty_settled"] / line["product_uom_qty"]
            for line in lines
            if line["product_uom_qty"]
        )
        owed = sum(entry["amount"] for entry in entries)
        self.report.check("kept by the buyers' goods; shares", float(paid), float(owed))

    def _read(self, model, field, fields):
        return read_of(self.operator, model, field, self.ids, fields)


def _sum(moves, field, usage):
    return sum(move["quantity"] for move in moves if move[field] == usage)
