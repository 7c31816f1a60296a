from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_list

from .. import workbook

# Fewer known headers than this say nothing about what a file is.
GUESS_MIN_HEADERS = 2


class OutletImport(models.Model):
    """From the bytes of a file to rows of a kind that is known or recognised."""

    _inherit = "outlet.import"

    def _read_rows(self):
        """Return the Row objects of all sections, in the order of application.

        None means that a person has to say what the columns are.
        """
        sheets = self._read_sheets()
        if not self.kind:
            self._recognise_kind(sheets)
        sections = self._get_sections(self.kind)
        matches = self._match_sheets(sheets, sections)
        complete = [match for match in matches if not match.missing]
        if not complete:
            self._ask_columns(sheets, matches, sections)
            return None
        self.header_ids.unlink()
        rows = []
        for section, columns in sections.items():
            required = [
                column for column in columns if column.required and not column.blank_ok
            ]
            for match in complete:
                if match.section == section:
                    section_rows = workbook.rows_of(match)
                    self._judge_values(section_rows, required, match)
                    rows += section_rows
        if not rows:
            raise UserError(self.env._("The workbook holds no rows below its headers."))
        self._find_corrected(sheets, rows)
        return rows

    def _get_sections(self, kind):
        """Return ``{section: columns}`` of a kind, as this sender writes them."""
        return self.env["outlet.import.column"]._get_columns_by_section(
            kind, self.agent_id
        )

    def _read_sheets(self):
        """Return ``[(sheet name, rows of cells)]`` of the file."""
        content = self._get_content()
        name = self.filename or self.name or ""
        if not content:
            raise UserError(self.env._("Choose a file first."))
        try:
            return workbook.read_sheets(content, name)
        except workbook.UnreadableWorkbook as error:
            raise UserError(
                self._explain_unreadable_file(error.reason, name)
            ) from error

    def _explain_unreadable_file(self, reason, name):
        if reason == "locked":
            return self.env._(
                "%(file)s has a password. Open it, save it without the password and "
                "upload it again.",
                file=name,
            )
        if reason == "big":
            return self.env._(
                "%(file)s unpacks to more than any workbook holds. Save the rows you "
                "need in a new workbook and upload that.",
                file=name,
            )
        return self.env._(
            "%(file)s can't be read. Save it as an Excel workbook (.xlsx) without a "
            "password and upload it again.",
            file=name,
        )

    def _match_sheets(self, sheets, sections):
        return [
            match
            for name, cells in sheets
            if (match := workbook.match_sheet(name, cells, sections))
        ]

    def _recognise_kind(self, sheets):
        """Set the kind whose headers the file has; ask where several fit."""
        scores = {}
        for kind, _label in self._fields["kind"].selection:
            matches = self._match_sheets(sheets, self._get_sections(kind))
            found = sum(len(match.found) for match in matches)
            complete = any(not match.missing for match in matches)
            if complete or found >= GUESS_MIN_HEADERS:
                # of two kinds that know as many headers, the one that lacks none
                scores[kind] = (found, complete)
        top = max(scores.values(), default=None)
        best = [kind for kind, score in scores.items() if score == top]
        if len(best) != 1:
            self._raise_kind_unclear(best)
        self._check_kind_allowed(best[0])
        self.write({"kind": best[0], "is_kind_guessed": True})

    def _raise_kind_unclear(self, kinds):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        if kinds:
            raise UserError(
                self.env._(
                    "This file could be: %(kinds)s. Choose what it holds, then check "
                    "it again.",
                    kinds=format_list(self.env, [labels[k] for k in kinds], "or"),
                )
            )
        raise UserError(
            self.env._(
                "The headers of this file are not known. Choose what it holds, then "
                "check it again: you can say then what each column is."
            )
        )

    def _judge_values(self, rows, required, match):
        """Find what every kind finds: blanks and cells that hold no number."""
        typed = [
            column
            for column in match.found.values()
            if column.value_type in ("number", "datetime")
        ]
        for row in rows:
            for column in required:
                if not workbook.clean_text(row.raw[column.field_name]):
                    row.error(
                        self.env._(
                            "%(label)s is empty: fill it in.",
                            label=row.label(column.field_name),
                        )
                    )
            for column in typed:
                raw = workbook.clean_text(row.raw[column.field_name])
                if raw and row[column.field_name] is None:
                    row.error(self._explain_unreadable(row, column, raw))

    def _explain_unreadable(self, row, column, raw):
        label = row.label(column.field_name)
        if column.value_type == "number":
            return self.env._(
                "%(label)s “%(value)s” is not a number: type digits only.",
                label=label,
                value=raw,
            )
        return self.env._(
            "%(label)s “%(value)s” is not a date: write it like 2018-01-15 07:30:26.",
            label=label,
            value=raw,
        )
