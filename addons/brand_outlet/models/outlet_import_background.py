import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_logger = logging.getLogger(__name__)


class OutletImport(models.Model):
    """What was started comes to its end: where a browser is closed half-way, the server
    goes on with the next batch, with the rights of who had started."""

    _inherit = "outlet.import"

    is_going_on = fields.Boolean(
        readonly=True, copy=False, help="The server brings in what is left by itself."
    )

    def apply_next(self, limit=50):
        progress = super().apply_next(limit)
        self._set_going_on(bool(progress["remaining"]))
        return progress

    def pause_run(self):
        """Stop after the batch under way: the server does not go on by itself."""
        self.ensure_one()
        self.check_access("write")
        self._set_going_on(False)

    def _set_going_on(self, is_going_on):
        importer = self._as_importer()
        if importer.is_going_on != is_going_on:
            importer.is_going_on = is_going_on

    @api.model
    def _cron_go_on(self, limit=200):
        """Go on with imports nobody is at, a transaction for each batch.

        Killed half-way, the last batch is as if it had never begun.
        """
        cron = self.env["ir.cron"]
        waiting = self.search([("is_going_on", "=", True)])
        cron._commit_progress(remaining=len(waiting))
        for record in waiting:
            if not record._go_on(limit):
                return

    def _go_on(self, limit):
        """Bring in batches until nothing is left; False where the time is over."""
        cron = self.env["ir.cron"]
        if self.run_until and self.run_until > fields.Datetime.now():
            return True
        progress = {"remaining": 1}
        while progress["remaining"]:
            try:
                progress = self._as_runner().apply_next(limit)
            except (UserError, AccessError):
                # somebody is at it again, or may no longer: it is his to go on
                self.env.cr.rollback()
                _logger.info("Import %s is left to its user", self.id, exc_info=True)
                return True
            if not cron._commit_progress(0 if progress["remaining"] else 1):
                return False
        return True

    def _as_runner(self):
        """Return the import with the rights of who had started it."""
        return self.with_user(self.run_user_id)
