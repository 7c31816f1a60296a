"""Dispatches: online agents click, offline agents get and return a workbook."""

import collections
import io

import openpyxl

from ..steps import Problem
from . import imports
from .orders import read_of

# what the columns are called in the layouts of different agents
HEADERS = {
    "courier": ("快递公司", "物流公司", "承运公司"),
    "tracking": ("快递单号", "物流单号", "运单号"),
    "order": ("订单编号", "原始单号", "单据编号"),
    "person": ("收货人", "顾客姓名"),
    "phone": ("手机", "联系电话"),
    "task": ("处理",),
}
WITHDRAWN = "已取消"
USUAL = "圆通"
OPEN = ("new", "accepted", "exported")
CHUNK = 50


class Parcels:
    """The dispatches of the day's orders."""

    def __init__(self, report, operator, agent, order_ids):
        self.report, self.operator, self.agent = report, operator, agent
        self.order_ids = order_ids

    def play(self):
        """Ship and deliver everything that has goods."""
        self._ship_online()
        self._ship_offline()
        self._deliver()

    def _dispatches(self, mode=None):
        fields = ["dispatch_state", "agent_id", "picking_type_id", "name", "state"]
        rows = read_of(
            self.operator, "stock.picking", "sale_id", self.order_ids, fields
        )
        rows = [row for row in rows if row["dispatch_state"]]
        if mode:
            types = self._types_of(mode)
            rows = [row for row in rows if row["picking_type_id"][0] in types]
        return rows

    def _types_of(self, mode):
        domain = [("warehouse_id.exchange_mode", "=", mode)]
        return set(self.operator.call("stock.picking.type", "search", domain))

    def _ship_online(self):
        """The agent with a login acts himself; the operator for the others."""
        self.report.title("Online agents accept and ship")
        own = set(self.agent.call("stock.picking", "search", []))
        rows = [row for row in self._dispatches("online") if row["state"] == "assigned"]
        by_agent = collections.Counter()
        for who, mine in ((self.agent, True), (self.operator, False)):
            ids = [row["id"] for row in rows if (row["id"] in own) == mine]
            new = [
                row["id"]
                for row in rows
                if row["id"] in ids and row["dispatch_state"] == "new"
            ]
            for start in range(0, len(new), CHUNK):
                who.call("stock.picking", "action_accept", new[start : start + CHUNK])
            for row in rows:
                if row["id"] in ids and row["dispatch_state"] in OPEN:
                    self._ship(who, row["id"])
                    by_agent[row["agent_id"][1], who.login] += 1
                    self.report.progress(f"{sum(by_agent.values())} of {len(rows)}")
        self.report.clear_progress()
        self.report.table(
            ["agent", "by the login", "shipped"],
            [[*key, count] for key, count in sorted(by_agent.items())],
        )

    def _ship(self, who, picking_id):
        chosen = {"picking_ids": [(6, 0, [picking_id])]}
        # the form proposes the warehouse's usual courier
        fields = {"carrier_id": {"fields": {}}, "picking_ids": {"fields": {}}}
        form = who.call("dispatch.ship", "onchange", [], chosen, [], fields)
        courier = form["value"].get("carrier_id")
        values = {
            **chosen,
            "carrier_id": courier["id"] if courier else self._usual_courier(who),
            "tracking_ref": f"YT{picking_id:010d}",
        }
        ids = who.call("dispatch.ship", "create", [values])
        who.call("dispatch.ship", "action_ship", ids)

    def _usual_courier(self, who):
        domain = [("is_courier", "=", True)]
        return who.call("delivery.carrier", "search", domain, limit=1)[0]

    def _ship_offline(self):
        """Every offline agent gets one workbook, fills it in and sends it back."""
        self.report.title("Offline agents: a workbook out, the same workbook back")
        ids = self.operator.call("exchange.file", "generate")
        files = self.operator.read(
            "exchange.file", [("id", "in", ids)], ["name", "agent_id", "row_count"]
        )
        table, sent, shipped = [], 0, 0
        for file in files:
            content = self.operator.page(
                f"/agent_dropship/exchange/{file['id']}"
            ).content
            filled = fill_in(content, file["id"])
            batch = imports.Import(
                self.operator,
                "tracking",
                filled,
                f"{file['name']}.xlsx",
                agent_id=file["agent_id"][0],
            ).run(self.report)
            statuses = collections.Counter(line["status"] for line in batch.lines())
            table.append(
                [file["agent_id"][1], file["name"], file["row_count"]]
                + [statuses["done"], statuses["error"], statuses["duplicate"]]
            )
            sent += file["row_count"]
            shipped += statuses["done"]
        self.report.table(
            ["agent", "workbook", "rows out", "rows back", "error", "duplicate"], table
        )
        self.report.check("rows sent out and rows shipped", sent, shipped)

    def _deliver(self):
        self.report.title("Delivered")
        shipped = [
            row["id"]
            for row in self._dispatches()
            if row["dispatch_state"] == "shipped"
        ]
        for start in range(0, len(shipped), CHUNK):
            part = shipped[start : start + CHUNK]
            self.operator.call("stock.picking", "action_deliver", part)
            self.report.progress(f"{start + len(part)} of {len(shipped)}")
        self.report.clear_progress()
        states = collections.Counter(
            row["dispatch_state"] for row in self._dispatches()
        )
        self.report.table(
            ["dispatch", "count"], [[state, count] for state, count in states.items()]
        )
        self.report.check("shipped but not delivered and none", states["shipped"], 0)


def fill_in(content, seed):
    """Do what the agent does: write courier and number behind every row to ship."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    header, columns = _find_header(sheet)
    parcels = {}
    for row in range(header + 1, sheet.max_row + 1):
        cells = {name: sheet.cell(row, at) for name, at in columns.items()}
        task = cells.get("task")
        if not cells["order"].value or task is not None and task.value == WITHDRAWN:
            continue
        cells["courier"].value = cells["courier"].value or USUAL
        # what one person gets goes into one parcel
        key = tuple(cells[name].value for name in ("person", "phone", "order"))
        number = parcels.setdefault(key, f"YT{seed:05d}{len(parcels) + 1:06d}")
        cells["tracking"].value = number
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _find_header(sheet):
    """(row of the header, {what it is: column})."""
    for row in sheet.iter_rows():
        texts = {cell.value: cell.column for cell in row}
        columns = {
            name: texts[word]
            for name, words in HEADERS.items()
            for word in words
            if word in texts
        }
        if "tracking" in columns:
            return row[0].row, columns
    raise Problem("a workbook without a column for the tracking number")
