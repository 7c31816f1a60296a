import io

import xlsxwriter

from odoo import models

from .. import workbook


class OutletImport(models.Model):
    """The rows in error as a workbook: to be mended and brought in again."""

    _inherit = "outlet.import"

    def action_error_file(self):
        """Download the rows in error: the original columns, row number and reason."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/brand_outlet/import/{self.id}/errors",
            "target": "download",
        }

    def _build_error_workbook(self):
        """Return the bytes of a workbook of the rows in error, to mend and reload."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.status == "error")
        sections = self.env["outlet.import.column"]._get_columns_by_section(self.kind)
        headers = {
            match.sheet: match.header_index + 1
            for match in self._match_sheets(sections)
        }
        by_sheet = lines.grouped("sheet")
        originals = workbook.original_rows(
            self._get_content(),
            self.filename or "",
            {
                sheet: (headers[sheet], set(sheet_lines.mapped("row")))
                for sheet, sheet_lines in by_sheet.items()
            },
        )
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            for sheet, (header, rows) in originals.items():
                self._write_error_sheet(book, sheet, header, rows, by_sheet[sheet])
        return output.getvalue()

    def _write_error_sheet(self, book, sheet, header, rows, lines):
        bold = book.add_format({"bold": True, "bg_color": "#F3F0F7"})
        red = book.add_format({"font_color": "#B3261E", "text_wrap": True})
        page = book.add_worksheet(sheet)
        extra = [self.env._("Row"), self.env._("Reason")]
        page.write_row(0, 0, [*map(workbook.to_text, header), *extra], bold)
        page.freeze_panes(1, 0)
        page.set_column(0, len(header) - 1, 16)
        page.set_column(len(header) + 1, len(header) + 1, 60)
        reasons = {line.row: line.message for line in lines}
        for index, (number, cells) in enumerate(rows.items(), start=1):
            padded = [*cells, *[""] * (len(header) - len(cells))]
            for position, cell in enumerate(padded):
                self._write_cell(page, index, position, cell)
            page.write_number(index, len(header), number)
            page.write_string(index, len(header) + 1, reasons[number] or "", red)

    def _write_cell(self, page, row, position, cell):
        # A number stays a number; text is never taken for a formula or a link.
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            page.write_number(row, position, cell)
        else:
            page.write_string(row, position, workbook.to_text(cell))
