import random
import time
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ..wechat import (
    InDoubt,
    Misconfigured,
    NotPermitted,
    Paused,
    QuotaReached,
    TokenRefused,
    Transient,
    WechatError,
    build_client,
    mask,
    send,
)
from ..wechat.masking import mask_text

# seconds before the second and the third try of a call that may be repeated
WAITS = (0.4, 1.5)
# so many requests without an answer in a row, and the account rests
BREAK_AFTER = 5
REST = timedelta(seconds=60)
LONGEST_REST = timedelta(minutes=15)
REST_TO_BE_MENDED = timedelta(minutes=10)
REST_WITHOUT_TOKEN = timedelta(minutes=5)
PLATFORM_TZ = ZoneInfo("Asia/Shanghai")
COLLISIONS = 10


class WechatAccount(models.Model):
    """The one way to WeChat: token, limited tries, rests, and a record of each try."""

    _inherit = "wechat.account"

    def _call(
        self,
        path,
        payload=None,
        *,
        idempotent=False,
        verb="POST",
        params=None,
        files=None,
        needs_token=True,
    ):
        """Ask WeChat and return its answer, a dict.

        The line to WeChat does not know this transaction: the token, the log and the
        rests are kept in transactions of their own, so the account itself has to be
        committed. Never call this while holding locks that others wait for.

        :param str path: from the root, like "/card/code/get"
        :param payload: the JSON body; whole numbers only
        :param bool idempotent: asking twice does no more than asking once. A call that
            is not is repeated only where it certainly did not arrive.
        :param dict files: ``{"media": (name, bytes, mimetype)}``
        :raise WechatError: a class that says what to do: ``Transient`` (later again),
            ``InDoubt`` (may be done: read back, or ask again if idempotent),
            ``Paused``, ``QuotaReached``, ``Misconfigured``, ``NotPermitted``,
            ``Refused``, ``AlreadyDone``, ``SkipContact``, ``BadRequest``
        """
        self.ensure_one()
        path = f"/{path.lstrip('/')}"
        # the place of a simulator is set by administrators, and used by everybody
        app_id, base = self.app_id, self.sudo().simulator_url or ""
        if not needs_token:
            params = {**(params or {}), "access_token": None}

        def act(token):
            client = build_client(app_id, token, base)
            return send(client, verb, path, payload, params, files)

        return self._run(
            path, act, idempotent or verb == "GET", needs_token, payload or params
        )

    def _run(self, path, act, idempotent, needs_token=True, sent=None):
        """Let ``act(token)`` ask, as often as its errors allow; see ``_call``."""
        self._check_pause(path)
        token = self._get_token() if needs_token else None
        renewed, waits = False, list(WAITS)
        while True:
            try:
                return self._attempt(path, act, token, sent)
            except TokenRefused as error:
                if renewed or not token:
                    self._rest("", REST_WITHOUT_TOKEN, error)
                    raise
                token, renewed = self._get_token(failed=token), True
            except (Transient, InDoubt) as error:
                if not self._may_repeat(error, idempotent) or not waits:
                    self._break_if_silent(error)
                    raise self._doubt(error, idempotent) from error
                time.sleep(waits.pop(0) * random.uniform(0.8, 1.2))
            except (QuotaReached, Misconfigured, NotPermitted) as error:
                self._rest_for(path, error)
                raise

    def _may_repeat(self, error, idempotent):
        """Whether asking again can do no harm: what is not sent is not done."""
        return idempotent or (isinstance(error, Transient) and error.code is None)

    def _doubt(self, error, idempotent):
        """A busy platform may have done what it was asked all the same."""
        if error.code is not None and not idempotent:
            return InDoubt(error.code, error.text)
        return error

    def _attempt(self, path, act, token=None, sent=None):
        """Ask once, and write down what came of it."""
        started = time.monotonic()
        answer, error = None, None
        try:
            answer = act(token.value if token else "")
        except WechatError as problem:
            error = problem
        duration = int((time.monotonic() - started) * 1000)
        self._aside(lambda one: one._log(path, sent, answer, error, duration))
        if error:
            raise error
        return answer.data

    def _log(self, path, sent, answer, error, duration):
        unanswered = isinstance(error, InDoubt | Transient) and error.code is None
        vals = {
            "account_id": self.id,
            "date": fields.Datetime.now(),
            "path": path,
            "state": "failed" if unanswered else "refused" if error else "done",
            "code": (error and error.code) or 0,
            "text": mask_text(error.text) if error else "",
            "rid": error.rid if error else "",
            "duration": duration,
            "clock_skew": self._read_clock(answer.date) if answer else 0,
            "sent": mask(sent),
            "received": mask(answer.data) if answer else "",
        }
        self.env["wechat.request"].create(vals)

    @api.model
    def _read_clock(self, date):
        """Return how many seconds the platform's clock is ahead of ours."""
        try:
            theirs = parsedate_to_datetime(date)
        except (TypeError, ValueError):
            return 0
        if theirs.tzinfo is None:
            return 0
        return int((theirs - datetime.now(timezone.utc)).total_seconds())

    # --- rests --------------------------------------------------------------------

    def _check_pause(self, path):
        """Do not even ask while the account, or this interface, rests.

        :raise Paused: with the moment from which it may be asked again
        """
        pause = self._aside(lambda one: one._find_pause(path))
        if pause:
            code, text, until = pause
            raise Paused(code, text, until)

    def _find_pause(self, path):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT code, text, until FROM wechat_pause
                 WHERE account_id = %s AND coalesce(path, '') IN ('', %s)
                   AND until > %s
              ORDER BY until DESC LIMIT 1
                """,
                self.id,
                path,
                fields.Datetime.now(),
            )
        )
        return rows and rows[0]

    def _rest_for(self, path, error):
        """Rest as long as this refusal asks for: an interface, or the account."""
        if isinstance(error, Misconfigured):
            self._rest("", REST_TO_BE_MENDED, error)
        elif isinstance(error, NotPermitted):
            self._rest(path, REST_TO_BE_MENDED, error)
        elif error.seconds is None:
            self._rest(path, self._until_next_day(), error)
        else:
            self._rest(path, timedelta(seconds=error.seconds), error)

    @api.model
    def _until_next_day(self):
        """How long it is to the platform's midnight, when its quotas start afresh."""
        now = fields.Datetime.now().replace(tzinfo=timezone.utc).astimezone(PLATFORM_TZ)
        tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=1, second=0)
        return tomorrow - now

    def _rest(self, path, duration, error):
        """Ask nothing of this interface (or nothing at all) for this long."""
        until = fields.Datetime.now() + duration
        self._aside(lambda one: one._set_pause(path, until, error))

    def _set_pause(self, path, until, error):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO wechat_pause (account_id, path, until, code, text)
                VALUES (%s, %s, %s, %s, %s)
                    ON CONFLICT (account_id, coalesce(path, '')) DO UPDATE
                   SET until = excluded.until, code = excluded.code,
                       text = excluded.text
                """,
                self.id,
                path or None,
                until,
                error.code,
                mask_text(error.text),
            ),
            log_exceptions=False,
        )

    def _break_if_silent(self, error):
        """Leave a platform alone that does not answer; longer each time it does not."""
        self._aside(lambda one: one._break_circuit(error))

    def _break_circuit(self, error):
        requests = self.env["wechat.request"]
        last = requests.search([("account_id", "=", self.id)], limit=BREAK_AFTER)
        if len(last) < BREAK_AFTER or set(last.mapped("state")) != {"failed"}:
            return
        rests = requests.search_count(
            [
                ("account_id", "=", self.id),
                ("state", "=", "failed"),
                ("date", ">", fields.Datetime.now() - LONGEST_REST),
            ],
            limit=50,
        )
        doubling = 2 ** max(0, (rests - BREAK_AFTER) // (len(WAITS) + 1))
        until = fields.Datetime.now() + min(REST * doubling, LONGEST_REST)
        self._set_pause("", until, error)

    def _wake(self):
        """End the rests of these accounts, as somebody mended what was wrong."""
        for account in self:
            account._aside(lambda one: one._forget_rests())

    def _forget_rests(self):
        self.env["wechat.pause"].search([("account_id", "=", self.id)]).unlink()
        tokens = self.env["wechat.token"].search([("account_id", "=", self.id)])
        tokens.refused_until = False

    # --- a transaction of its own -------------------------------------------------

    def _aside(self, act):
        """Run ``act(account)`` in a transaction of its own and return what it returns.

        What is learned of the platform holds, whatever becomes of the work that asked.
        Where two collide, the later one starts over with what the first one wrote.
        """
        with self.env.registry.cursor() as cr:
            for left in reversed(range(COLLISIONS)):
                env = api.Environment(cr, SUPERUSER_ID, {})
                try:
                    result = act(self.with_env(env))
                    cr.commit()  # pylint: disable=invalid-commit
                    return result
                except SerializationFailure:
                    cr.rollback()
                    if not left:
                        raise
