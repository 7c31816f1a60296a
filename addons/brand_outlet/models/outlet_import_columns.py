from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from .. import workbook

SAMPLES = 3


class OutletImport(models.Model):
    """Every sender has habits of its own: what is not recognised is asked once."""

    _inherit = "outlet.import"

    header_ids = fields.One2many(
        "outlet.import.header", "import_id", string="Columns of the file", copy=False
    )
    missing_columns = fields.Char(readonly=True, copy=False)

    def _ask_columns(self, sheets, matches, sections):
        """Show the columns of the sheet that fits best, for a person to assign."""
        best = max(matches, key=lambda match: len(match.found), default=None)
        match = best or self._get_plain_match(sheets, sections)
        self.header_ids.unlink()
        known = self.env["outlet.import.column"].search(
            [("kind", "=", self.kind), ("section", "=", match.section)]
        )
        by_field = {column.field_name: column for column in known}
        header, *rows = match.rows[match.header_index :]
        self.env["outlet.import.header"].create(
            [
                {
                    "import_id": self.id,
                    "section": match.section,
                    "position": position,
                    "name": workbook.clean_text(cell),
                    "sample": _get_sample(rows, position),
                    "column_id": match.found
                    and position in match.found
                    and by_field[match.found[position].field_name].id,
                }
                for position, cell in enumerate(header)
                if workbook.clean_text(cell)
            ]
        )
        self.missing_columns = format_list(
            self.env,
            [by_field[column.field_name].name for column in match.missing],
        )

    def _get_plain_match(self, sheets, sections):
        """Return a match without known headers: the first row that looks like them."""
        section, columns = next(iter(sections.items()))
        for name, rows in sheets:
            for index, cells in enumerate(rows[: workbook.HEADER_SEARCH_DEPTH]):
                if sum(bool(workbook.clean_text(cell)) for cell in cells) > 1:
                    missing = [column for column in columns if column.required]
                    return workbook.SheetMatch(section, name, index, {}, missing, rows)
        raise UserError(self.env._("The workbook holds no rows below its headers."))

    def action_assign_columns(self):
        """Remember what the columns are for this sender, and check the file."""
        self.ensure_one()
        self.check_access("write")
        importer = self._as_importer()
        importer._remember_columns()
        return self.action_check()

    def _remember_columns(self):
        Habit = self.env["outlet.import.habit"]
        assigned = self.header_ids.filtered(
            lambda header: header.column_id.kind == self.kind
        )
        self._check_columns_once(assigned)
        keys = {workbook.header_key(header.name) for header in self.header_ids}
        Habit.search(
            [
                ("agent_id", "=", self.agent_id.id),
                ("column_id.kind", "=", self.kind),
            ]
        ).filtered(lambda habit: workbook.header_key(habit.name) in keys).unlink()
        Habit.create(
            [
                {
                    "agent_id": self.agent_id.id,
                    "column_id": header.column_id.id,
                    "name": header.name,
                }
                for header in assigned
            ]
        )

    def _check_columns_once(self, assigned):
        for column, headers in assigned.grouped("column_id").items():
            if len(headers) > 1:
                raise UserError(
                    self.env._(
                        "%(headers)s are both “%(column)s”: choose one of them.",
                        headers=format_list(self.env, headers.mapped("name")),
                        column=column.name,
                    )
                )


def _get_sample(rows, position):
    """Return the first values below a header, as they are shown."""
    values = (
        workbook.clean_text(cells[position]) for cells in rows if position < len(cells)
    )
    found = []
    for value in values:
        if value and value not in found:
            found.append(value)
        if len(found) == SAMPLES:
            break
    return " · ".join(found)
