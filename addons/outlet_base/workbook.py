"""Lines that two sides agree on, as a workbook."""

import io

import xlsxwriter

WIDTHS = {"text": 16, "date": 12, "quantity": 9, "percent": 9, "amount": 13}
NUMBERS = ("quantity", "percent", "amount")
WIDE = {"order": 20, "article": 26, "sku": 22}


def build_workbook(labels, columns, rows, sums, totals, decimals):
    """Write a statement, or a claim, as a workbook.

    :param labels: title, facts, totals and total as translated texts
    :param columns: ``[(key, heading, type)]``; quantities and amounts have sums
    :param rows: dictionaries by key
    :param sums: what stands below the lines, by key
    :param totals: ``[(text, amount, ...)]``, as many amounts as headings
    :param decimals: decimal places of the currency
    :return: the content of the xlsx file
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet(labels["title"])
        styles = _make_styles(book, decimals)
        row = _write_head(sheet, styles, labels)
        row = _write_lines(sheet, styles, row, columns, rows)
        _write_sum(sheet, styles, row, labels["total"], columns, sums)
        _write_totals(sheet, styles, row + 2, labels["totals"], totals)
        _set_page(sheet, columns)
    return stream.getvalue()


def _make_styles(book, decimals):
    amount = "#,##0" + ("." + "0" * decimals if decimals else "")
    border = {"bottom": 1, "bottom_color": "#D0D0D0"}
    head = {"bold": True, "bg_color": "#E9ECEF", "bottom": 1}
    return {
        "title": book.add_format({"bold": True, "font_size": 15}),
        "label": book.add_format({"font_color": "#666666"}),
        "head": book.add_format(head),
        "head_right": book.add_format(head | {"align": "right"}),
        "text": book.add_format(border),
        "date": book.add_format(border | {"num_format": "yyyy-mm-dd", "align": "left"}),
        "quantity": book.add_format(border),
        "percent": book.add_format(border),
        "amount": book.add_format(border | {"num_format": amount}),
        "sum": book.add_format({"bold": True, "num_format": amount, "top": 1}),
        "sum_quantity": book.add_format({"bold": True, "top": 1}),
    }


def _write_head(sheet, styles, labels):
    sheet.write_string(0, 0, labels["title"], styles["title"])
    for row, (label, value) in enumerate(labels["facts"], start=1):
        sheet.write_string(row, 0, label, styles["label"])
        sheet.write_string(row, 1, value or "")
    return len(labels["facts"]) + 2


def _write_lines(sheet, styles, start, columns, rows):
    for column, (_key, heading, kind) in enumerate(columns):
        style = "head_right" if kind in NUMBERS else "head"
        sheet.write_string(start, column, heading, styles[style])
    sheet.freeze_panes(start + 1, 0)
    for row, values in enumerate(rows, start=start + 1):
        for column, (key, _heading, kind) in enumerate(columns):
            _write_cell(sheet, row, column, values[key], kind, styles[kind])
    return start + 1 + len(rows)


def _write_cell(sheet, row, column, value, kind, style):
    # write() would take a text that begins with "=" for a formula.
    if kind == "text":
        sheet.write_string(row, column, value or "", style)
    elif kind == "date":
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _write_sum(sheet, styles, row, label, columns, sums):
    for column, (key, _heading, kind) in enumerate(columns):
        if kind in ("quantity", "amount"):
            style = "sum" if kind == "amount" else "sum_quantity"
            sheet.write_number(row, column, sums[key], styles[style])
        else:
            sheet.write_string(row, column, "" if column else label, styles["sum"])


def _write_totals(sheet, styles, row, headings, totals):
    for column, heading in enumerate(headings):
        style = "head_right" if column else "head"
        sheet.write_string(row, column, heading, styles[style])
    for offset, (kind, *amounts) in enumerate(totals, start=1):
        sheet.write_string(row + offset, 0, kind, styles["text"])
        for column, amount in enumerate(amounts, start=1):
            sheet.write_number(row + offset, column, amount, styles["amount"])


def _set_page(sheet, columns):
    for column, (key, _heading, kind) in enumerate(columns):
        sheet.set_column(column, column, WIDE.get(key, WIDTHS[kind]))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
