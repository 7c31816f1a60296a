import io

import xlsxwriter

from odoo import models

from .. import workbook
from .outlet_import_errors import ORIGIN_SHEET


class OutletImport(models.Model):
    """The answer to a file: the very same file, with what became of each row."""

    _inherit = "outlet.import"

    def action_answer_file(self):
        """Download the file with the result of every row, to be mended and returned."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/brand_outlet/import/{self.id}/answer",
            "target": "download",
        }

    def _build_answer_workbook(self):
        """Return the bytes of the file: its own cells, row number, result and reason.

        It can be given back as it is: rows that came in are known, the others are
        tried again.
        """
        self.ensure_one()
        sheets = self._read_sheets()
        matches = {
            match.sheet: match
            for match in self._match_sheets(sheets, self._get_sections(self.kind))
        }
        lines = self.line_ids.grouped("sheet")
        output = io.BytesIO()
        # rows are written one after the other and forgotten
        with xlsxwriter.Workbook(output, {"constant_memory": True}) as book:
            formats = _add_formats(book)
            for name, cells in sheets:
                if name == ORIGIN_SHEET:
                    continue
                page = book.add_worksheet(name)
                if name in lines and name in matches:
                    self._write_answer(page, matches[name], lines[name], formats)
                else:
                    for number, row in enumerate(cells):
                        self._write_answer_cells(page, number, row, formats["text"])
            self._write_origin(book)
        return output.getvalue()

    def _write_answer(self, page, match, lines, formats):
        header = self._get_own_header(match)
        width = len(header)
        at = {column.field_name: place for place, column in match.found.items()}
        by_row = {line.row: line for line in lines}
        page.set_column(0, width - 1, 16, formats["text"])
        page.set_column(width + 1, width + 1, 12)
        page.set_column(width + 2, width + 2, 60)
        page.freeze_panes(match.header_index + 1, 0)
        for number, cells in enumerate(match.rows):
            row = [*cells, *[""] * width][:width]
            if number == match.header_index:
                heads = [*header, *self._get_answer_headers()]
                self._write_answer_cells(page, number, heads, formats["bold"])
                continue
            line = by_row.get(number + 1)
            wrong = {at[name] for name in (line and line.cells) or () if name in at}
            self._write_answer_cells(page, number, row, formats["text"], wrong, formats)
            if line:
                style = formats.get(line.status, formats["text"])
                page.write_number(number, width, line.row)
                page.write_string(number, width + 1, self._get_result(line), style)
                page.write_string(number, width + 2, line.message or "", style)

    def _get_own_header(self, match):
        """Return the file's own headers: an answer that comes back is answered anew."""
        header = [workbook.to_text(cell) for cell in match.rows[match.header_index]]
        while header and not header[-1]:
            header.pop()
        answer = self._get_answer_headers()
        return header[: -len(answer)] if header[-len(answer) :] == answer else header

    def _get_answer_headers(self):
        return [self._get_row_header(), self.env._("Result"), self.env._("Reason")]

    def _get_result(self, line):
        """Return in a word what became of a row."""
        if line.is_left_out and line.status in ("ok", "note"):
            return self.env._("Left out")
        if line.status == "duplicate" and line.fate == "same":
            return self.env._("Unchanged")
        labels = dict(line._fields["status"]._description_selection(self.env))
        return labels[line.status]

    def _write_answer_cells(self, page, number, row, style, wrong=(), formats=None):
        for place, cell in enumerate(row):
            look = formats["wrong"] if place in wrong else style
            if cell != "" or place in wrong:
                self._write_cell(page, number, place, cell, look)


def _add_formats(book):
    # text, lest a number typed into the answer is cut
    text = {"num_format": "@"}
    return {
        "text": book.add_format(text),
        "bold": book.add_format({"bold": True, "bg_color": "#F3F0F7"}),
        "wrong": book.add_format({**text, "bg_color": "#FBD5D5", "border": 1}),
        "error": book.add_format({"font_color": "#B3261E"}),
        "done": book.add_format({"font_color": "#1B6E3C"}),
        "duplicate": book.add_format({"font_color": "#6B7280"}),
    }
