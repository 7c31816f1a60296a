"""Everything that is kept about a member, as a workbook."""

from io import BytesIO

import xlsxwriter

from odoo import models

from .res_partner_export import PERSONAL

WIDTH = 22


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _export_member_workbook(self):
        """Return the export as the bytes of a workbook, a sheet for each part."""
        self.ensure_one()
        data = self._export_member_data()
        content = BytesIO()
        book = xlsxwriter.Workbook(content, {"in_memory": True})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(self.env._("Member"))
        sheet.set_column(0, 1, WIDTH)
        labels = self._get_labels("res.partner", PERSONAL) | {
            "channel": self.env._("Channel"),
            "level": self.env._("Level"),
            "merchant": self.env._("Merchant"),
        }
        for row, (name, value) in enumerate(data["member"].items()):
            sheet.write_string(row, 0, labels[name], bold)
            _write(sheet, row, 1, value)
        for part, (model, _owner, names) in self._get_export_parts().items():
            title = self.env["ir.model"]._get(model).sudo().name
            self._add_sheet(book, bold, title, model, names.split(), data[part])
        book.close()
        return content.getvalue()

    def _add_sheet(self, book, bold, title, model, names, rows):
        # a name is short, without these signs, and stands once
        clean = "".join(sign for sign in title if sign not in "[]:*?/\\'")[:25]
        taken = {sheet.name.lower() for sheet in book.worksheets()}
        if clean.lower() in taken:
            clean = f"{clean} {len(taken)}"
        sheet = book.add_worksheet(clean)
        sheet.set_column(0, len(names) - 1, WIDTH)
        sheet.freeze_panes(1, 0)
        labels = self._get_labels(model, names)
        for column, name in enumerate(names):
            sheet.write_string(0, column, labels[name], bold)
            for row, values in enumerate(rows, 1):
                _write(sheet, row, column, values[name])

    def _get_labels(self, model, names):
        # labels only, no records
        told = self.env[model].sudo().fields_get(names, ["string"])
        return {name: told[name]["string"] for name in names}

    def action_export_member_workbook(self):
        """Download everything that is kept about this member, as a workbook."""
        action = self.action_export_member()
        return action | {"url": f"{action['url']}?form=xlsx"}


def _write(sheet, row, column, value):
    # what a member typed is text, never a formula
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))
