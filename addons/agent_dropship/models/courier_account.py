import logging
import secrets
from urllib.parse import urlsplit

import requests

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.outlet_base.sealed import seal, unseal

from ..courier import Fault

_logger = logging.getLogger(__name__)
# seconds to connect, and to wait for the answer
TIMEOUT = 10
BASE_URLS = {"kuaidi100": "https://poll.kuaidi100.com"}


class CourierAccount(models.Model):
    """Access to a provider that tells where parcels are.

    Key and salt are kept sealed: they are typed in and never shown again.
    """

    _name = "courier.account"
    _description = "Courier Account"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    provider = fields.Selection(
        [("kuaidi100", "Kuaidi100")], required=True, default="kuaidi100"
    )
    base_url = fields.Char(
        "Address",
        required=True,
        default=lambda self: BASE_URLS["kuaidi100"],
        help="Where the provider is asked. With a new address the key has to be "
        "entered again, so that it is never sent to somebody else.",
    )
    customer = fields.Char(
        "Customer Number", help="The provider signs queries with it."
    )
    key = fields.Char(
        compute="_compute_key",
        inverse="_inverse_key",
        help="Is kept sealed and not shown again.",
    )
    has_key = fields.Boolean("Key Entered", compute="_compute_has_key")
    key_sealed = fields.Char(copy=False, readonly=True, groups="base.group_system")
    salt_sealed = fields.Char(
        default=lambda self: self._default_salt_sealed(),
        copy=False,
        readonly=True,
        required=True,
        groups="base.group_system",
    )
    callback_token = fields.Char(
        default=lambda self: secrets.token_urlsafe(24),
        copy=False,
        readonly=True,
        required=True,
        groups="base.group_system",
        help="The part of the address for pushes that nobody can guess.",
    )
    polls_per_day = fields.Integer(
        "Queries per Parcel and Day",
        default=4,
        help="Parcels that nothing is heard of are asked about so often at most. More "
        "than 48 queries a day lock a number for a day.",
    )
    silent_hours = fields.Integer(
        "Ask after Hours of Silence",
        default=12,
        help="A parcel is asked about when the provider told nothing for so long.",
    )
    last_error = fields.Char(readonly=True, copy=False)
    last_error_at = fields.Datetime(readonly=True, copy=False)

    _callback_token_unique = models.UniqueIndex("(callback_token)")
    _polls_per_day_bounded = models.Constraint(
        "CHECK (polls_per_day BETWEEN 0 AND 24)",
        "A parcel may be asked about 24 times a day at most.",
    )
    _silent_hours_positive = models.Constraint(
        "CHECK (silent_hours > 0)", "The hours of silence must be positive."
    )

    # --- secrets ------------------------------------------------------------------

    def _compute_key(self):
        self.key = False

    @api.depends("key_sealed")
    def _compute_has_key(self):
        # whether there is one is no secret
        for account, account_sudo in zip(self, self.sudo(), strict=True):
            account.has_key = bool(account_sudo.key_sealed)

    def _inverse_key(self):
        for account in self:
            if account.key:
                # who may set up the account may put a key in, but take none out
                account.sudo().key_sealed = seal(account.key.strip())

    @api.model
    def _default_salt_sealed(self):
        return seal(secrets.token_hex(16))

    def _open_secret(self, name):
        """Return the ``key`` or ``salt``; to be sent or compared, never shown."""
        # only the adapters ask, on behalf of the server
        return unseal(self.sudo()[f"{name}_sealed"])

    def write(self, vals):
        """Forget the key where the address changes and no key comes with it."""
        if "base_url" in vals and not vals.get("key"):
            moved = self.filtered(lambda one: one.base_url != vals["base_url"])
            # forgetting needs no right to read
            moved.sudo().key_sealed = False
        return super().write(vals)

    @api.constrains("base_url")
    def _check_base_url(self):
        for account in self:
            parts = urlsplit(account.base_url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValidationError(
                    self.env._("The address has to begin with https://")
                )

    @api.model
    def _get_default(self, company):
        """Return the account that tells of a company's parcels, or none.

        One without a key is no use, and nothing is sent in its name.
        """
        # which of the accounts have a key is no secret
        usable = [("company_id", "=", company.id), ("key_sealed", "!=", False)]
        return self.sudo().search(usable, limit=1)

    # --- talking ------------------------------------------------------------------

    def _get_adapter(self):
        """Return the model that speaks this provider's language."""
        return self.env[f"courier.provider.{self.provider}"]

    def _get_callback_url(self):
        # the address is for the provider alone
        token = self.sudo().callback_token
        return f"{self.get_base_url()}/outlet/courier/{token}"

    @api.model
    def _find_by_token(self, token):
        """Return the account (sudo) a push is for, or none."""
        if not token or len(token) > 64:
            # the caller is a machine without a user: the secret in the address is its
            # proof
            return self.sudo().browse()
        return self.sudo().search([("callback_token", "=", token)], limit=1)

    def _post(self, path, form):
        """Send a form and return the JSON object that comes back.

        What is sent holds secrets: nothing of it is logged or told in an error.

        :raise Fault: no answer in time, or none that makes sense
        """
        self.ensure_one()
        try:
            response = requests.post(
                self.base_url.rstrip("/") + path,
                data=form,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
            answer = response.json() if response.status_code == 200 else None
        except (requests.RequestException, ValueError) as error:
            _logger.info("Courier %s %s: %s", self.name, path, type(error).__name__)
            raise Fault(self.env._("No answer from the provider.")) from None
        if not isinstance(answer, dict):
            _logger.info("Courier %s %s: %s", self.name, path, response.status_code)
            raise Fault(
                self.env._(
                    "The provider answered with status %(status)s.",
                    status=response.status_code,
                )
            )
        return answer

    def _note_fault(self, fault):
        """Keep the last error, so that the operator sees what is wrong."""
        self.write(
            {"last_error": str(fault)[:200], "last_error_at": fields.Datetime.now()}
        )
