import hmac as compare
import logging
import re
import secrets
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.http import request
from odoo.tools.misc import hmac

_logger = logging.getLogger(__name__)

_PHONE = re.compile(r"1[3-9]\d{9}")
_NOISE = re.compile(r"[\s\-()]|^\+?86")
MINUTES_VALID = 10
SECONDS_BETWEEN = 60
MOST_TRIES = 5
MOST_PER_PHONE = 10
MOST_PER_ADDRESS = 30
LIMIT_WINDOW = timedelta(hours=24)


class PhoneCode(models.Model):
    """A code sent to a phone: whoever types it holds the phone.

    Only a keyed hash is stored. A code serves one purpose and one phone, once, for
    a few minutes and a few tries; how often one phone or one address may ask for
    codes is limited in the database, so that all processes count together.
    """

    _name = "phone.code"
    _description = "Phone Code"
    _order = "id desc"
    _log_access = False

    phone = fields.Char(required=True)
    purpose = fields.Char(required=True)
    salt = fields.Char(required=True)
    code_hash = fields.Char(required=True)
    address_hash = fields.Char(help="Who asked, as a keyed hash.")
    sent_at = fields.Datetime(required=True)
    expires_at = fields.Datetime(required=True)
    tries = fields.Integer()
    is_open = fields.Boolean(default=True)

    _open_once = models.UniqueIndex("(phone, purpose) WHERE is_open")
    _phone_idx = models.Index("(phone, sent_at)")
    _address_idx = models.Index("(address_hash, sent_at)")

    @api.model
    def _normalise(self, phone):
        """Return a mobile number as eleven digits.

        :raise UserError: it is none
        """
        digits = self._read_mobile(phone)
        if not digits:
            raise UserError(
                self.env._("Please enter a mobile number of eleven digits.")
            )
        return digits

    @api.model
    def _read_mobile(self, phone):
        """Return a mobile number as eleven digits, or an empty string for others."""
        digits = _NOISE.sub("", phone or "")
        return digits if _PHONE.fullmatch(digits) else ""

    @api.model
    def _send(self, phone, purpose):
        """Send a code to a phone; an earlier one of this purpose dies.

        :return: the code itself in a database for showing only (see ``_is_shown``),
            else an empty string
        :raise UserError: no mobile number, or asked too often
        """
        # visitors have no right on codes; nothing of them leaves this model
        self = self.sudo()
        phone = self._normalise(phone)
        address_hash = self._hash_address()
        self._check_limits(phone, purpose, address_hash)
        code = f"{secrets.randbelow(10**6):06d}"
        salt = secrets.token_hex(8)
        now = fields.Datetime.now()
        earlier = self.search(self._open_domain(phone, purpose))
        earlier.is_open = False
        earlier.flush_recordset()
        vals = {
            "phone": phone,
            "purpose": purpose,
            "salt": salt,
            "code_hash": self._hash(phone, purpose, salt, code),
            "address_hash": address_hash,
            "sent_at": now,
            "expires_at": now + timedelta(minutes=MINUTES_VALID),
        }
        try:
            self.create(vals).flush_recordset()
        except UniqueViolation as error:
            # asked twice at the same moment: start over and see the other one
            raise ConcurrencyError("phone code") from error
        self._deliver(phone, self._get_text(code))
        return code if self._is_shown() else ""

    @api.model
    def _check(self, phone, purpose, code):
        """Return whether this is the code; it is used up then.

        A wrong one counts as a try, so the caller must not roll back afterwards.
        """
        # visitors have no right on codes; only yes or no leaves this model
        self = self.sudo()
        phone = self._read_mobile(phone)
        sent = self.search(self._open_domain(phone, purpose), limit=1)
        if not sent or sent.expires_at < fields.Datetime.now():
            return False
        if sent.tries >= MOST_TRIES:
            return False
        given = re.sub(r"\D", "", code or "")[:12]
        expected = self._hash(phone, purpose, sent.salt, given)
        if not compare.compare_digest(sent.code_hash, expected):
            sent.tries += 1
            return False
        sent.is_open = False
        return True

    @api.model
    def _is_shown(self):
        """Return whether codes are shown on the page, instead of needing a phone.

        For trying the product without a message gateway; never where customers are.
        """
        key = "outlet_base.phone_code_shown"
        # a parameter of the installation, nobody's secret
        return self.env["ir.config_parameter"].sudo().get_param(key) == "yes"

    @api.model
    def _deliver(self, phone, text):
        """Hand a text to the message gateway once the transaction is through.

        The text is never stored or logged: it goes straight to the gateway chosen
        for the company. Extension point for other ways to reach a phone.
        """
        if self._is_shown():
            return
        registry, uid = self.env.registry, self.env.uid
        company_id = self.env.company.id

        def send():
            with registry.cursor() as cr:
                env = api.Environment(cr, uid, {"allowed_company_ids": [company_id]})
                env["phone.code"]._send_text(phone, text)

        self.env.cr.postcommit.add(send)

    @api.model
    def _send_text(self, phone, text):
        gateway = self.env.company._get_sms_api_class()(self.env)
        number = {"number": f"+86{phone}", "uuid": secrets.token_hex(16)}
        try:
            gateway._send_sms_batch([{"content": text, "numbers": [number]}])
        except Exception as error:
            # the person asks again; what was to be sent must not reach the log
            _logger.warning("A phone code was not sent: %s", type(error).__name__)

    @api.model
    def _get_text(self, code):
        return self.env._(
            "%(code)s is your code. It holds for %(minutes)s minutes. Never tell it "
            "to anybody.",
            code=code,
            minutes=MINUTES_VALID,
        )

    @api.model
    def _open_domain(self, phone, purpose):
        return [
            ("phone", "=", phone),
            ("purpose", "=", purpose),
            ("is_open", "=", True),
        ]

    @api.model
    def _check_limits(self, phone, purpose, address_hash):
        now = fields.Datetime.now()
        last = self.search(self._open_domain(phone, purpose), limit=1)
        waited = (now - last.sent_at).total_seconds() if last else SECONDS_BETWEEN
        if waited < SECONDS_BETWEEN:
            raise UserError(
                self.env._(
                    "A code was just sent. Ask for another one in %(seconds)s seconds.",
                    seconds=int(SECONDS_BETWEEN - waited) + 1,
                )
            )
        recent = [("sent_at", ">", now - LIMIT_WINDOW)]
        by_phone = self.search_count([("phone", "=", phone), *recent])
        by_address = 0
        if address_hash:
            asked = [("address_hash", "=", address_hash), *recent]
            by_address = self.search_count(asked)
        if by_phone >= MOST_PER_PHONE or by_address >= MOST_PER_ADDRESS:
            raise UserError(
                self.env._("Too many codes were asked for today. Try again tomorrow.")
            )

    @api.model
    def _hash(self, phone, purpose, salt, code):
        # signing needs the secret of the database
        return hmac(self.env(su=True), "phone_code", (phone, purpose, salt, code))

    @api.model
    def _hash_address(self):
        if not request:
            return ""
        address = request.httprequest.remote_addr or ""
        # signing needs the secret of the database
        return hmac(self.env(su=True), "phone_code_address", address)

    @api.autovacuum
    def _gc_old(self):
        """Forget codes when they no longer count for any limit."""
        gone = fields.Datetime.now() - LIMIT_WINDOW
        self.search([("sent_at", "<", gone)], limit=10_000).unlink()
