"""What WeChat told us, in the order it came, and the queue that acts upon it."""

import json
import logging
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .wechat_account_callback import QUIET

_logger = logging.getLogger(__name__)
STATES = [
    ("waiting", "Waiting"),
    ("done", "Done"),
    ("dead", "Given Up"),
]
# minutes to the next try, one after the other; then it is given up and shown
PAUSES = (0.2, 1, 5, 15, 60, 240)
KEPT_DAYS = 90
LONGEST_RUN = 60
NAP = 0.2
# tells of a card as such: whoever it is said to come from is no follower
OF_NOBODY = {"card_pass_check", "card_not_pass_check", "card_sku_remind"}


class WechatEvent(models.Model):
    """A message as it was pushed. Its row is the proof that it came, and the lock.

    It is acted upon in the transaction that marks it as done: a worker that dies in
    between leaves it waiting, as if it had never started.
    """

    _name = "wechat.event"
    _description = "WeChat Event"
    _order = "id desc"
    _rec_name = "kind"
    _log_access = False

    account_id = fields.Many2one(
        "wechat.account", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    kind = fields.Char(required=True, readonly=True, index=True)
    openid = fields.Char(required=True, readonly=True)
    sent_at = fields.Datetime(readonly=True)
    received_at = fields.Datetime(required=True, readonly=True)
    done_at = fields.Datetime(readonly=True)
    next_try_at = fields.Datetime("Next Try", readonly=True)
    attempts = fields.Integer(readonly=True)
    key = fields.Char(required=True, readonly=True)
    nonce = fields.Char(readonly=True)
    subject = fields.Char("Card Code", readonly=True)
    payload = fields.Text(readonly=True, groups="wechat_member.group_member_manager")
    state = fields.Selection(STATES, required=True, readonly=True, default="waiting")
    note = fields.Char("Result", readonly=True)

    _key_once = models.UniqueIndex("(account_id, key)")
    _nonce_once = models.UniqueIndex("(account_id, nonce) WHERE nonce IS NOT NULL")
    _queue = models.Index("(next_try_at, id) WHERE state = 'waiting'")
    _person = models.Index("(account_id, openid, sent_at)")
    _subject = models.Index("(account_id, subject) WHERE subject IS NOT NULL")
    _gone = models.Index("(received_at) WHERE state = 'done'")

    @property
    def words(self):
        """The elements of the message by name; what is empty or repeated is empty."""
        # every handler asks, and none is asked by a person without this right
        return _Words(json.loads(self.sudo().payload))

    # --- the queue ----------------------------------------------------------------

    @api.model
    def _cron_act(self):
        """Act upon what waits, and on what comes within the moment after it."""
        crons = self.env["ir.cron"]
        started = time.monotonic()
        while (spent := time.monotonic() - started) < LONGEST_RUN:
            if done := self._act_upon_next():
                crons._commit_progress(done)
                continue
            self.env.cr.commit()  # pylint: disable=invalid-commit
            if spent > QUIET + NAP:
                break
            time.sleep(NAP)
        crons._commit_progress(remaining=self._count_due())

    def _count_due(self):
        due = [("state", "=", "waiting"), ("next_try_at", "<=", fields.Datetime.now())]
        return self.search_count(due)

    @api.model
    def _act_upon_next(self):
        """Act upon the oldest message that nobody else has in hand; how many it was.

        The caller commits. An error takes back what the message has done, not the
        note of it.
        """
        event = self._take_next()
        if not event:
            return 0
        try:
            with self.env.cr.savepoint():
                note = event._act()
                vals = {"note": note, "done_at": fields.Datetime.now()}
                event.write({"state": "done", **vals})
        except Exception as error:
            _logger.warning("WeChat event %s failed", event.id, exc_info=True)
            # what collided with somebody else needs a new look at the database
            self.env.cr.rollback()
            self._take_next(event.id)._postpone(error)
        return 1

    @api.model
    def _take_next(self, event_id=None):
        """Lock the oldest message that is due, or the one asked for, if it waits."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM wechat_event
                 WHERE state = 'waiting'
                   AND next_try_at <= clock_timestamp() AT TIME ZONE 'UTC'
                   AND (%s IS NULL OR id = %s)
              ORDER BY next_try_at, id LIMIT 1
                   FOR UPDATE SKIP LOCKED
                """,
                event_id,
                event_id,
            )
        )
        return self.browse(rows[0]) if rows else self.browse()

    def _postpone(self, error):
        if not self:
            return
        attempts = self.attempts + 1
        vals = {"attempts": attempts, "note": str(error)[:200]}
        if attempts > len(PAUSES):
            vals["state"] = "dead"
        else:
            pause = timedelta(minutes=PAUSES[attempts - 1])
            vals["next_try_at"] = fields.Datetime.now() + pause
        self.write(vals)

    def action_try_again(self):
        """Put messages that were given up back into the queue."""
        self.check_access("write")
        self.filtered(lambda event: event.state == "dead").write(
            {"state": "waiting", "attempts": 0, "next_try_at": fields.Datetime.now()}
        )
        # any of the staff may wake the queue
        self.env.ref("wechat_member.ir_cron_wechat_event").sudo()._trigger()
        return True

    # --- acting -------------------------------------------------------------------

    def _act(self):
        """Do what the message asks for and return the result in words."""
        self.ensure_one()
        identity = self.env["wechat.identity"]
        if self.kind not in OF_NOBODY:
            identity = identity._get_for(self.account_id, self.openid)
            self._note_seen(identity)
        handler = getattr(self, f"_on_{self.kind}", None) if self._is_named() else None
        if not handler:
            return self.env._("Nothing to do.")
        return handler(identity) or self.env._("Done.")

    def _is_named(self):
        # the name comes from outside and becomes part of a method's name
        return self.kind.isascii() and self.kind.isidentifier()

    def _note_seen(self, identity):
        if not identity.last_seen_at or identity.last_seen_at < self.sent_at:
            identity.last_seen_at = self.sent_at

    def _is_latest(self, *kinds):
        """Whether no later message of these kinds came from the same person.

        Messages arrive in any order; an older one must not undo a newer one.
        """
        domain = [
            ("account_id", "=", self.account_id.id),
            ("openid", "=", self.openid),
            ("kind", "in", kinds),
            ("sent_at", ">", self.sent_at),
        ]
        return not self.search_count(domain, limit=1)

    @api.autovacuum
    def _forget_done(self):
        """Forget what was done long ago; nothing that old is taken a second time."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("state", "=", "done"), ("received_at", "<", limit)]).unlink()


class _Words(dict):
    def __missing__(self, name):
        return ""

    def text(self, name):
        """The text of an element, empty where there is none."""
        word = self[name]
        return word if isinstance(word, str) else ""

    def flag(self, name):
        """Whether an element says 1."""
        return self.text(name) == "1"
