"""The sheets of a file, whatever program saved it."""

import csv
import io
import zipfile

import python_calamine

# What a workbook may unpack to; a bomb of a few kilobytes unpacks to gigabytes.
UNPACKED_MAX_BYTES = 600 * 1024 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class UnreadableWorkbook(ValueError):
    """The file is not a workbook that can be read: it is "locked", "big" or "alien"."""

    def __init__(self, reason="alien"):
        super().__init__(reason)
        self.reason = reason


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
