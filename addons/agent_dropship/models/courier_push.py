import hashlib
import logging

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)
BATCH = 200
TRIES = 5


class CourierPush(models.Model):
    """The inbox of what providers push: taken in at once, read by a job."""

    _name = "courier.push"
    _description = "Courier Push"
    _order = "id"
    _rec_name = "number"

    account_id = fields.Many2one("courier.account", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    body = fields.Text(required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)
    number = fields.Char("Tracking Number", readonly=True)
    state = fields.Selection(
        [
            ("new", "New"),
            ("done", "Done"),
            ("unknown", "Unknown Number"),
            ("failed", "Failed"),
        ],
        required=True,
        default="new",
    )
    tries = fields.Integer(readonly=True)
    error = fields.Char(readonly=True)

    _digest_unique = models.UniqueIndex("(account_id, digest)")
    _waiting_idx = models.Index("(id) WHERE state = 'new'")
    _unknown_idx = models.Index("(number) WHERE state = 'unknown'")

    @api.model
    def _take_in(self, account, body):
        """Keep a push and wake the job; the same text again changes nothing.

        One insert, no lock on anything that others write: a provider that is kept
        waiting stops pushing.
        """
        self.env.cr.execute(
            SQL(
                """INSERT INTO courier_push
                        (account_id, company_id, body, digest, state, tries,
                         create_uid, create_date, write_uid, write_date)
                   VALUES (%(account)s, %(company)s, %(body)s, %(digest)s, 'new', 0,
                           %(uid)s, now() AT TIME ZONE 'UTC',
                           %(uid)s, now() AT TIME ZONE 'UTC')
                   ON CONFLICT DO NOTHING RETURNING id""",
                account=account.id,
                company=account.company_id.id,
                body=body,
                digest=hashlib.sha256(body.encode()).hexdigest(),
                uid=self.env.uid,
            )
        )
        if self.env.cr.rowcount:
            self.env.ref("agent_dropship.cron_courier_push")._trigger()

    @api.model
    def _cron_read(self):
        """Read what came in, the oldest first; a bad one does not hold up the rest."""
        cron = self.env["ir.cron"]
        domain = [("state", "=", "new")]
        cron._commit_progress(remaining=self.search_count(domain))
        for push in self.search(domain, limit=BATCH):
            push._read_one()
            if not cron._commit_progress(1):
                break

    @api.model
    def _read_unknown(self, tracks):
        """Have pushes read that came before these parcels were known."""
        pushes = self.search(
            [
                ("state", "=", "unknown"),
                ("number", "in", tracks.mapped("number")),
                ("company_id", "in", tracks.company_id.ids),
            ]
        )
        if pushes:
            pushes.state = "new"
            self.env.ref("agent_dropship.cron_courier_push")._trigger()

    def _read_one(self):
        """Bring a push into its parcel."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._apply()
        except Exception as error:
            # Whatever is wrong with this one, the next has to be read.
            _logger.warning("Push %s of a courier can not be read", self.id, exc_info=1)
            is_last = self.tries + 1 >= TRIES or isinstance(error, ValueError)
            self.write(
                {
                    "tries": self.tries + 1,
                    "state": "failed" if is_last else "new",
                    "error": str(error)[:200],
                }
            )

    def _apply(self):
        account = self.account_id
        report = account._get_adapter()._parse_push(account, self.body)
        tracks = self.env["parcel.track"]._find_reported(account, report)
        for track in tracks:
            track._apply_report(report)
        self.write(
            {
                "number": report.number,
                "state": "done" if tracks else "unknown",
                "error": False,
            }
        )

    def action_read_again(self):
        """Read pushes again that failed, or came before their parcel was known."""
        self.check_access("read")
        # the operator may not change what came in, only have it read
        for push in self.sudo().filtered(lambda one: one.state != "done"):
            push._read_one()

    @api.autovacuum
    def _gc_read(self):
        """Forget what was read a month ago: the events tell it all."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=30)
        self.search(
            [("state", "!=", "new"), ("create_date", "<", limit)], limit=10_000
        ).unlink()
