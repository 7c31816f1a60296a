from odoo import models
from odoo.exceptions import UserError


class OutletImport(models.Model):
    """What comes in is chosen: row by row, the good ones only, or all or nothing."""

    _inherit = "outlet.import"

    def set_left_out(self, line_ids, is_left_out=True):
        """Leave rows out of the import, or take them in again.

        Rows that are brought in together are left out together.

        :param line_ids: ids of rows of this import; None means all open rows
        :param bool is_left_out: False takes them in again
        """
        self.ensure_one()
        self.check_access("write")
        self._as_importer()._set_left_out(line_ids, is_left_out)

    def _set_left_out(self, line_ids, is_left_out):
        self._claim_run()
        domain = [("import_id", "=", self.id), ("status", "in", ("ok", "note"))]
        Line = self.env["outlet.import.line"]
        if line_ids is None:
            lines = Line.search(domain)
        else:
            lines = Line.search([*domain, ("id", "in", list(line_ids))])
            groups = [key for key in set(lines.mapped("group_key")) if key]
            lines |= Line.search([*domain, ("group_key", "in", groups)])
        lines.is_left_out = is_left_out
        if self.state == "done" and not is_left_out and lines:
            self.state = "checked"
        self._release_run()

    def set_all_or_nothing(self, all_or_nothing):
        """Choose whether wrong rows hold the others back."""
        self.ensure_one()
        self.check_access("write")
        self._as_importer().all_or_nothing = all_or_nothing

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
