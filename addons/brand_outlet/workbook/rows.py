"""The rows of a sheet: their values, and the verdict of a check about each."""

from dataclasses import dataclass

from .cells import clean_code, clean_text, parse_datetime, parse_number, to_text

_READERS = {
    "text": clean_text,
    "code": clean_code,
    "number": parse_number,
    "datetime": parse_datetime,
}


@dataclass(frozen=True)
class Column:
    """One field that a kind of workbook knows, and the headers it goes by."""

    section: str
    field_name: str
    headers: tuple
    required: bool = False
    value_type: str = "text"
    learnt: tuple = ()
    # the column has to be there, but not every row needs a value
    blank_ok: bool = False


class Row:
    """One row of a sheet: its values and the verdict of the check.

    ``row["sku"]`` is the normalised value: text is never None, a number or a
    datetime is None where the cell is empty or unreadable. The columns a message names
    by :meth:`label` are the cells it is about.
    """

    __slots__ = (
        "_named",
        "cells",
        "changes",
        "data",
        "fate",
        "group",
        "labels",
        "messages",
        "number",
        "origin",
        "raw",
        "section",
        "sheet",
        "status",
        "values",
    )

    _SEVERITY = {"ok": 0, "note": 1, "duplicate": 2, "error": 3}

    def __init__(self, section, sheet, number, raw, columns, labels):
        self.section = section
        self.sheet = sheet
        self.number = number
        self.raw = raw
        self.labels = labels
        self.values = {
            name: _READERS[columns[name].value_type](value)
            for name, value in raw.items()
        }
        self.data = {}
        self.group = ""
        self.status = "ok"
        self.messages = []
        self.fate = "new"
        self.changes = []
        self.cells = []
        self.origin = 0
        self._named = []

    def __getitem__(self, field_name):
        return self.values.get(field_name, "")

    def label(self, field_name):
        """The header of the field as this very file writes it."""
        self._named.append(field_name)
        return self.labels.get(field_name, field_name)

    @property
    def bad(self):
        """Whether the row will not be brought in."""
        return self.status in ("error", "duplicate")

    def error(self, message):
        """The row is not brought in; the message says what to do."""
        self._judge("error", message)

    def duplicate(self, message):
        """The row repeats what is already there and is passed over."""
        self._judge("duplicate", message)

    def same(self, message):
        """The row says what is there already."""
        self.fate = "same"
        self._judge("duplicate", message)

    def change(self, field_name, old, new):
        """The row changes a value that is there: it will be shown side by side."""
        self.fate = "changed"
        label = self.labels.get(field_name, field_name)
        self.changes.append([label, to_text(old or ""), to_text(new)])

    def note(self, message):
        """The row is brought in, but somebody should know something."""
        self._judge("note", message)

    def _judge(self, status, message):
        if self._SEVERITY[status] > self._SEVERITY[self.status]:
            self.status = status
        if status == "error":
            self.cells += self._named
        self._named = []
        self.messages.append(message)
