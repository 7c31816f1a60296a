import csv
import io

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COURIER_SHEET = "快递公司"
TO_FILL = {"courier", "tracking"}


class ExchangeWorkbook:
    """The file of one agent in the columns his tools know.

    Rows are written as they come and never kept: a hundred thousand of them need no
    more memory than ten. Every cell but the quantity is text: phone numbers keep their
    zeros, tracking numbers all of their digits, and what a buyer typed never becomes a
    formula.

    :param columns: ``[(header, source, width)]``
    :param sheet_name: the sheet of what is to be shipped
    :param withdrawn_name: the sheet of what was cancelled, where it has one of its own
    :param couriers: names to choose from in the courier column
    """

    MIMETYPE = XLSX

    def __init__(self, columns, sheet_name, withdrawn_name, couriers=()):
        self.columns = columns
        self.sheet_name = sheet_name
        self.withdrawn_name = withdrawn_name
        self.couriers = list(couriers)
        sources = [source for _header, source, _width in columns]
        self.quantity_at = sources.index("quantity") if "quantity" in sources else None
        self.fill_at = {at for at, source in enumerate(sources) if source in TO_FILL}
        self.has_task = "task" in sources

    def write(self, target, rows, withdrawn=()):
        """Write the workbook.

        :param target: a path or a binary file
        :param rows: what to ship: an iterable of lists of cells
        :param withdrawn: cells of what was cancelled since it was sent
        """
        options = {"constant_memory": True, "in_memory": False}
        with xlsxwriter.Workbook(target, options) as book:
            self._add_styles(book)
            sheet = self._add_sheet(book, self.sheet_name)
            end = self._write_rows(sheet, rows, 1, self.styles)
            if self.has_task:
                self._write_rows(sheet, withdrawn, end, self.withdrawn_styles)
            self._offer_couriers(book, sheet, end - 1)
            if withdrawn and not self.has_task:
                page = self._add_sheet(book, self.withdrawn_name)
                page.set_tab_color("#C62828")
                self._write_rows(page, withdrawn, 1, self.withdrawn_styles)

    def write_csv(self, target, rows, withdrawn=()):
        """Write a text file (UTF-8 with a mark, as spreadsheets expect it)."""
        text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
        writer = csv.writer(text)
        writer.writerow([header for header, _source, _width in self.columns])
        for part in (rows, withdrawn):
            for row in part:
                writer.writerow([_disarm(value) for value in row])
        text.flush()
        text.detach()

    def _add_styles(self, book):
        base = {"font_size": 11, "valign": "vcenter"}
        # text in empty cells too: Excel must not turn what is typed into 7.31E+13
        text = {**base, "num_format": "@"}
        gone = {**text, "font_color": "#C62828", "font_strikeout": True}
        add = book.add_format
        self.header = add({**base, "bold": True, "bg_color": "#EDE7F6", "border": 1})
        self.to_fill = add({**base, "bold": True, "bg_color": "#FFE9A8", "border": 1})
        plain = add(text)
        by_source = {
            "key": add({**text, "font_color": "#9E9E9E", "font_size": 8}),
            "quantity": add({**base, "num_format": "0"}),
            "courier": add({**text, "bg_color": "#FFF8E1", "border": 1}),
        }
        by_source["tracking"] = by_source["courier"]
        sources = [source for _header, source, _width in self.columns]
        self.styles = [by_source.get(source, plain) for source in sources]
        self.withdrawn_styles = [
            add({**gone, "font_strikeout": source != "task", "bold": source == "task"})
            for source in sources
        ]

    def _add_sheet(self, book, name):
        sheet = book.add_worksheet(name)
        for at, (_header, _source, width) in enumerate(self.columns):
            sheet.set_column(at, at, width)
        sheet.set_row(0, 22)
        for at, (header, _source, _width) in enumerate(self.columns):
            style = self.to_fill if at in self.fill_at else self.header
            sheet.write_string(0, at, header, style)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, 0, len(self.columns) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def _write_rows(self, sheet, rows, start, styles):
        """Write the rows; return the number of the next one."""
        number = start
        cells = [
            (at, style, at == self.quantity_at, at in self.fill_at)
            for at, style in enumerate(styles)
        ]
        write_string, write_blank = sheet.write_string, sheet.write_blank
        for row in rows:
            for at, style, is_number, is_filled_in in cells:
                value = row[at]
                if is_number:
                    sheet.write_number(number, at, value, style)
                elif value:
                    write_string(number, at, value, style)
                elif is_filled_in:
                    write_blank(number, at, None, style)
            number += 1
        return number

    def _offer_couriers(self, book, sheet, last):
        """Offer the known couriers; a list on its own sheet has no length limit."""
        at = [source for _header, source, _width in self.columns].index("courier")
        if not self.couriers or last < 1:
            return
        names = book.add_worksheet(COURIER_SHEET)
        for number, name in enumerate(self.couriers):
            names.write_string(number, 0, name)
        sheet.data_validation(
            1,
            at,
            last,
            at,
            {
                "validate": "list",
                "source": f"='{COURIER_SHEET}'!$A$1:$A${len(self.couriers)}",
                "error_title": COURIER_SHEET,
                "error_message": "请从列表中选择快递公司",
                "error_type": "warning",
            },
        )


def _disarm(value):
    """Return a cell of a text file that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return f"{value:g}" if isinstance(value, float) else value
