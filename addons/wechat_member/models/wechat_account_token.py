import hashlib
from collections import namedtuple
from datetime import timedelta

from psycopg2.errors import LockNotAvailable

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.outlet_base.sealed import seal, unseal

from ..wechat import (
    BadRequest,
    InDoubt,
    Misconfigured,
    NotPermitted,
    QuotaReached,
    TokenRefused,
    Transient,
    WechatError,
    build_client,
    send,
)

Token = namedtuple("Token", "value generation")
Row = namedtuple(
    "Row",
    "id value_sealed lent_to generation fresh_until expires_at forced_at refused_until",
)
STABLE_TOKEN = "/cgi-bin/stable_token"
TICKET = "/cgi-bin/ticket/getticket"
# renew this long before the end, or a tenth of the time where that is less
MARGIN = 300
# the platform makes a new one by force once in 30 seconds, 20 times a day
BETWEEN_FORCED = timedelta(seconds=31)
AFTER_FAILURE = timedelta(seconds=8)
LONGEST_WAIT = "25s"
NO_SECRET = 41004


class WechatAccount(models.Model):
    """Tokens: one for all processes, renewed by exactly one of them."""

    _inherit = "wechat.account"

    def _get_token(self, kind="api", failed=None):
        """Return the current token of a kind, renewed if it has to be.

        :param failed: the token that the platform did not take; another one comes
            back, made by whoever noticed first
        :raise WechatError: there is none to be had
        """
        self.ensure_one()
        mark = self._get_token_mark()
        try:
            found = self._aside(lambda one: one._obtain(kind, mark, failed))
        except LockNotAvailable as error:
            raise Transient(None, "another process renews the token") from error
        if isinstance(found, WechatError):
            self._rest_without_token(kind, found)
            raise found
        return found

    def _rest_without_token(self, kind, error):
        """Without the access token nothing of the account works until it is mended."""
        mended_by_others = isinstance(
            error, Misconfigured | QuotaReached | NotPermitted
        )
        # where no secret was entered nobody was asked
        if kind == "api" and mended_by_others and error.code != NO_SECRET:
            self._rest_for("", error)

    def _get_token_mark(self):
        """Return what a token is lent to: another secret or place needs another one."""
        # what is sealed is readable to nobody; its digest tells whether it changed
        account = self.sudo()
        parts = (account.app_id, account.simulator_url, account.secret_sealed)
        return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()

    def _obtain(self, kind, mark, failed):
        row = self._read_token(kind)
        if self._is_good(row, mark, failed, row.fresh_until):
            return Token(unseal(row.value_sealed), row.generation)
        usable = self._is_good(row, mark, failed, row.expires_at)
        if not self._lock_token(row, wait=not usable):
            # somebody renews it just now, and it holds that long
            return Token(unseal(row.value_sealed), row.generation)
        if row.refused_until and row.refused_until > fields.Datetime.now():
            return Transient(None, "the token could not be renewed a moment ago")
        return self._renew(row, kind, mark, failed)

    def _is_good(self, row, mark, failed, until):
        return (
            row.lent_to == mark
            and until
            and until > fields.Datetime.now()
            and (not failed or failed.generation != row.generation)
        )

    def _read_token(self, kind):
        query = SQL(
            "SELECT %s FROM wechat_token WHERE account_id = %s AND kind = %s",
            SQL(", ".join(Row._fields)),
            self.id,
            kind,
        )
        rows = self.env.execute_query(query)
        if not rows:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO wechat_token (account_id, kind, generation) "
                    "VALUES (%s, %s, 0) ON CONFLICT (account_id, kind) DO NOTHING",
                    self.id,
                    kind,
                ),
                log_exceptions=False,
            )
            # everybody may wait for the row now
            self.env.cr.commit()  # pylint: disable=invalid-commit
            rows = self.env.execute_query(query)
        return Row(*rows[0])

    def _lock_token(self, row, wait):
        """Become the one who renews. Who waited starts over and sees the new one."""
        self.env.cr.execute(SQL("SET LOCAL lock_timeout = %s", LONGEST_WAIT))
        self.env.cr.execute(
            SQL(
                "SELECT id FROM wechat_token WHERE id = %s FOR UPDATE %s",
                row.id,
                SQL("") if wait else SQL("SKIP LOCKED"),
            ),
            log_exceptions=False,
        )
        return bool(self.env.cr.fetchone())

    def _renew(self, row, kind, mark, failed):
        forced_at = row.forced_at
        try:
            if kind == "api":
                value, seconds, forced = self._fetch_token(row, failed)
                forced_at = fields.Datetime.now() if forced else forced_at
            else:
                value, seconds = self._fetch_ticket(kind)
        except WechatError as error:
            self._write_token(row, refused_until=fields.Datetime.now() + AFTER_FAILURE)
            return error
        now, generation = fields.Datetime.now(), row.generation + 1
        self._write_token(
            row,
            value_sealed=seal(value),
            lent_to=mark,
            generation=generation,
            renewed_at=now,
            fresh_until=now + timedelta(seconds=seconds - min(MARGIN, seconds // 10)),
            expires_at=now + timedelta(seconds=seconds),
            forced_at=forced_at,
            refused_until=None,
        )
        return Token(value, generation)

    def _write_token(self, row, **vals):
        changes = [SQL("%s = %s", SQL.identifier(key), vals[key]) for key in vals]
        self.env.cr.execute(
            SQL(
                "UPDATE wechat_token SET %s WHERE id = %s",
                SQL(", ").join(changes),
                row.id,
            )
        )

    def _fetch_token(self, row, failed):
        """Ask for the access token; by force only if the same one comes back."""
        value, seconds = self._ask_token(force=False)
        if not failed or value != failed.value:
            return value, seconds, False
        if row.forced_at and row.forced_at + BETWEEN_FORCED > fields.Datetime.now():
            raise Transient(None, "a new token was forced a moment ago")
        return *self._ask_token(force=True), True

    def _ask_token(self, force):
        secret = self._open_secret("secret")
        if not secret:
            raise Misconfigured(NO_SECRET, "no secret entered")
        payload = {
            "grant_type": "client_credential",
            "appid": self.app_id,
            "secret": secret,
            "force_refresh": force,
        }
        client = build_client(self.app_id, "", self.simulator_url or "")
        none = {"access_token": None}
        try:
            data = self._attempt(
                STABLE_TOKEN,
                lambda _token: send(client, "POST", STABLE_TOKEN, payload, none),
                sent=payload,
            )
        except TokenRefused as error:
            # here this code means the secret
            raise Misconfigured(40125, error.text) from error
        return self._read_lent(data, "access_token")

    def _fetch_ticket(self, kind):
        data = self._call(TICKET, verb="GET", params={"type": kind})
        return self._read_lent(data, "ticket")

    def _read_lent(self, data, name):
        value, seconds = data.get(name), data.get("expires_in")
        if not value or not isinstance(value, str):
            raise InDoubt(None, f"no {name} came back")
        try:
            seconds = int(seconds)
        except (TypeError, ValueError) as error:
            raise BadRequest(None, f"{name} without a time") from error
        return value, max(seconds, 1)
