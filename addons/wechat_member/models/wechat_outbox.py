"""What has to be done at the platform: written with the business, done after it."""

import logging
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from ..pack import Unsupported
from ..wechat import (
    BadRequest,
    Misconfigured,
    NotPermitted,
    Paused,
    QuotaReached,
    Refused,
    WechatError,
)

_logger = logging.getLogger(__name__)
VERBS = [
    ("issue", "Put Into the Pack"),
    ("activate", "Activate"),
    ("show", "Show Points, Balance, Level"),
    ("pull", "Look It Up"),
    ("redeem", "Use Up"),
    ("undo", "Take a Use Back"),
    ("invalidate", "Withdraw"),
]
STATES = [
    ("waiting", "Waiting"),
    ("done", "Done"),
    ("dead", "Given Up"),
]
# longer than a call with all its tries may take; who died in between is followed then
LEASE = timedelta(minutes=3)
PAUSES = (1, 2, 5, 15, 60, 240, 720)
REST = timedelta(minutes=10)
KEPT_DAYS = 90
LONGEST_RUN = 100
IN_STEP = ("activate", "show")


class WechatOutbox(models.Model):
    """One act at the platform, at least once, with the effect of once.

    A worker takes a card, not a row: what concerns one card happens in order. The try
    is on record before it is made, so that after a crash the next one knows that the
    platform may have been asked; balances are absolute, and every other act either
    carries its own number or is read back first.
    """

    _name = "wechat.outbox"
    _description = "WeChat Outbox"
    _order = "id desc"
    _rec_name = "verb"

    card_id = fields.Many2one(
        "wechat.card", required=True, readonly=True, ondelete="cascade", index=True
    )
    account_id = fields.Many2one(
        "wechat.account", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    verb = fields.Selection(VERBS, required=True, readonly=True)
    request_no = fields.Char(required=True, readonly=True)
    note = fields.Char("Reason", readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="waiting")
    attempts = fields.Integer(readonly=True)
    next_try_at = fields.Datetime(
        "Next Try", readonly=True, required=True, default=fields.Datetime.now
    )
    done_at = fields.Datetime(readonly=True)
    result = fields.Char(readonly=True)

    _request_no_unique = models.UniqueIndex("(request_no)")
    _queue = models.Index("(next_try_at, id) WHERE state = 'waiting'")

    def _wake(self):
        """Let the outbox be worked through once this transaction is committed."""
        told = self.env.cr.precommit.data
        if not told.get("wechat_outbox_woken"):
            told["wechat_outbox_woken"] = True
            # whoever sells wakes it; nobody needs a right to cron jobs
            self.env.ref("wechat_member.ir_cron_wechat_outbox").sudo()._trigger()

    def action_try_again(self):
        """Put acts that were given up back into the outbox."""
        self.check_access("write")
        self.filtered(lambda row: row.state == "dead").write(
            {"state": "waiting", "next_try_at": fields.Datetime.now()}
        )
        self._wake()
        return True

    # --- the worker ---------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Do what is due."""
        crons = self.env["ir.cron"]
        started = fields.Datetime.now()
        while (fields.Datetime.now() - started).total_seconds() < LONGEST_RUN:
            card = self._claim_card()
            if not card:
                break
            done = card._send_due()
            crons._commit_progress(done)
        due = [("state", "=", "waiting"), ("next_try_at", "<=", fields.Datetime.now())]
        crons._commit_progress(remaining=self.search_count(due))

    @api.model
    def _claim_card(self):
        """Take the card that has waited longest, for as long as the lease runs."""
        while True:
            try:
                rows = self._claim_row()
            except SerializationFailure:
                # somebody else had it a moment ago: look again
                self.env.cr.rollback()
                continue
            self.env.cr.commit()  # pylint: disable=invalid-commit
            self.env.invalidate_all()
            return self.env["wechat.card"].browse(rows[0] if rows else ())

    def _claim_row(self):
        return self.env.execute_query(
            SQL(
                """
                UPDATE wechat_card SET busy_until = moment.now + %(lease)s
                  FROM (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS now) moment
                 WHERE id = (
                       SELECT card.id FROM wechat_outbox act
                         JOIN wechat_card card ON card.id = act.card_id
                        WHERE act.state = 'waiting'
                          AND NOT EXISTS (
                              SELECT FROM wechat_outbox earlier
                               WHERE earlier.card_id = act.card_id
                                 AND earlier.state = 'waiting'
                                 AND earlier.id < act.id)
                          AND act.next_try_at
                              <= clock_timestamp() AT TIME ZONE 'UTC'
                          AND COALESCE(card.busy_until, '-infinity')
                              <= clock_timestamp() AT TIME ZONE 'UTC'
                     ORDER BY act.next_try_at, act.id LIMIT 1
                          FOR NO KEY UPDATE OF card SKIP LOCKED)
             RETURNING id
                """,
                lease=LEASE,
            )
        )

    def _attempt(self):
        """Do one act, or say why not and when again."""
        self.attempts += 1
        # before the platform hears of it: after a crash it is known that it may have
        self.env.cr.commit()  # pylint: disable=invalid-commit
        # what is sent next is what holds from here on
        self.env.invalidate_all()
        try:
            self._finish(self.card_id._act_at_platform(self))
        except Paused as error:
            # nobody asked anything
            self._postpone(error, error.until, counts=False)
        except QuotaReached as error:
            pause = timedelta(seconds=error.seconds or 3600)
            self._postpone(error, fields.Datetime.now() + pause, counts=False)
        except Misconfigured as error:
            self._postpone(error, fields.Datetime.now() + REST, counts=False)
        except (NotPermitted, Refused, BadRequest, Unsupported) as error:
            self._give_up(error)
        except WechatError as error:
            self._postpone(error)
        except Exception as error:
            _logger.exception("WeChat outbox %s failed", self.id)
            self.env.cr.rollback()
            self._postpone(error)

    def _finish(self, result=""):
        rows = self
        if self.verb in IN_STEP:
            # the newest figures were sent: what came before them is told as well
            rows |= self.card_id.outbox_ids.filtered(
                lambda row: row.state == "waiting" and row.verb == "show"
            )
        rows.write(
            {"state": "done", "done_at": fields.Datetime.now(), "result": result}
        )
        self.env["wechat.difference"]._note_healed(rows)

    def _postpone(self, error, until=None, counts=True):
        if not counts:
            self.attempts -= 1
        elif self.attempts > len(PAUSES):
            self._give_up(error)
            return
        if not until:
            pause = PAUSES[max(0, min(self.attempts, len(PAUSES)) - 1)]
            until = fields.Datetime.now() + timedelta(minutes=pause)
        self.write({"next_try_at": until, "result": self._describe(error)})

    def _give_up(self, error):
        self.write({"state": "dead", "result": self._describe(error)})
        if self.verb != "pull":
            # what is refused may have another standing than we think
            self.card_id._queue("pull")

    def _describe(self, error):
        if isinstance(error, WechatError):
            return str(self.account_id._explain(error))[:200]
        return str(error)[:200]

    @api.autovacuum
    def _forget_done(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("state", "=", "done"), ("done_at", "<", limit)]).unlink()
