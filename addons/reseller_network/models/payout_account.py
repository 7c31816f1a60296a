import logging
import secrets
from urllib.parse import urlsplit

import requests

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.outlet_base.sealed import seal, unseal

from ..payout import Fault, Merchant

_logger = logging.getLogger(__name__)
# seconds to connect, and to wait for the answer
TIMEOUT = 10
SECRETS = ("private_key", "api_key")


class PayoutAccount(models.Model):
    """From where sellers are paid: a bank account of ours, or a WeChat merchant.

    Keys are kept sealed: they are typed in and never shown again.
    """

    _name = "payout.account"
    _description = "Payout Account"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    provider = fields.Selection(
        [("bank", "Bank transfer"), ("wechat", "WeChat merchant transfer")],
        required=True,
        default="bank",
    )
    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        check_company=True,
        domain=[("type", "in", ("bank", "cash"))],
        help="Where the money leaves our books.",
    )
    base_url = fields.Char(
        "Address",
        default="https://api.mch.weixin.qq.com",
        help="Where the provider is asked. With a new address the keys have to be "
        "entered again, so that nothing is signed for somebody else.",
    )
    app_id = fields.Char("App ID")
    merchant_number = fields.Char()
    serial = fields.Char("Certificate Serial")
    scene = fields.Char(
        "Transfer Scene", default="1005", help="As WeChat granted it to the merchant."
    )
    platform_serial = fields.Char("Platform Key ID")
    platform_key = fields.Text(
        "Platform Public Key", help="WeChat's answers and messages are checked with it."
    )
    private_key = fields.Text(
        compute="_compute_secrets",
        inverse="_inverse_private_key",
        help="Is kept sealed and not shown again.",
    )
    api_key = fields.Char(
        "APIv3 Key",
        compute="_compute_secrets",
        inverse="_inverse_api_key",
        help="Is kept sealed and not shown again.",
    )
    is_ready = fields.Boolean("Keys Entered", compute="_compute_is_ready")
    private_key_sealed = fields.Char(
        copy=False, readonly=True, groups="base.group_system"
    )
    api_key_sealed = fields.Char(copy=False, readonly=True, groups="base.group_system")
    callback_token = fields.Char(
        default=lambda self: secrets.token_urlsafe(24),
        copy=False,
        readonly=True,
        required=True,
        groups="base.group_system",
    )
    last_error = fields.Char(readonly=True, copy=False)
    last_error_at = fields.Datetime(readonly=True, copy=False)

    _callback_token_unique = models.UniqueIndex("(callback_token)")

    # --- secrets ------------------------------------------------------------------

    def _compute_secrets(self):
        self.private_key = False
        self.api_key = False

    @api.depends("private_key_sealed", "api_key_sealed", "provider", "platform_key")
    def _compute_is_ready(self):
        # whether there are keys is no secret
        for account, account_sudo in zip(self, self.sudo(), strict=True):
            account.is_ready = account.provider == "bank" or bool(
                account_sudo.private_key_sealed
                and account_sudo.api_key_sealed
                and account.platform_key
            )

    def _inverse_private_key(self):
        self._seal_secret("private_key")

    def _inverse_api_key(self):
        self._seal_secret("api_key")

    def _seal_secret(self, name):
        for account in self.filtered(name):
            # who may set up the account may put a key in, but take none out
            account.sudo()[f"{name}_sealed"] = seal(account[name].strip())

    def _open_secret(self, name):
        # only the adapters ask, on behalf of the server
        return unseal(self.sudo()[f"{name}_sealed"])

    def write(self, vals):
        """Forget the keys where the address changes and none come with it."""
        if "base_url" in vals:
            moved = self.filtered(lambda one: one.base_url != vals["base_url"])
            gone = [name for name in SECRETS if not vals.get(name)]
            # forgetting needs no right to read
            moved.sudo().write({f"{name}_sealed": False for name in gone})
        return super().write(vals)

    @api.constrains("base_url", "provider")
    def _check_base_url(self):
        for account in self.filtered(lambda one: one.provider != "bank"):
            parts = urlsplit(account.base_url or "")
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValidationError(
                    self.env._("The address has to begin with https://")
                )

    @api.constrains("platform_key", "provider")
    def _check_platform_key(self):
        for account in self.filtered("platform_key"):
            if "BEGIN PUBLIC KEY" not in account.platform_key:
                raise ValidationError(
                    self.env._("Paste the platform's public key as a whole (PEM).")
                )

    # --- talking ------------------------------------------------------------------

    @api.model
    def _get_default(self, company, provider):
        """Return the account a company pays out from by this way, or none."""
        # sellers ask for their money; which accounts there are is the operator's
        accounts = self.sudo().search(
            [("company_id", "=", company.id), ("provider", "=", provider)]
        )
        return accounts.filtered("is_ready")[:1]

    @api.model
    def _find_by_token(self, token):
        """Return the account (sudo) a notification is for, or none."""
        if not token or len(token) > 64:
            return self.sudo().browse()
        return self.sudo().search([("callback_token", "=", token)], limit=1)

    def _get_adapter(self):
        """Return the model that speaks this provider's language."""
        return self.env[f"payout.provider.{self.provider}"]

    def _get_callback_url(self):
        # the address is for the provider alone
        return f"{self.get_base_url()}/outlet/payout/{self.sudo().callback_token}"

    def _get_merchant(self):
        """Return the keys of a WeChat merchant.

        :raise UserError: they are missing, or no keys at all
        """
        self.ensure_one()
        if not self.is_ready:
            raise UserError(
                self.env._("Enter the keys of %(account)s.", account=self.name)
            )
        try:
            return Merchant(
                self.merchant_number or "",
                self.serial or "",
                self._open_secret("private_key"),
                self.platform_serial or "",
                self.platform_key,
                self._open_secret("api_key"),
            )
        except ValueError:
            raise UserError(
                self.env._(
                    "The keys of %(account)s can not be read.", account=self.name
                )
            ) from None

    def _ask(self, merchant, method, path, body=""):
        """Send a signed request and return (status, headers, text) of the answer.

        What is sent holds names and signatures: nothing of it is logged.

        :raise Fault: no answer in time: it may have been done or not
        """
        self.ensure_one()
        try:
            response = requests.request(
                method,
                self.base_url.rstrip("/") + path,
                data=body.encode(),
                headers=merchant.headers(method, path, body),
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            _logger.info("Payout %s: %s", self.id, type(error).__name__)
            raise Fault(self.env._("No answer from the provider.")) from None
        return (
            response.status_code,
            response.headers,
            response.content.decode("utf-8", "replace"),
        )

    def _note_fault(self, fault):
        """Keep the last error, so that the operator sees what is wrong."""
        # the reports of a transfer come in without a user
        self.sudo().write(
            {"last_error": str(fault)[:200], "last_error_at": fields.Datetime.now()}
        )
