from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class OutletImport(models.Model):
    """What comes in is chosen: row by row, the good ones only, or all or nothing."""

    _inherit = "outlet.import"

    def set_left_out(self, line_ids, is_left_out=True, only=None):
        """Leave rows out of the import, or take them in again.

        Rows that are brought in together are left out together.

        :param line_ids: ids of rows of this import; None means all open rows
        :param bool is_left_out: False takes them in again
        :param only: "new", "changed" or "note" narrows all open rows to those
        """
        self.ensure_one()
        self.check_access("write")
        self._as_importer()._set_left_out(line_ids, is_left_out, only)

    def _set_left_out(self, line_ids, is_left_out, only):
        self._claim_run()
        open_rows = Domain("import_id", "=", self.id)
        open_rows &= Domain("status", "in", ("ok", "note"))
        domain = open_rows
        if line_ids is not None:
            domain &= Domain("id", "in", list(line_ids))
        if only:
            domain &= Domain("status" if only == "note" else "fate", "=", only)
        Line = self.env["outlet.import.line"]
        lines = Line.search(domain)
        groups = [key for key in set(lines.mapped("group_key")) if key]
        lines |= Line.search(open_rows & Domain("group_key", "in", groups))
        lines.is_left_out = is_left_out
        if self.state == "done" and not is_left_out and lines:
            self.state = "checked"
        self._release_run()

    def _apply_everything(self):
        """Bring in all rows in this one transaction, or none of them."""
        if self.count_error:
            raise UserError(
                self.env._(
                    "%(count)s rows are wrong, so nothing comes in. Correct them and "
                    "upload the file again, or choose to import the good rows only.",
                    count=self.count_error,
                )
            )
        messages = {}
        with self.env.cr.savepoint() as savepoint:
            while lines := self._get_next_lines(1000):
                self._apply_lines(lines)
                wrong = lines.filtered(lambda line: line.status == "error")
                messages |= {line.id: line.message for line in wrong}
            if messages:
                self.env.flush_all()
                savepoint.rollback()
                self.env.invalidate_all()
        for line_id, message in messages.items():
            self.env["outlet.import.line"].browse(line_id)._mark_error(message)
