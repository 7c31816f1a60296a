"""Fills a small workbook with any number of rows, as they come.

A writer of workbooks looks at every cell anew; here the look of a row is taken from two
pattern rows once, and only the texts are put in. That is several times as fast, and
nothing of a row is kept.
"""

import itertools
import re
import zipfile

CHUNK = 500
MAX_TEXT = 32767
_ROW = re.compile(r'<row r="(\d+)"[^>]*>(.*?)</row>', re.DOTALL)
_STYLE = re.compile(r'<c r="[A-Z]+\d+" s="(\d+)"')
_SPECIAL = re.compile(
    "[&<>\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_"
)
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def fill(frame, target, sheet, parts):
    """Copy a workbook and put rows below the header of one of its sheets.

    :param frame: binary file of a workbook; below the header the sheet has a pattern
        row of styled, empty cells for each of the parts
    :param target: path or binary file to write
    :param sheet: the sheet's name in the archive, such as ``xl/worksheets/sheet1.xml``
    :param parts: iterables of rows, one for each pattern; a row is a list of cells,
        texts or numbers
    """
    with (
        zipfile.ZipFile(frame) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for info in source.infolist():
            if info.filename != sheet:
                archive.writestr(info.filename, source.read(info))
                continue
            before, patterns, after = _take_apart(source.read(info).decode())
            with archive.open(sheet, "w", force_zip64=True) as stream:
                stream.write(before.encode())
                for chunk in _write(parts, patterns):
                    stream.write("".join(chunk).encode())
                stream.write(after.encode())


def _take_apart(xml):
    """Return (up to the header, styles of each pattern row, what follows)."""
    # how far the rows reach is not known yet, and need not be said
    xml = re.sub(r"<dimension [^>]*/>", "", xml, count=1)
    header, *patterns = _ROW.finditer(xml)
    styles = [_STYLE.findall(pattern[2]) for pattern in patterns]
    return xml[: header.end()], styles, xml[patterns[-1].end() :]


def _write(parts, patterns):
    """Yield the XML of the rows in pieces."""
    number, chunk = 2, []
    for rows, styles in zip(parts, patterns, strict=True):
        columns = [(_letters(at), style) for at, style in enumerate(styles)]
        for row in rows:
            cells = map(_write_cell, row, columns, itertools.repeat(number))
            chunk.append(f'<row r="{number}">{"".join(cells)}</row>')
            number += 1
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
    yield chunk


def _write_cell(value, column, number):
    letters, style = column
    if isinstance(value, str) and value:
        if _SPECIAL.search(value):
            value = _SPECIAL.sub(_escape, value[:MAX_TEXT])
        return (
            f'<c r="{letters}{number}" s="{style}" t="inlineStr">'
            f'<is><t xml:space="preserve">{value}</t></is></c>'
        )
    if value or value == 0:
        return f'<c r="{letters}{number}" s="{style}"><v>{value:.16g}</v></c>'
    return f'<c r="{letters}{number}" s="{style}"/>'


def _letters(at):
    """Return the letters of a column, A for 0."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _escape(match):
    text = match[0]
    if text.startswith("_x"):
        # spreadsheets would read it as the code of a character
        return f"_x005F{text}"
    return _ESCAPED.get(text, "")
