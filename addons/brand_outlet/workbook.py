"""Reading a seller's workbook, without Odoo.

A workbook becomes :class:`Row` objects: normalised values by field name, the row
number people see in their spreadsheet, and what the check found about the row.
"""

import csv
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import python_calamine

HEADER_SEARCH_DEPTH = 10
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_FULL_WIDTH = {
    ord(full): half
    for full in map(chr, range(0xFF01, 0xFF5F))
    if (half := unicodedata.normalize("NFKC", full)).isalnum()
} | {0x3000: " "}
_NUMBER_NOISE = re.compile(r"[\s,¥￥元%]|RMB|CNY", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_DATE_FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y%m%d%H%M%S",
    "%Y%m%d",
)


# What a workbook may unpack to; a bomb of a few kilobytes unpacks to gigabytes.
UNPACKED_MAX_BYTES = 600 * 1024 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class UnreadableWorkbook(ValueError):
    """The file is not a workbook that can be read: it is "locked", "big" or "alien"."""

    def __init__(self, reason="alien"):
        super().__init__(reason)
        self.reason = reason


def to_text(value):
    """Return what a cell shows: ``1219`` for 1219.0, dates in ISO form."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def clean_text(value):
    """Trim a text; full-width letters and digits become half-width ones.

    Chinese punctuation stays: it is part of what a person wrote.
    """
    text = to_text(value).translate(_INVISIBLE).translate(_FULL_WIDTH)
    return " ".join(text.split())


def clean_code(value):
    """Normalise a code (SKU, phone, order number): no blanks, plain hyphens."""
    text = unicodedata.normalize("NFKC", to_text(value).translate(_INVISIBLE))
    return "".join(text.translate(_HYPHENS).split())


def parse_number(value):
    """Return a float, or None where the cell holds no number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    text = _NUMBER_NOISE.sub("", unicodedata.normalize("NFKC", to_text(value)))
    return float(text) if _NUMBER.fullmatch(text) else None


def parse_datetime(value):
    """Return a naive datetime as written in the cell, or None."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _serial_datetime(value)
    text = clean_text(value).replace("/", "-").replace(".", "-")
    for pattern in _DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    return None


def _serial_datetime(days):
    """Read a date that lost its format: Excel counts days since 1900 (2015-2100)."""
    if not 42005 <= days < 73415:
        return None
    seconds = round(days * 86400)
    return datetime(1899, 12, 30) + timedelta(seconds=seconds)


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


def read_sheets(content, filename=""):
    """Return ``[(sheet name, rows of cells)]``; row 1 of the sheet comes first.

    Reads xlsx, xls, xlsb, ods and text (csv or what a shop system calls xls; UTF-8 or
    GB18030). Raises UnreadableWorkbook.
    """
    if filename.lower().endswith((".csv", ".txt")):
        return [("csv", _read_text(content))]
    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise UnreadableWorkbook("locked")
    _check_unpacked_size(content)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = []
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            sheets.append((name, rows))
        return sheets
    except python_calamine.PasswordError as error:
        raise UnreadableWorkbook("locked") from error
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError) as error:
        table = _read_disguised_text(content)
        if table:
            return [("text", table)]
        raise UnreadableWorkbook from error


def _check_unpacked_size(content):
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return  # it will not open as a workbook either
    if size > UNPACKED_MAX_BYTES:
        raise UnreadableWorkbook("big")


def _read_disguised_text(content):
    """Read a text table that calls itself .xls, as shop systems export it."""
    if content.startswith((b"PK", _OLE)) or b"\0" in content:
        return None
    try:
        rows = _read_text(content)
    except UnreadableWorkbook:
        return None
    return rows if len(rows) > 1 and len(rows[0]) > 1 else None


def _read_text(content):
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        head = text.split("\n", 1)[0]
        delimiter = max(",\t;", key=head.count)
        try:
            return list(csv.reader(io.StringIO(text), delimiter=delimiter))
        except csv.Error as error:
            raise UnreadableWorkbook from error
    raise UnreadableWorkbook


def header_key(value):
    """Return the form in which two headers are compared."""
    return unicodedata.normalize("NFKC", clean_code(value)).casefold()


def _match_headers(cells, columns):
    """Return ``{column index: Column}`` for the headers found in ``cells``."""
    positions = {}
    for position, cell in enumerate(cells):
        positions.setdefault(header_key(cell), position)
    found = {}
    # What a person said about this sender's headers goes before the general words.
    for column, headers in [
        *((column, column.learnt) for column in columns),
        *((column, column.headers) for column in columns),
    ]:
        if column in found.values():
            continue
        for header in headers:
            position = positions.get(header_key(header))
            if position is not None and position not in found:
                found[position] = column
                break
    return found


@dataclass
class SheetMatch:
    """How well one sheet fits one section of a kind."""

    section: str
    sheet: str
    header_index: int
    found: dict
    missing: list
    rows: list


def match_sheet(name, rows, columns_by_section):
    """Return the best SheetMatch of the sheet, or None for a foreign sheet."""
    best = None
    for section, columns in columns_by_section.items():
        for index, cells in enumerate(rows[:HEADER_SEARCH_DEPTH]):
            found = _match_headers(cells, columns)
            known = {column.field_name for column in found.values()}
            missing = [
                column
                for column in columns
                if column.required and column.field_name not in known
            ]
            score = (not missing, len(found))
            if found and (best is None or score > best[0]):
                best = (score, SheetMatch(section, name, index, found, missing, rows))
    return best[1] if best else None


def rows_of(match):
    """Return the Row objects below the header of a matched sheet."""
    columns = {column.field_name: column for column in match.found.values()}
    labels = {
        column.field_name: clean_text(match.rows[match.header_index][position])
        for position, column in match.found.items()
    }
    result = []
    for index in range(match.header_index + 1, len(match.rows)):
        cells = match.rows[index]
        raw = {
            column.field_name: cells[position] if position < len(cells) else ""
            for position, column in match.found.items()
        }
        if any(clean_text(value) for value in raw.values()):
            result.append(
                Row(match.section, match.sheet, index + 1, raw, columns, labels)
            )
    return result
