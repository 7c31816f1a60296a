"""The lines of a statement as each of its forms shows them, all in the same shape.

A line is (order, day, kind, pieces, amount): what both sides talk about.
"""

import io
from datetime import datetime

import python_calamine
from lxml import html

PAGE = 80
HEADINGS = ("Order No.", "Delivered on", "Kind", "Quantity", "Amount")


def read_screen(statement):
    """Page by page, as the web client loads the lines of the form for this user."""
    env = statement.env
    names = {"order_name": {}, "date": {}, "kind": {}, "quantity": {}, "amount": {}}
    spec = {"total": {}, "entry_ids": {"fields": names, "limit": PAGE}}
    data = statement.web_read(spec)[0]
    rows = data["entry_ids"]
    first, rest = rows[:PAGE], [row["id"] for row in rows[PAGE:]]
    for at in range(0, len(rest), PAGE):
        first += env["share.entry"].browse(rest[at : at + PAGE]).web_read(names)
    kinds = dict(env["share.entry"]._fields["kind"]._description_selection(env))
    lines = [
        _line(
            row["order_name"],
            row["date"],
            kinds[row["kind"]],
            row["quantity"],
            row["amount"],
        )
        for row in first
    ]
    return lines, round(data["total"], 2)


def read_workbook(content):
    """The sheet as a program reads it; the sum stands below the lines."""
    headings, rows, sums = _read_sheet(content)
    columns = [headings.index(heading) for heading in HEADINGS]
    lines = []
    for row in rows:
        order, day, *figures = (row[column] for column in columns)
        lines.append(_line(order, str(day)[:10], *figures))
    return lines, round(sums[columns[-1]], 2)


def read_sums(content):
    """``{heading: sum}`` below the lines of the sheet."""
    headings, _rows, sums = _read_sheet(content)
    return dict(zip(headings, sums, strict=True))


def _read_sheet(content):
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_index(0).to_python()
    start = next(at for at, row in enumerate(rows) if row[0] == HEADINGS[0])
    day = rows[start].index(HEADINGS[1])
    end = next(at for at in range(start + 1, len(rows)) if not rows[at][day])
    return rows[start], rows[start + 1 : end], rows[end]


def read_print(statement):
    """The page that becomes a PDF, for this user."""
    # the texts are compared in English, and days are written in its way
    reports = statement.env["ir.actions.report"].with_context(lang="en_US")
    content, _kind = reports._render_qweb_html(
        "agent_dropship.settlement_statement_report", statement.ids
    )
    page = html.fromstring(content)
    table = page.xpath('//table[contains(@class, "o_main_table")]')[0]
    headings = [cell.text_content().strip() for cell in table.xpath("./thead//th")]
    columns = [headings.index(heading) for heading in HEADINGS]
    lines = []
    for row in table.xpath("./tbody/tr"):
        cells = [cell.text_content().strip() for cell in row.xpath("./td")]
        order, day, kind, quantity, amount = (cells[column] for column in columns)
        day = datetime.strptime(day, "%m/%d/%Y").date().isoformat()
        lines.append(_line(order, day, kind, float(quantity), to_number(amount)))
    total = page.xpath('string(//div[contains(@class, "fs-4")])')
    return lines, to_number(total)


def to_number(text):
    """The number in an amount of money as it is written on a page."""
    digits = "".join(sign for sign in text if sign.isdigit() or sign == ".")
    return -float(digits) if "-" in text else float(digits)


def _line(order, day, kind, quantity, amount):
    return order, str(day), kind, round(float(quantity), 2), round(float(amount), 2)
