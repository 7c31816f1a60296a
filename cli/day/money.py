"""Shares of the money, statements, and whether they tie to what was paid."""

import calendar
import collections
import datetime

import pytz

from .orders import read_of

PAGES = ["/my/outlet", "/my/outlet/articles", "/my/outlet/orders"]
PAGES += ["/my/outlet/statements"]


class Money:
    """What the day's deliveries are worth to each party."""

    def __init__(self, report, operator, reseller, order_ids):
        self.report, self.operator, self.reseller = report, operator, reseller
        self.order_ids = order_ids
        today = datetime.datetime.now(pytz.timezone("Asia/Shanghai")).date()
        last = calendar.monthrange(today.year, today.month)[1]
        self.month = (str(today.replace(day=1)), str(today.replace(day=last)))

    def play(self):
        """Print shares, statements, reconciliation and the reseller's own view."""
        self._show_shares()
        self._show_statements()
        self._reconcile()
        self._look_as_reseller()

    def _show_shares(self):
        self.report.title("Shares of the day's money")
        entries = read_of(
            self.operator,
            "share.entry",
            "order_id",
            self.order_ids,
            ["role", "kind", "amount"],
        )
        shares = collections.defaultdict(list)
        for entry in entries:
            shares[entry["role"], entry["kind"]].append(entry["amount"])
        self.report.table(
            ["role", "kind", "entries", "amount"],
            [
                [*key, len(amounts), float(sum(amounts))]
                for key, amounts in sorted(shares.items())
            ],
        )
        lines = read_of(
            self.operator,
            "sale.order.line",
            "order_id",
            self.order_ids,
            ["product_uom_qty", "qty_delivered", "price_total"],
        )
        paid = sum(
            line["price_total"] * line["qty_delivered"] / line["product_uom_qty"]
            for line in lines
            if line["product_uom_qty"]
        )
        owed = float(sum(entry["amount"] for entry in entries))
        self.report.check("paid for what was delivered and owed", float(paid), owed)

    def _show_statements(self):
        self.report.title(f"Statements {self.month[0]} to {self.month[1]}")
        ids = self.operator.call("settlement.statement", "generate", *self.month)
        statements = self.operator.read(
            "settlement.statement",
            [("id", "in", ids)],
            ["name", "partner_id", "role", "entry_count", "total", "state"],
        )
        self.report.table(
            ["statement", "party", "role", "lines", "total"],
            [
                [row["name"], row["partner_id"][1], row["role"], row["entry_count"]]
                + [float(row["total"])]
                for row in statements
            ],
        )
        entries = read_of(self.operator, "share.entry", "statement_id", ids, ["amount"])
        self.report.check(
            "totals of the statements and their lines",
            float(sum(row["total"] for row in statements)),
            float(sum(entry["amount"] for entry in entries)),
        )

    def _reconcile(self):
        self.report.title("Reconciliation of the month")
        values = dict(zip(("date_from", "date_to"), self.month, strict=True))
        ids = self.operator.call("settlement.reconciliation", "create", [values])
        self.operator.call("settlement.reconciliation", "action_reconcile", ids)
        fields = ["order_line_count", "paid", "shared", "difference", "wrong_count"]
        row = self.operator.call("settlement.reconciliation", "read", ids, fields)[0]
        self.report.table(
            ["order lines", "paid", "sum of entries", "difference"],
            [
                [row["order_line_count"], float(row["paid"]), float(row["shared"])]
                + [float(row["difference"])]
            ],
        )
        self.report.check("difference and 0.00", float(row["difference"]), 0.0)
        self.report.check("order lines that differ and none", row["wrong_count"], 0)

    def _look_as_reseller(self):
        self.report.title("What the reseller sees in the portal")
        texts = {path: self.reseller.page(path).text for path in PAGES}
        self.report.table(
            ["page", "bytes"], [[path, len(text)] for path, text in texts.items()]
        )
