"""The shops: their orders come in small files through the day, as they are sold."""

import datetime
import io

import openpyxl

from ..day.imports import Import
from .actor import Actor

TIME = "下单时间"


class Shop(Actor):
    """Sends what was ordered since the last file."""

    every = 0.25

    def __init__(self, world, path, reseller_id):
        super().__init__(world, "operator", "shop")
        self.reseller_id = reseller_id
        self.header, self.rows = read(path)
        self.sent = 0
        self.content = None

    @property
    def done(self):
        """Whether the day's orders are all in."""
        return self.content is None and self.sent >= len(self.rows)

    def act(self):
        if self.content is None:
            self._pack()
        if self.content is None:
            return
        self._send(self.content)
        if self.goes_wrong("the same order file twice"):
            self._send(self.content)
        self.content = None

    def _pack(self):
        """The rows that are due; they stay packed until they surely arrived."""
        due = self.sent
        while due < len(self.rows) and self.rows[due][0] <= self.clock.hour:
            due += 1
        if due > self.sent:
            self.content = workbook(
                self.header, [row for _hour, row in self.rows[self.sent : due]]
            )
            self.sent = due

    def _send(self, content):
        batch = Import(
            self.session,
            "orders",
            content,
            f"orders-{self.sent}.xlsx",
            reseller_id=self.reseller_id,
        )
        done = [line for line in batch.run(Quiet).lines() if line["status"] == "done"]
        self.world.count("order rows in", len(done))


class Quiet:
    """A report nobody reads."""

    progress = clear_progress = staticmethod(lambda *_text: None)


def read(path):
    """(header, [(hour of the day, row)] in the order of the day)."""
    book = openpyxl.load_workbook(path, read_only=True)
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    header, body = rows[0], [row for row in rows[1:] if any(row)]
    at = header.index(TIME)
    hours, last = [], 0.0
    for row in body:
        last = _hour(row[at], last)
        hours.append(last)
    return header, sorted(zip(hours, body, strict=True), key=lambda pair: pair[0])


def _hour(text, otherwise):
    try:
        moment = datetime.datetime.fromisoformat(str(text).strip())
    except ValueError:
        # a row without a legible time comes with the one before it
        return otherwise
    return moment.hour + moment.minute / 60


def workbook(header, rows):
    """The bytes of a file with these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(header)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
