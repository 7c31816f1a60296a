import csv
import io

import xlsxwriter

from . import sheet_rows

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_SHEET = "xl/worksheets/sheet1.xml"
COURIER_SHEET = "快递公司"
TO_FILL = {"courier", "tracking"}


class ExchangeWorkbook:
    """The file of one agent in the columns his tools know.

    What is to be shipped is written as it comes and never kept: a hundred thousand rows
    need no more memory than ten. Every cell but the quantity is text: phone numbers
    keep their zeros, tracking numbers all of their digits, and what a buyer typed never
    becomes a formula.

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

    def write_xlsx(self, target, rows, count, withdrawn=()):
        """Write the workbook.

        :param target: a path or a binary file
        :param rows: what to ship: an iterable of lists of cells
        :param count: how many they are
        :param withdrawn: cells of what was cancelled since it was sent
        """
        withdrawn = list(withdrawn)
        frame = io.BytesIO()
        with xlsxwriter.Workbook(frame, {"in_memory": True}) as book:
            self._add_styles(book)
            sheet = self._add_sheet(book, self.sheet_name)
            self._write_pattern(sheet, 1, self.styles)
            self._write_pattern(sheet, 2, self.withdrawn_styles)
            self._offer_couriers(book, sheet, count)
            if withdrawn and not self.has_task:
                self._add_withdrawn_sheet(book, withdrawn)
        below = withdrawn if self.has_task else []
        sheet_rows.fill(frame, target, FIRST_SHEET, [rows, below])

    def _write_pattern(self, sheet, number, styles):
        for at, style in enumerate(styles):
            sheet.write_blank(number, at, None, style)

    def _add_withdrawn_sheet(self, book, rows):
        page = self._add_sheet(book, self.withdrawn_name)
        page.set_tab_color("#C62828")
        for number, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                if at == self.quantity_at:
                    page.write_number(number, at, value, self.withdrawn_styles[at])
                else:
                    page.write_string(number, at, value, self.withdrawn_styles[at])

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
