"""Keys of other systems that ask about coupons and redeem them."""

import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

KEY_BYTES = 30
SEEN_AFTER = timedelta(minutes=5)


class MemberApiKey(models.Model):
    """A key stands for one outlet, and acts with the rights of one user."""

    _name = "member.api.key"
    _description = "Key of the Redemption Interface"
    _order = "name, id"

    name = fields.Char(
        "System", required=True, help="Who uses the key, e.g. the mall's own app."
    )
    active = fields.Boolean(default=True)
    config_id = fields.Many2one(
        "pos.config",
        "Outlet",
        required=True,
        index=True,
        ondelete="cascade",
        help="What this key redeems is redeemed here.",
    )
    company_id = fields.Many2one(related="config_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        "Acts as",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="The key may do what this user may do, and no more.",
    )
    valid_until = fields.Date(help="Empty: until it is archived.")
    key_hash = fields.Char(copy=False, readonly=True, groups="base.group_system")
    key_end = fields.Char(
        "Ends with",
        copy=False,
        readonly=True,
        help="The last four characters tell keys apart. The key itself is not kept.",
    )
    last_used_at = fields.Datetime("Last Used", copy=False, readonly=True)
    request_ids = fields.One2many("member.api.request", "key_id", readonly=True)

    _key_hash_unique = models.UniqueIndex("(key_hash) WHERE key_hash IS NOT NULL")

    @api.constrains("user_id", "config_id")
    def _check_user(self):
        for key in self:
            if key.user_id.share or key.company_id not in key.user_id.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work for %(company)s.",
                        user=key.user_id.name,
                        company=key.company_id.name,
                    )
                )

    def action_make_key(self):
        """Make a new key and show it, once; the one before opens nothing any more."""
        self.ensure_one()
        self.check_access("write")
        text = self._make_key()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.users.apikeys.show",
            "name": self.env._("The New Key"),
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": text},
        }

    def _make_key(self):
        text = secrets.token_urlsafe(KEY_BYTES)
        # nobody reads or writes the hash himself; the right was checked by the caller
        self.sudo().write({"key_hash": _digest(text), "key_end": text[-4:]})
        return text

    @api.model
    def _find_by_key(self, text):
        """Return the living key that ``text`` is, acting as its user, or nothing."""
        if not text:
            return self.browse()
        # who asks is nobody yet: the key itself tells who it is
        key_sudo = self.sudo().search([("key_hash", "=", _digest(text))], limit=1)
        today = key_sudo.company_id._get_local_today()
        over = key_sudo.valid_until and key_sudo.valid_until < today
        works_there = key_sudo.company_id in key_sudo.user_id.company_ids
        if not key_sudo or over or not works_there or not key_sudo.user_id.active:
            return self.browse()
        user = key_sudo.user_id
        return (
            key_sudo.with_user(user)
            .with_company(key_sudo.company_id)
            .with_context(
                lang=user.lang,
                tz=user.tz,
                allowed_company_ids=key_sudo.company_id.ids,
            )
        )

    def _note_use(self):
        """Remember that the key is in use, without a write at every call."""
        now = fields.Datetime.now()
        if not self.last_used_at or self.last_used_at < now - SEEN_AFTER:
            # the user of a key need not be the one who keeps it
            self.env.cr.execute(
                """
                UPDATE member_api_key SET last_used_at = %s
                 WHERE id IN (SELECT id FROM member_api_key WHERE id = %s
                                 FOR NO KEY UPDATE SKIP LOCKED)
                """,
                (now, self.id),
            )


def _digest(text):
    # the key is random and long: nothing is gained by a slow hash
    return hashlib.sha256(text.encode()).hexdigest()
