from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.outlet_base.sealed import seal, unseal

from ..pack.merchant import Merchant
from ..wechat import is_loopback

API_KEY_LENGTH = 32


class WechatMerchant(models.Model):
    """A merchant number of WeChat Pay, in whose name coupons are given out."""

    _name = "wechat.merchant"
    _description = "WeChat Pay Merchant"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    number = fields.Char("Merchant Number", required=True, copy=False)
    brand_number = fields.Char(
        copy=False, help="Number of the brand; product coupons are given in its name."
    )
    serial = fields.Char("Certificate Serial Number", required=True, copy=False)
    platform_id = fields.Char(
        "WeChat Pay Public Key ID",
        required=True,
        copy=False,
        help="PUB_KEY_ID_..., or the serial number of WeChat Pay's certificate.",
    )
    platform_key = fields.Text(
        "WeChat Pay Public Key",
        required=True,
        copy=False,
        help="The public key, or the certificate where the merchant has no public key "
        "yet. While one replaces the other, enter both, one below the other.",
    )
    private_key = fields.Text(
        compute="_compute_typed_in",
        inverse="_inverse_private_key",
        help="The merchant's own key, PEM. Is kept sealed and not shown again.",
    )
    api_key = fields.Char(
        "APIv3 Key",
        compute="_compute_typed_in",
        inverse="_inverse_api_key",
        help="32 characters. Is kept sealed and not shown again.",
    )
    private_key_sealed = fields.Text(copy=False, groups="base.group_system")
    api_key_sealed = fields.Text(copy=False, groups="base.group_system")
    has_keys = fields.Boolean("Keys Entered", compute="_compute_has_keys")
    simulator_url = fields.Char(
        "Simulator",
        copy=False,
        groups="base.group_system",
        help="For trying out and for tests: a program on this machine that behaves "
        "like WeChat Pay. Empty for WeChat Pay itself.",
    )

    _number_unique = models.UniqueIndex(
        "(number)", "There is a merchant with this number already."
    )

    def _compute_typed_in(self):
        """Keys are typed in and never shown."""
        self.private_key = self.api_key = False

    @api.depends("private_key_sealed", "api_key_sealed")
    def _compute_has_keys(self):
        # whether there is one is no secret
        for merchant, sudo in zip(self, self.sudo(), strict=True):
            merchant.has_keys = bool(sudo.private_key_sealed and sudo.api_key_sealed)

    def _inverse_private_key(self):
        for merchant in self.filtered("private_key"):
            # who may set up the merchant may put a key in, but take none out
            merchant.sudo().private_key_sealed = seal(merchant.private_key.strip())

    def _inverse_api_key(self):
        for merchant in self.filtered("api_key"):
            key = merchant.api_key.strip()
            if len(key.encode()) != API_KEY_LENGTH:
                raise ValidationError(self.env._("The APIv3 key has 32 characters."))
            # who may put a secret in may take none out
            merchant.sudo().api_key_sealed = seal(key)

    @api.constrains("simulator_url")
    def _check_simulator_url(self):
        for merchant in self:
            if merchant.simulator_url and not is_loopback(merchant.simulator_url):
                raise ValidationError(
                    self.env._(
                        "A simulator runs on this machine: enter an address like "
                        "http://127.0.0.1:9000, or leave it empty for WeChat itself."
                    )
                )

    def _open(self):
        """Return the ``Merchant`` that signs and sends.

        :raise UserError: keys are missing or cannot be read
        """
        self.ensure_one()
        # what is sealed is readable to nobody; the work with it needs it
        sudo = self.sudo()
        try:
            return Merchant(
                self.number,
                self.serial,
                unseal(sudo.private_key_sealed),
                self.platform_id,
                self.platform_key,
                unseal(sudo.api_key_sealed),
                base=sudo.simulator_url or "",
            )
        except ValueError as error:
            raise UserError(
                self.env._(
                    "The keys of %s cannot be read. Enter them again.", self.name
                )
            ) from error
