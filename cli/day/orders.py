"""Goods, stock and the day's orders on their way in, and where they are routed."""

import collections

from . import imports

CHUNK = 200


class Orders:
    """The orders of one workbook."""

    def __init__(self, report, operator):
        self.report, self.operator = report, operator
        self.ids = []

    def load(self, kind, path):
        """Bring in another seller's goods, or his agents and their stock."""
        words = {"catalogue": "Catalogue", "agents_stock": "Agents and stock"}
        self.report.title(f"{words[kind]}: {path}")
        batch = imports.of_file(self.operator, kind, path).run(self.report)
        lines = batch.lines()
        imports.show(self.report, lines, batch.content)
        imports.show_errors(self.report, lines, limit=20)

    def bring_in(self, path, owner_id):
        """Import the orders; a file that came in before is picked up where it is."""
        self.report.title(f"Orders: {path}")
        batch = imports.of_file(self.operator, "orders", path, reseller_id=owner_id)
        lines = batch.run(self.report).lines()
        if lines and all(line["status"] != "done" for line in lines):
            earlier = batch.earlier()
            if earlier:
                self.report.table(["this file came in before; its orders go on"], [])
                lines = earlier
        imports.show(self.report, lines, batch.content)
        imports.show_errors(self.report, lines)
        done = [line for line in lines if line["status"] == "done"]
        self.ids = sorted({line["res_id"] for line in done})
        self._check_against(done)

    def bring_in_again(self, path, owner_id):
        """Give the same file a second time: nothing may happen."""
        self.report.title("The same file again")
        before = self.operator.call("sale.order", "search_count", [])
        batch = imports.of_file(self.operator, "orders", path, reseller_id=owner_id)
        lines = batch.run(self.report).lines()
        imports.show(self.report, lines, batch.content)
        new = sum(line["status"] == "done" for line in lines)
        after = self.operator.call("sale.order", "search_count", [])
        self.report.check("new rows of the second time and none", new, 0)
        self.report.check("orders after and before", after, before)

    def lines(self):
        """The order lines of the day."""
        return self._read(
            "sale.order.line",
            "order_id",
            ["product_uom_qty", "qty_delivered", "price_total", "routing_state"],
        )

    def show_routing(self):
        """Print what was allocated to whom, and what waits."""
        self.report.title("Confirmed and routed")
        orders = self._read("sale.order", "id", ["state", "routing_state"])
        states = collections.Counter(
            (order["state"], order["routing_state"]) for order in orders
        )
        self.report.table(
            ["order", "routing", "orders"],
            [[*state, count] for state, count in sorted(states.items())],
        )
        allocations = self._read(
            "dropship.allocation",
            "order_id",
            ["warehouse_id", "quantity", "distance_km", "state"],
        )
        active = [row for row in allocations if row["state"] == "active"]
        by_warehouse = collections.defaultdict(list)
        for row in active:
            by_warehouse[row["warehouse_id"][1]].append(row)
        self.report.table(
            ["warehouse", "allocations", "pieces", "mean distance km"],
            [
                [
                    name,
                    len(rows),
                    int(sum(row["quantity"] for row in rows)),
                    sum(row["distance_km"] for row in rows) / len(rows),
                ]
                for name, rows in sorted(by_warehouse.items())
            ],
        )
        lines = self.lines()
        waiting = sum(
            line["product_uom_qty"]
            for line in lines
            if line["routing_state"] == "waiting"
        )
        allocated = sum(row["quantity"] for row in active)
        ordered = sum(line["product_uom_qty"] for line in lines)
        self.report.table(
            ["pieces ordered", "allocated", "waiting for stock"],
            [[int(ordered), int(allocated), int(waiting)]],
        )
        self.report.check(
            "allocated and waiting pieces, ordered pieces", allocated + waiting, ordered
        )

    def _check_against(self, done):
        data = [line["data"] for line in done]
        lines = self.lines()
        self.report.check(
            "pieces of good rows and of orders",
            sum(row["quantity"] for row in data),
            sum(line["product_uom_qty"] for line in lines),
        )
        self.report.check(
            "money of good rows and of orders",
            float(sum(row["quantity"] * row["price"] for row in data)),
            float(sum(line["price_total"] for line in lines)),
        )
        self.report.check(
            "order numbers of good rows and orders",
            len({row["order_no"] for row in data}),
            len(self.ids),
        )

    def _read(self, model, field, fields):
        return read_of(self.operator, model, field, self.ids, fields)


def read_of(session, model, field, ids, fields):
    """Read records of many orders, a chunk of orders at a time."""
    rows = []
    for start in range(0, len(ids), CHUNK):
        domain = [(field, "in", ids[start : start + CHUNK])]
        rows += session.read(model, domain, fields, order="id")
    return rows
