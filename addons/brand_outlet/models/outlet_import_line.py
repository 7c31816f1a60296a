from odoo import fields, models


class OutletImportLine(models.Model):
    _name = "outlet.import.line"
    _description = "Workbook Row"
    _order = "id"
    _rec_name = "row"

    import_id = fields.Many2one(
        "outlet.import", required=True, index=True, ondelete="cascade"
    )
    section = fields.Char(default="main", required=True)
    sheet = fields.Char()
    row = fields.Integer(help="The row number in the workbook; headers included.")
    status = fields.Selection(
        [
            ("ok", "Ready"),
            ("note", "Note"),
            ("error", "Error"),
            ("duplicate", "Duplicate"),
            ("done", "Brought in"),
            ("corrected", "Corrected"),
        ],
        required=True,
        default="ok",
    )
    fate = fields.Selection(
        [("new", "New row"), ("changed", "Changed"), ("same", "Unchanged")],
        required=True,
        default="new",
        help="What the row does to what is there.",
    )
    is_left_out = fields.Boolean(
        string="Left out", help="Somebody chose not to bring the row in."
    )
    changes = fields.Json(help="[[column, value that is there, value of the file]]")
    origin_row = fields.Integer(help="The row of the first file that it corrects.")
    cells = fields.Json(help="The fields whose cells are wrong.")
    message = fields.Text()
    group_key = fields.Char(help="Rows that are brought in together or not at all.")
    data = fields.Json()
    summary = fields.Char(compute="_compute_summary")
    res_model = fields.Char()
    res_id = fields.Many2oneReference(model_field="res_model")

    _status_idx = models.Index("(import_id, status, id)")
    _group_idx = models.Index("(import_id, group_key) WHERE group_key IS NOT NULL")

    def _compute_summary(self):
        """What the row is about, in the words of its first values."""
        for line in self:
            summary = (line.data or {}).get("summary") or ""
            line.summary = summary

    def action_open_record(self):
        """Open what the row made."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    def _mark_done(self, made):
        """Record that the rows are in, and what each of them made."""
        self.status = "done"
        for line in self:
            record = made.get(line.id)
            if record:
                # no write(): thousands of rows are flushed in one statement
                line.res_model = record._name
                line.res_id = record.id

    def _mark_error(self, message):
        self.write({"status": "error", "message": message})

    def _split_in_groups(self):
        """Return the recordsets that are brought in together or not at all."""
        groups = {}
        for line in self:
            key = line.group_key or line.id
            groups[key] = groups.get(key, self.browse()) + line
        return list(groups.values())
