import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

LINE_BATCH = 5000


class OutletImport(models.Model):
    """One workbook on its way in, whatever its kind.

    A kind ``x`` is a value of ``kind``, its ``outlet.import.column`` records and
    two methods:

    ``_import_x_check(rows)``
        judges :class:`~..workbook.Row` objects: ``row["field"]`` reads a
        normalised value, ``row.error/note/duplicate(message)`` gives a verdict,
        ``row.data`` (JSON) keeps what applying needs and ``row.group`` a key of the
        rows that belong together. ``row.change/same`` say what becomes of what is
        there. Rows that miss a required value or hold no number where one is due are
        bad already. It changes no business data.
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
        [("catalogue", "Catalogue")],
        string="What it holds",
        help="Empty: it is recognised by the headers of the file.",
    )
    is_kind_guessed = fields.Boolean(readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    agent_id = fields.Many2one(
        "res.partner",
        string="Sent by",
        domain="['|', ('agent_contract_ids', '!=', False), ('brand_ids', '!=', False)]",
        index="btree_not_null",
        help="Whose file it is. Its headers are remembered for the next file, and rows "
        "that name no agent are his.",
    )
    file = fields.Binary(attachment=True, copy=False)
    filename = fields.Char(copy=False)
    checksum = fields.Char(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Uploaded"),
            ("columns", "Assign columns"),
            ("checked", "Previewed"),
            ("done", "Done"),
        ],
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
    all_or_nothing = fields.Boolean(
        string="All or nothing",
        help="Nothing comes in as long as one row is wrong, and all rows come in at "
        "once. Otherwise the good rows come in and the others are corrected.",
    )
    run_user_id = fields.Many2one("res.users", readonly=True, copy=False)
    run_until = fields.Datetime(readonly=True, copy=False)
    count_total = fields.Integer(string="Row count", compute="_compute_counts")
    count_ok = fields.Integer(string="Ready", compute="_compute_counts")
    count_note = fields.Integer(string="With notes", compute="_compute_counts")
    count_error = fields.Integer(string="Errors", compute="_compute_counts")
    count_duplicate = fields.Integer(string="Duplicates", compute="_compute_counts")
    count_done = fields.Integer(string="Brought in", compute="_compute_counts")
    count_corrected = fields.Integer(string="Corrected", compute="_compute_counts")
    count_left_out = fields.Integer(string="Left out", compute="_compute_counts")
    count_new = fields.Integer(string="New rows", compute="_compute_counts")
    count_changed = fields.Integer(string="Changed", compute="_compute_counts")
    count_same = fields.Integer(string="Unchanged", compute="_compute_counts")

    _once = models.UniqueIndex(
        "(company_id, kind, checksum) WHERE is_applied",
        "This very file is being imported already.",
    )

    @api.depends("filename")
    def _compute_name(self):
        for record in self:
            record.name = record.name or record.filename

    @api.depends("line_ids.status", "line_ids.is_left_out")
    def _compute_counts(self):
        groups = self.env["outlet.import.line"]._read_group(
            [("import_id", "in", self.ids)],
            ["import_id", "status", "fate", "is_left_out"],
            ["__count"],
        )
        names = [name for name in self._fields if name.startswith("count_")]
        counts = {record: dict.fromkeys(names, 0) for record in self}
        for record, status, fate, is_left_out, count in groups:
            for name in self._get_counters(status, fate, is_left_out):
                counts[record][f"count_{name}"] += count
        for record in self:
            record.update(counts[record])

    def _get_counters(self, status, fate, is_left_out):
        """Return which counters a row is in."""
        if status not in ("ok", "note"):
            return ["total", status, *(["same"] if fate == "same" else [])]
        if is_left_out:
            return ["total", "left_out"]
        return ["total", status, "changed" if fate == "changed" else "new"]

    def write(self, vals):
        if self._get_source_fields() & set(vals):
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
            if "kind" not in vals and self.filtered("is_kind_guessed"):
                vals |= {"kind": False, "is_kind_guessed": False}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        if self.filtered("is_applied"):
            raise UserError(
                self.env._("An import that brought rows in stays as a record of it.")
            )

    def action_check(self):
        """Read the file and judge every row; no business data changes.

        Rows brought in before stay as they are. Where headers are unknown the state
        is "columns" afterwards: a person says what is what. Raises UserError where
        the file can't be read.
        """
        self.ensure_one()
        self.check_access("write")
        self._as_importer()._check_file()
        return True

    def _check_file(self):
        self._claim_run()
        self.checksum = self._get_checksum()
        rows = self._read_rows()
        if rows is None:
            self.state = "columns"
        else:
            earlier = self._find_earlier()
            if earlier:
                self._refuse_rows(rows, earlier)
            else:
                getattr(self, f"_import_{self.kind}_check")(rows)
            self._store_rows(rows)
            self.state = "checked"
        self._release_run()

    @api.model
    def _get_source_fields(self):
        """Return the fields that decide what the rows are."""
        return {*self._get_binary_fields(), "kind", "company_id", "agent_id"}

    @api.model
    def _get_binary_fields(self):
        """Return the files that make this import the same as another one."""
        return ["file"]

    def _get_attachments(self):
        """Return the attachments of the files, whatever field they are in."""
        # The record was read with the user's rights; its files are part of it.
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("res_field", "in", [False, *self._get_binary_fields()]),
                ],
                order="res_field, checksum, id",
            )
        )

    def _get_checksum(self):
        """Return what makes these files the same as those of another import."""
        digest = hashlib.sha256()
        for attachment in self._get_attachments():
            digest.update((attachment.checksum or "").encode())
        return digest.hexdigest()

    def _get_content(self):
        self.ensure_one()
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

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
            "origin_row": row.origin,
            "status": row.status,
            "fate": row.fate,
            "message": " ".join(row.messages),
            "changes": row.changes or False,
            "cells": row.cells or False,
            "group_key": row.group,
            "data": row.data,
        }
