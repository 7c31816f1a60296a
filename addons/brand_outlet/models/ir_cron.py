import logging

from odoo import models

_logger = logging.getLogger(__name__)


class IrCron(models.Model):
    _inherit = "ir.cron"

    def _callback(self, cron_name, server_action_id):
        """Jobs write texts that people read: in the language of their company."""
        lang = self.env.company.partner_id.lang or self.env.user.lang
        return super(IrCron, self.with_context(lang=lang))._callback(
            cron_name, server_action_id
        )

    def _run_each(self, batches, act):
        """Do the same to each of these, a transaction each.

        What fails is logged and left as it was, so that it does not hold up the others.

        :param batches: a recordset, or a list of recordsets
        :param act: function of one of them
        """
        self._commit_progress(remaining=sum(map(len, batches)))
        for batch in batches:
            try:
                act(batch)
                self.env.flush_all()
            except Exception:
                self.env.cr.rollback()
                _logger.exception("Left for the next run: %s", batch)
            if not self._commit_progress(len(batch)):
                break
