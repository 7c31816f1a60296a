import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

_logger = logging.getLogger(__name__)

# How long a run counts as going on after its last batch: somebody else may take
# over when the browser of the first was closed.
RUN_LEASE = timedelta(seconds=30)


class OutletImport(models.Model):
    _inherit = "outlet.import"

    def apply_next(self, limit=50):
        """Bring in the next rows, in this one transaction.

        Call it again until ``remaining`` is 0. What an earlier call brought in stays,
        so an interrupted run is continued by calling it once more.

        :param limit: how many rows at least, if there are so many; rows that belong
            together are never parted
        :return: ``{"done": rows in, "total": rows in all, "remaining": rows left}``
        :raise UserError: somebody else is bringing in the same file right now
        """
        self.ensure_one()
        self.check_access("write")
        return self._as_importer()._apply_next(limit)

    def _apply_next(self, limit):
        if self.state in ("draft", "columns"):
            raise UserError(self.env._("Check the file first."))
        self._claim_run()
        if self._claim_file():
            if self.all_or_nothing:
                self._apply_everything()
            else:
                self._apply_lines(self._get_next_lines(limit))
        progress = self._get_progress()
        if not progress["remaining"]:
            self.state = "done"
            self._release_run()
        return progress

    def _claim_run(self):
        """Make sure nobody else works on this import at the same time.

        The row lock keeps two batches apart; writing the row makes a transaction
        that began before the other one committed fail and be repeated, instead of
        applying rows it still sees as waiting.
        """
        now = fields.Datetime.now()
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(self._get_busy_message()) from error
        self.invalidate_recordset(["run_user_id", "run_until", "state", "is_applied"])
        running = self.run_until and self.run_until > now
        if running and self.run_user_id != self.env.user:
            raise UserError(self._get_busy_message())
        self.write({"run_user_id": self.env.uid, "run_until": now + RUN_LEASE})

    def _release_run(self):
        self.run_until = False

    def _get_busy_message(self):
        return self.env._(
            "%(user)s is importing this file right now. Wait until it is through; "
            "nothing is lost.",
            user=self.run_user_id.name or self.env._("Somebody"),
        )

    def _claim_file(self):
        """Reserve the file's content for this import; False if it came in before."""
        if self.is_applied:
            return True
        earlier = self._find_earlier()
        if earlier:
            self._get_open_lines().write(
                {"status": "duplicate", "message": self._get_earlier_message(earlier)}
            )
            return False
        if self._get_open_lines(limit=1):
            # A unique index decides between two imports of one file.
            self.is_applied = True
            self.flush_recordset(["is_applied"])
        return True

    def _get_open_lines(self, limit=None, **extra):
        domain = [
            ("import_id", "=", self.id),
            ("status", "in", ("ok", "note")),
            ("is_left_out", "=", False),
        ]
        domain += [(name, operator, value) for name, (operator, value) in extra.items()]
        return self.env["outlet.import.line"].search(domain, limit=limit, order="id")

    def _get_next_lines(self, limit):
        """Return the next rows of one section, with all rows of their groups."""
        lines = self._get_open_lines(limit=limit)
        lines = lines.filtered(lambda line: line.section == lines[0].section)
        if lines:
            lines = lines[: max(limit // self._get_section_weight(lines[0].section), 1)]
        groups = [key for key in set(lines.mapped("group_key")) if key]
        if groups:
            lines |= self._get_open_lines(
                group_key=("in", groups), section=("=", lines[0].section)
            )
        return lines.sorted("id")

    @api.model
    def _get_section_weight(self, section):
        """Return how many ordinary rows a row of the section is as much work as."""
        return 1

    def _apply_lines(self, lines):
        """Bring in a batch; halve it where it fails, until the cause is alone."""
        pending = [lines] if lines else []
        while pending:
            batch = pending.pop()
            message = self._try_lines(batch)
            if message is None:
                continue
            groups = batch._split_in_groups()
            if len(groups) == 1:
                batch._mark_error(message)
                continue
            half = len(groups) // 2
            Line = batch.browse()
            pending += [Line.union(*groups[half:]), Line.union(*groups[:half])]

    def _try_lines(self, lines):
        """Bring in the lines; return None, or why nothing of them was done."""
        try:
            with self.env.cr.savepoint():
                made = getattr(self, f"_import_{self.kind}_apply")(lines) or {}
                lines._mark_done(made)
                self._mark_corrected(lines)
        except (psycopg2.OperationalError, LockError, AccessError):
            raise  # no row's fault: the request is repeated, or the user is told
        except UserError as error:
            return str(error)
        except psycopg2.IntegrityError as error:
            return self._explain_integrity_error(error)
        except Exception:
            # One strange row must not keep the thousand good ones out for ever.
            _logger.exception("Import %s: rows %s", self.id, lines.mapped("row"))
            return self.env._(
                "Something unexpected went wrong with this row; the server's log "
                "tells more. The other rows are not affected."
            )
        return None

    def _explain_integrity_error(self, error):
        model = next(
            (
                self.env[name]
                for name, definition in self.env.registry.items()
                if definition._table == error.diag.table_name
            ),
            self,
        )
        return model._sql_error_to_message(error)

    def _get_progress(self):
        self.env["outlet.import.line"].flush_model(["status"])
        self.invalidate_recordset(
            [name for name in self._fields if name.startswith("count_")]
        )
        remaining = self.count_ok + self.count_note
        return {
            "done": self.count_done,
            "total": self.count_done + remaining,
            "remaining": remaining,
        }
