"""What WeChat pushes to an account: who may push, and where it is put down."""

import time

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL, ormcache

from ..callback import Keys, Refused, open_message

# a wish to run the queue covers what comes in this many seconds after it
QUIET = 1.0
_last_wish = {}
KEY_FIELDS = {
    "active",
    "app_id",
    "company_id",
    "callback_key",
    "callback_mode",
    "callback_window",
    "callback_token",
    "callback_token_sealed",
    "aes_key",
    "aes_key_sealed",
    "aes_key_previous_sealed",
}


class WechatAccount(models.Model):
    _inherit = "wechat.account"

    callback_window = fields.Integer(
        "Clock Window (Minutes)",
        default=10,
        help="A message whose time differs more than this from ours is refused. 0 "
        "takes messages of any age; each is still taken once only.",
    )
    event_ids = fields.One2many("wechat.event", "account_id")
    dead_event_count = fields.Integer(compute="_compute_dead_event_count")

    _callback_window_positive = models.Constraint(
        "CHECK (callback_window >= 0)", "The clock window cannot be negative."
    )

    def _compute_dead_event_count(self):
        counts = dict(
            self.env["wechat.event"]._read_group(
                [("account_id", "in", self.ids), ("state", "=", "dead")],
                ["account_id"],
                ["__count"],
            )
        )
        for account in self:
            account.dead_event_count = counts.get(account, 0)

    def write(self, vals):
        result = super().write(vals)
        if KEY_FIELDS & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @ormcache("key")
    def _get_callback_keys(self, key):
        """Return the ``Keys`` of the account whose address has this secret part.

        :raise Refused: there is none; a wrong guess takes no room in the cache.
        """
        # the address is all that the one who pushes has to show
        account = self.sudo().search([("callback_key", "=", key)], limit=1)
        if not account:
            raise Refused(404, "unknown address")
        aes_keys = [
            account._open_secret(name) for name in ("aes_key", "aes_key_previous")
        ]
        return Keys(
            account_id=account.id,
            company_id=account.company_id.id,
            app_id=account.app_id,
            token=account._open_secret("callback_token"),
            aes_keys=tuple(filter(None, aes_keys)),
            mode=account.callback_mode,
            window=60 * account.callback_window,
        )

    @api.model
    def _take_push(self, keys, body, query):
        """Put down a pushed message, once, and nothing else: the queue does the rest.

        Plain SQL on purpose: WeChat waits, and repeats what it thinks is lost.

        :raise Refused: forged, late, replayed with other words, or no message
        """
        message = open_message(body, query, keys, time.time())
        if self._put_down(keys, message):
            self._wake_queue()
        elif not self._is_known(keys, message):
            # a signature that was used for another message
            raise Refused(403, "replayed")

    def _put_down(self, keys, message):
        try:
            rows = self.env.execute_query(
                SQL(
                    """
                    INSERT INTO wechat_event (
                           account_id, company_id, kind, openid, sent_at, received_at,
                           next_try_at, key, nonce, subject, payload, state,
                           attempts)
                    SELECT %s, %s, %s, %s, to_timestamp(%s) AT TIME ZONE 'UTC',
                           moment, moment, %s, %s, %s, %s, 'waiting', 0
                      FROM (SELECT now() AT TIME ZONE 'UTC' AS moment) clock
                        ON CONFLICT DO NOTHING
                 RETURNING id
                    """,
                    keys.account_id,
                    keys.company_id,
                    message.kind,
                    message.openid,
                    message.time,
                    message.key,
                    message.nonce,
                    message.subject,
                    message.payload,
                )
            )
            return bool(rows)
        except SerializationFailure:
            # its twin was put down while this one was under way
            self.env.cr.rollback()
            return False

    def _is_known(self, keys, message):
        return bool(
            self.env.execute_query(
                SQL(
                    "SELECT 1 FROM wechat_event WHERE account_id = %s AND key = %s",
                    keys.account_id,
                    message.key,
                )
            )
        )

    def _wake_queue(self):
        """Ask for the queue to run, at most once a second from each process.

        Who runs it stays as long as this, and finds what came without a wish.
        """
        now = time.monotonic()
        database = self.env.cr.dbname
        if now - _last_wish.get(database, -QUIET) < QUIET:
            return
        _last_wish[database] = now
        # a visitor has no right to cron jobs
        self.env.ref("wechat_member.ir_cron_wechat_event").sudo()._trigger()
