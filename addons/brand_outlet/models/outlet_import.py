import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import workbook

STATUSES = ("ok", "note", "error", "duplicate", "done")
LINE_BATCH = 5000


class OutletImport(models.Model):
    """One workbook on its way in, whatever its kind.

    A kind ``x`` is a value of ``kind``, its ``outlet.import.column`` records and
    two methods:

    ``_import_x_check(rows)``
        judges :class:`~..workbook.Row` objects: ``row["field"]`` reads a
        normalised value, ``row.error/note/duplicate(message)`` gives a verdict,
        ``row.data`` (JSON) keeps what applying needs and ``row.group`` a key of the
        rows that belong together. Rows that miss a required value or hold no number
        where one is due are bad already. It changes no business data.
    ``_import_x_apply(lines)``
        brings in a batch of lines of one section, from ``line.data``; returns
        ``{line.id: record}`` of what was made. It raises where something is wrong:
        the batch is then undone and tried in smaller parts, until the one group
        that fails is marked, so the method handles no errors itself. A group is
        never cut in two.
    """

    _name = "outlet.import"
    _description = "Workbook Import"
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    kind = fields.Selection(
        [("catalogue", "Catalogue")], required=True, default="catalogue"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file = fields.Binary(attachment=True, required=True, copy=False)
    filename = fields.Char(copy=False)
    checksum = fields.Char(compute="_compute_checksum", store=True, copy=False)
    state = fields.Selection(
        [("draft", "To check"), ("checked", "Checked"), ("done", "Done")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    line_ids = fields.One2many(
        "outlet.import.line", "import_id", string="Rows", copy=False
    )
    is_applied = fields.Boolean(
        readonly=True, copy=False, help="Some rows were brought in already."
    )
    run_user_id = fields.Many2one("res.users", readonly=True, copy=False)
    run_until = fields.Datetime(readonly=True, copy=False)
    count_total = fields.Integer(string="Row count", compute="_compute_counts")
    count_ok = fields.Integer(string="Ready", compute="_compute_counts")
    count_note = fields.Integer(string="With notes", compute="_compute_counts")
    count_error = fields.Integer(string="Errors", compute="_compute_counts")
    count_duplicate = fields.Integer(string="Duplicates", compute="_compute_counts")
    count_done = fields.Integer(string="Brought in", compute="_compute_counts")

    _once = models.UniqueIndex(
        "(company_id, kind, checksum) WHERE is_applied",
        "This very file is being imported already.",
    )

    @api.depends("filename")
    def _compute_name(self):
        for record in self:
            record.name = record.name or record.filename

    @api.depends(lambda self: self._get_binary_fields())
    def _compute_checksum(self):
        for record in self.with_context(bin_size=False):
            names = [name for name in record._get_binary_fields() if record[name]]
            digest = hashlib.sha256()
            for name in names:
                content = record._decode_binary(name)
                digest.update(hashlib.sha256(content).digest())
            record.checksum = digest.hexdigest() if names else False

    @api.depends("line_ids.status")
    def _compute_counts(self):
        groups = self.env["outlet.import.line"]._read_group(
            [("import_id", "in", self.ids)], ["import_id", "status"], ["__count"]
        )
        counts = {(record.id, status): count for record, status, count in groups}
        for record in self:
            by_status = {s: counts.get((record.id, s), 0) for s in STATUSES}
            for status, count in by_status.items():
                record[f"count_{status}"] = count
            record.count_total = sum(by_status.values())

    def write(self, vals):
        if {*self._get_binary_fields(), "kind", "company_id"} & set(vals):
            if self.filtered("is_applied"):
                raise UserError(
                    self.env._(
                        "Rows of this file were brought in already. Start a new import "
                        "for another file."
                    )
                )
            # What was found in the file before says nothing about the new one.
            self.line_ids.unlink()
            vals = {**vals, "state": "draft"}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        if self.filtered("is_applied"):
            raise UserError(
                self.env._("An import that brought rows in stays as a record of it.")
            )

    def action_check(self):
        """Read the workbook and judge every row; no business data changes.

        Rows brought in before stay as they are. Raises UserError where the file
        can't be read or its headers are unknown.
        """
        self.ensure_one()
        self._claim_run()
        rows = self._read_rows()
        earlier = self._find_earlier()
        if earlier:
            self._refuse_rows(rows, earlier)
        else:
            getattr(self, f"_import_{self.kind}_check")(rows)
        self._store_rows(rows)
        self.state = "checked"
        self._release_run()
        return True

    @api.model
    def _get_binary_fields(self):
        """Return the files that make this import the same as another one."""
        return ["file"]

    def _get_content(self):
        return self._decode_binary("file")

    def _decode_binary(self, field_name):
        self.ensure_one()
        return base64.b64decode(self.with_context(bin_size=False)[field_name] or b"")

    def _read_rows(self):
        """Return the Row objects of all sections, in the order of application."""
        sections = self.env["outlet.import.column"]._get_columns_by_section(self.kind)
        matches = self._match_sheets(sections)
        required = {
            section: [column for column in columns if column.required]
            for section, columns in sections.items()
        }
        rows = []
        for section in sections:
            for match in matches:
                if match.section == section:
                    section_rows = workbook.rows_of(match)
                    self._judge_values(section_rows, required[section], match)
                    rows += section_rows
        if not rows:
            raise UserError(self.env._("The workbook holds no rows below its headers."))
        return rows

    def _match_sheets(self, sections):
        try:
            sheets = workbook.read_sheets(self._get_content(), self.filename or "")
        except workbook.UnreadableWorkbook as error:
            raise UserError(
                self.env._(
                    "%(file)s can't be read. Save it as an Excel workbook (.xlsx) "
                    "without a password and upload it again.",
                    file=self.filename or self.name or "",
                )
            ) from error
        matches = [
            match
            for name, cells in sheets
            if (match := workbook.match_sheet(name, cells, sections))
        ]
        complete = [match for match in matches if not match.missing]
        if not complete:
            self._raise_headers_unknown(sections, matches)
        return complete

    def _raise_headers_unknown(self, sections, matches):
        best = max(matches, key=lambda match: len(match.found), default=None)
        columns = best.missing if best else next(iter(sections.values()))
        headers = [c.headers[0] for c in columns if c.required]
        raise UserError(
            self.env._(
                "No column is headed %(headers)s. Check that the kind is right, rename "
                "the column in the workbook, or add its header under "
                "Imports / Column headers.",
                headers=headers,
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

    def _find_earlier(self):
        """Return the import that brought in the very same file before, if any."""
        return self.search(
            [
                ("id", "!=", self.id),
                ("company_id", "=", self.company_id.id),
                ("kind", "=", self.kind),
                ("checksum", "=", self.checksum),
                ("is_applied", "=", True),
            ],
            limit=1,
        )

    def _refuse_rows(self, rows, earlier):
        message = self._get_earlier_message(earlier)
        for row in rows:
            row.duplicate(message)

    def _get_earlier_message(self, earlier):
        return self.env._(
            "This file was imported already: %(name)s, %(date)s. Nothing to do here; "
            "open that import to continue it.",
            name=earlier.name or earlier.id,
            date=fields.Date.to_string(earlier.create_date),
        )

    def _store_rows(self, rows):
        """Replace the lines by the verdicts, but for what was brought in."""
        done = self.line_ids.filtered(lambda line: line.status == "done")
        kept = {(line.sheet, line.row) for line in done}
        (self.line_ids - done).unlink()
        vals_list = [
            self._prepare_line_vals(row)
            for row in rows
            if (row.sheet, row.number) not in kept
        ]
        Line = self.env["outlet.import.line"]
        for start in range(0, len(vals_list), LINE_BATCH):
            Line.create(vals_list[start : start + LINE_BATCH])

    def _prepare_line_vals(self, row):
        return {
            "import_id": self.id,
            "section": row.section,
            "sheet": row.sheet,
            "row": row.number,
            "status": row.status,
            "message": " ".join(row.messages),
            "group_key": row.group,
            "data": row.data,
        }
