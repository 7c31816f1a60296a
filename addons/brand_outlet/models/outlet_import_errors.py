import io

import xlsxwriter

from odoo import fields, models

from .. import workbook

# A sheet of this name tells which import the rows come back to.
ORIGIN_SHEET = "outlet import"


class OutletImport(models.Model):
    """The rows in error as a workbook: to be mended and brought in again."""

    _inherit = "outlet.import"

    origin_id = fields.Many2one(
        "outlet.import",
        string="Corrects",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The import whose wrong rows this file brings back.",
    )
    correction_ids = fields.One2many(
        "outlet.import", "origin_id", string="Corrections", readonly=True
    )

    def action_error_file(self):
        """Download the rows in error: the original columns, row number and reason."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/brand_outlet/import/{self.id}/errors",
            "target": "download",
        }

    # --- out ----------------------------------------------------------------------

    def _build_error_workbook(self):
        """Return the bytes of a workbook of the rows in error, to mend and reload."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.status == "error")
        matches = {
            match.sheet: match
            for match in self._match_sheets(
                self._read_sheets(), self._get_sections(self.kind)
            )
        }
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            for sheet, sheet_lines in lines.grouped("sheet").items():
                self._write_error_sheet(book, matches[sheet], sheet_lines)
            self._write_origin(book)
        return output.getvalue()

    def _write_origin(self, book):
        """Note where the rows come back to, on a sheet nobody sees."""
        page = book.add_worksheet(ORIGIN_SHEET)
        marks = [str(self.id), self.checksum or "", self._get_row_header()]
        page.write_row(0, 0, marks)
        page.very_hidden()

    def _write_error_sheet(self, book, match, lines):
        page = book.add_worksheet(match.sheet)
        header = match.rows[match.header_index]
        formats = _add_formats(book)
        extra = [self._get_row_header(), self.env._("What to correct")]
        page.write_row(0, 0, [*map(workbook.to_text, header), *extra], formats["bold"])
        page.freeze_panes(1, 0)
        page.set_column(0, len(header) - 1, 16)
        page.set_column(len(header) + 1, len(header) + 1, 60)
        positions = {column.field_name: at for at, column in match.found.items()}
        for index, line in enumerate(lines.sorted("row"), start=1):
            cells = match.rows[line.row - 1]
            padded = [*cells, *[""] * (len(header) - len(cells))]
            wrong = {positions[name] for name in line.cells or () if name in positions}
            for position, cell in enumerate(padded[: len(header)]):
                style = formats["wrong"] if position in wrong else None
                self._write_cell(page, index, position, cell, style)
            page.write_number(index, len(header), line.row)
            reason = line.message or ""
            page.write_string(index, len(header) + 1, reason, formats["reason"])
            if wrong:
                page.write_comment(index, min(wrong), reason, {"width": 320})

    def _get_row_header(self):
        return self.env._("Row")

    def _write_cell(self, page, row, position, cell, style):
        # A number stays a number; text is never taken for a formula or a link.
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            page.write_number(row, position, cell, style)
        else:
            page.write_string(row, position, workbook.to_text(cell), style)

    # --- back ---------------------------------------------------------------------

    def _find_corrected(self, sheets, rows):
        """Recognise the corrected rows of an earlier import of this sender."""
        marks = dict(sheets).get(ORIGIN_SHEET) or [[]]
        number, checksum, row_header, *_rest = [*map(str, marks[0]), "", "", ""]
        # Somebody may have typed another number: only one's own imports count.
        own = [("party_id", "=", self.party_id.id)] if self.party_id else []
        self.origin_id = number.isdigit() and self.search(
            [
                ("id", "=", int(number)),
                ("id", "!=", self.id),
                ("checksum", "=", checksum),
                ("company_id", "=", self.company_id.id),
                ("kind", "=", self.kind),
                *own,
            ]
        )
        if self.origin_id:
            self._number_corrected(dict(sheets), rows, row_header)

    def _number_corrected(self, cells_by_sheet, rows, row_header):
        """Give the rows the numbers they have in the first file."""
        places = {
            sheet: _find_last(cells[: workbook.HEADER_SEARCH_DEPTH], row_header)
            for sheet, cells in cells_by_sheet.items()
        }
        for row in rows:
            at = places[row.sheet]
            if at is not None:
                cells = cells_by_sheet[row.sheet][row.number - 1]
                number = workbook.parse_number(cells[at]) if at < len(cells) else 0
                row.origin = int(number or 0)

    def _mark_corrected(self, lines):
        """Close the rows of the first import that came in by way of this one."""
        if not self.origin_id:
            return
        numbers = {(line.sheet, line.origin_row) for line in lines if line.origin_row}
        wrong = self.origin_id.line_ids.filtered(
            lambda line: line.status == "error" and (line.sheet, line.row) in numbers
        )
        wrong.status = "corrected"


def _find_last(rows, header):
    """Return the last place of a header in the first row that has it, or None."""
    for row in rows:
        places = [
            at for at, cell in enumerate(row) if workbook.clean_text(cell) == header
        ]
        if places:
            return places[-1]
    return None


def _add_formats(book):
    return {
        "bold": book.add_format({"bold": True, "bg_color": "#F3F0F7"}),
        "reason": book.add_format({"font_color": "#B3261E", "text_wrap": True}),
        "wrong": book.add_format({"bg_color": "#FBD5D5", "border": 1}),
    }
