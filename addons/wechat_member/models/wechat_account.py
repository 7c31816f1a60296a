import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.outlet_base.sealed import seal, unseal

from ..wechat import is_loopback

KINDS = [("official", "Official account"), ("mini", "Mini-program")]
CALLBACK_MODES = [
    ("aes", "Encrypted"),
    ("both", "Both, trusting what is encrypted"),
    ("plain", "Plain"),
]
# typed in, never shown again: field -> where it lies sealed
SECRETS = {
    "secret": "secret_sealed",
    "callback_token": "callback_token_sealed",
    "aes_key": "aes_key_sealed",
}


class WechatAccount(models.Model):
    """An official account or mini-program of a merchant.

    Everything in this addon works without one. Whatever talks to WeChat does so
    through ``_call`` of its account.
    """

    _name = "wechat.account"
    _description = "WeChat Account"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(KINDS, required=True, default="official")
    app_id = fields.Char("App ID", required=True, copy=False, tracking=True)
    original_id = fields.Char(
        "Original ID", copy=False, help="The account's own name, like gh_1a2b3c4d5e6f."
    )
    simulator_url = fields.Char(
        "Simulator",
        copy=False,
        groups="base.group_system",
        help="For trying out and for tests: a program on this machine that behaves "
        "like WeChat. Empty for WeChat itself.",
    )
    is_simulator = fields.Boolean(
        "Simulated", compute="_compute_is_simulator", compute_sudo=True, store=True
    )
    secret = fields.Char(
        "App Secret",
        compute="_compute_typed_in",
        inverse="_inverse_secret",
        help="Is kept sealed and not shown again.",
    )
    callback_token = fields.Char(
        "Token",
        compute="_compute_typed_in",
        inverse="_inverse_callback_token",
        help="Signs what WeChat tells us: 3 to 32 letters and digits. Is kept sealed "
        "and not shown again.",
    )
    aes_key = fields.Char(
        "EncodingAESKey",
        compute="_compute_typed_in",
        inverse="_inverse_aes_key",
        help="Encrypts what WeChat tells us: 43 letters and digits. Is kept sealed and "
        "not shown again.",
    )
    secret_sealed = fields.Char(copy=False, groups="base.group_system")
    callback_token_sealed = fields.Char(copy=False, groups="base.group_system")
    aes_key_sealed = fields.Char(copy=False, groups="base.group_system")
    aes_key_previous_sealed = fields.Char(
        copy=False,
        groups="base.group_system",
        help="The key before this one: messages under way still use it.",
    )
    has_secret = fields.Boolean("Secret Entered", compute="_compute_has_secrets")
    has_callback = fields.Boolean(
        "Token and Key Entered", compute="_compute_has_secrets"
    )
    callback_mode = fields.Selection(CALLBACK_MODES, required=True, default="aes")
    callback_key = fields.Char(
        copy=False,
        required=True,
        groups="base.group_system",
        default=lambda self: secrets.token_urlsafe(18),
    )
    callback_url = fields.Char("Server Address", compute="_compute_callback_url")
    can_message = fields.Boolean(
        "Template Messages", default=True, help="Template and subscription messages."
    )
    can_pack = fields.Boolean("Card Pack", help="Member cards in WeChat's card pack.")
    can_stored_value = fields.Boolean(
        "Balance on the Card", help="The card in WeChat may show stored value."
    )
    can_coupon = fields.Boolean(
        "Coupons in WeChat", help="Coupons of Odoo as coupons of WeChat Pay."
    )
    identity_ids = fields.One2many("wechat.identity", "account_id")
    request_ids = fields.One2many("wechat.request", "account_id")

    _app_id_unique = models.UniqueIndex(
        "(app_id)", "There is an account with this app ID already."
    )
    _callback_key_unique = models.UniqueIndex("(callback_key)")

    @api.depends("simulator_url")
    def _compute_is_simulator(self):
        for account in self:
            account.is_simulator = bool(account.simulator_url)

    @api.constrains("simulator_url")
    def _check_simulator_url(self):
        for account in self:
            url = account.simulator_url
            if url and not is_loopback(url):
                raise ValidationError(
                    self.env._(
                        "A simulator runs on this machine: enter an address like "
                        "http://127.0.0.1:9000, or leave it empty for WeChat itself."
                    )
                )

    @api.constrains("app_id")
    def _check_app_id(self):
        for account in self:
            app_id = account.app_id
            if not (app_id.isascii() and app_id.isalnum() and 8 <= len(app_id) <= 40):
                raise ValidationError(
                    self.env._("An app ID looks like wx0123456789abcdef.")
                )

    # --- secrets ------------------------------------------------------------------

    def _compute_typed_in(self):
        """Secrets are typed in and never shown."""
        self.secret = self.callback_token = self.aes_key = False

    @api.depends("secret_sealed", "callback_token_sealed", "aes_key_sealed")
    def _compute_has_secrets(self):
        # whether there is one is no secret
        for account, account_sudo in zip(self, self.sudo(), strict=True):
            account.has_secret = bool(account_sudo.secret_sealed)
            account.has_callback = bool(
                account_sudo.callback_token_sealed
                and (account.callback_mode == "plain" or account_sudo.aes_key_sealed)
            )

    def _inverse_secret(self):
        self._seal("secret")

    def _inverse_callback_token(self):
        for account in self.filtered("callback_token"):
            token = account.callback_token.strip()
            if not (token.isascii() and token.isalnum() and 3 <= len(token) <= 32):
                raise ValidationError(
                    self.env._("The token has 3 to 32 letters and digits.")
                )
        self._seal("callback_token")

    def _inverse_aes_key(self):
        for account in self.filtered("aes_key"):
            key = account.aes_key.strip()
            if not (key.isascii() and key.isalnum() and len(key) == 43):
                raise ValidationError(
                    self.env._("The EncodingAESKey has 43 letters and digits.")
                )
            # who may set up the account may put a key in, but take none out
            account_sudo = account.sudo()
            account_sudo.aes_key_previous_sealed = account_sudo.aes_key_sealed
        self._seal("aes_key")

    def _seal(self, name):
        for account in self.filtered(name):
            # who may set up the account may put a secret in, but take none out
            account.sudo()[SECRETS[name]] = seal(account[name].strip())

    def _open_secret(self, name):
        """Return a secret: "secret", "callback_token", "aes_key" or "aes_key_previous".

        To sign or decrypt with; never to be shown. Empty where none was entered.
        """
        self.ensure_one()
        # what is sealed is readable to nobody; the work with it needs it
        return unseal(self.sudo()[f"{name}_sealed"])

    def write(self, vals):
        """Forget the secret where account or place change and no new one comes."""
        # who may put a secret in may take none out
        moved = self.sudo().filtered(
            lambda account: any(
                (account[name] or "") != (vals[name] or "")
                for name in ("app_id", "simulator_url")
                if name in vals
            )
        )
        result = super().write(vals)
        if not vals.get("secret"):
            # forgetting needs no right to read
            moved.secret_sealed = False
        return result

    def _compute_callback_url(self):
        # who may put a secret in may take none out
        for account, account_sudo in zip(self, self.sudo(), strict=True):
            # the key is part of the address that a manager copies to the platform
            key = account_sudo.callback_key
            account.callback_url = f"{account.get_base_url()}/wechat/callback/{key}"
