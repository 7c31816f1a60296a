"""The member's phone as a card: codes that change, and who may see his page."""

import secrets
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq, hash_sign, verify_hash_signed
from odoo.tools.misc import hmac

from odoo.addons.outlet_base.sealed import seal, unseal

from ..tools.dynamic_code import (
    CODE_DIGITS,
    HANDLE_DIGITS,
    KEY_STEPS,
    PREFIX,
    STEP_SECONDS,
    device_key,
    make_code,
    step_at,
)
from .member_code_use import MemberCodeRefused

PASS_SCOPE = "wechat_member.pass"
PASS_DAYS = 180


class ResPartner(models.Model):
    _inherit = "res.partner"

    member_code_handle = fields.Char(
        copy=False,
        groups="base.group_system",
        help="The digits that stand for the member in the code of his phone.",
    )
    member_code_secret = fields.Char(
        copy=False,
        groups="base.group_system",
        help="What the codes of his phone follow from, sealed.",
    )
    member_card_type_id = fields.Many2one(
        "member.card.type",
        "Card Type",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="How the card looks. Empty: the first card type of the company.",
    )

    _member_code_handle_unique = models.UniqueIndex(
        "(member_code_handle) WHERE member_code_handle IS NOT NULL"
    )

    def _get_card_type(self):
        """Return the type of the member's card; a plain one where there is none."""
        self.ensure_one()
        types = self.env["member.card.type"]
        return self.member_card_type_id or types._get_default(self.member_company_id)

    # ------------------------------------------------------------------------- code
    @api.model
    def _find_by_code(self, handle, company):
        return self.search(
            [
                ("member_code_handle", "=", handle),
                ("is_member", "=", True),
                ("member_company_id", "=", company.id),
            ],
            limit=1,
        )

    def _get_code_secret(self):
        self.ensure_one()
        return unseal(self.member_code_secret)

    def _ensure_code_secret(self):
        """Return the secret of the member's codes, made when first needed."""
        self.ensure_one()
        secret = self._get_code_secret()
        if not secret:
            self._renew_codes()
            secret = self._get_code_secret()
        return secret

    def _renew_codes(self):
        """Give these members new secrets: codes and phones of before are worthless."""
        for partner in self:
            partner.write(
                {
                    "member_code_handle": self._next_code_handle(),
                    "member_code_secret": seal(secrets.token_hex(32)),
                }
            )

    @api.model
    def _next_code_handle(self):
        while True:
            handle = f"{secrets.randbelow(10**HANDLE_DIGITS):0{HANDLE_DIGITS}d}"
            if not self.search_count([("member_code_handle", "=", handle)], limit=1):
                return handle

    def _prepare_device_code(self):
        """Return what the phone needs to show codes without a connection.

        The keys serve this week and the next: who copies them has them no longer.
        """
        self.ensure_one()
        secret = self._ensure_code_secret()
        now = time.time()
        step = step_at(now)
        week = step // KEY_STEPS
        return {
            "prefix": PREFIX + self.member_code_handle,
            "keys": {
                str(at): device_key(secret, at * KEY_STEPS) for at in (week, week + 1)
            },
            "keySteps": KEY_STEPS,
            "stepSeconds": STEP_SECONDS,
            "digits": CODE_DIGITS,
            "now": int(now * 1000),
        }

    def _get_current_code(self):
        """Return the code of this minute."""
        secret = self._ensure_code_secret()
        return make_code(self.member_code_handle, secret, step_at(time.time()))

    # ------------------------------------------------------------------- who is it?
    @api.model
    def _find_member(self, code, company):
        """Return the member; a code that changes is used up by being read.

        :raise MemberCodeRefused: such a code, but unknown, too old or shown before
        """
        member = self.env["member.code.use"]._take((code or "").strip(), company)
        return member or super()._find_member(code, company)

    @api.model
    def member_lookup(self, code, config_id, order_uuid=None):
        """Find the member, also by the code of his phone; say why one is refused."""
        asking = self.with_context(
            member_code_till=config_id, member_code_order=order_uuid
        )
        try:
            return super(ResPartner, asking).member_lookup(code, config_id, order_uuid)
        except MemberCodeRefused as refusal:
            return {"found": False, "message": str(refusal)}

    # ------------------------------------------------------------------ member page
    def _make_pass(self):
        """Return what a phone keeps to be this member's: signed, with an end."""
        self.ensure_one()
        values = [self.id, self._get_pass_mark()]
        return hash_sign(
            self.env, PASS_SCOPE, values, expiration=timedelta(days=PASS_DAYS)
        )

    @api.model
    def _find_by_pass(self, text):
        """Return the member whose phone keeps this pass, or nobody."""
        try:
            values = verify_hash_signed(self.env, PASS_SCOPE, text or "")
        except (ValueError, IndexError):
            return self.browse()
        if not values:
            return self.browse()
        member = self.search([("id", "=", values[0]), ("is_member", "=", True)])
        alive = member and consteq(member._get_pass_mark(), values[1])
        return member if alive else self.browse()

    def _get_pass_mark(self):
        # bound to the secret: new codes end every phone that was logged in before
        return hmac(self.env, PASS_SCOPE, self._ensure_code_secret())[:32]

    def action_reset_member_access(self):
        """Log out every phone of these members; old links and codes die."""
        self.check_access("write")
        # the secrets are hidden from everybody, also from who may replace them
        for partner_sudo in self.sudo():
            partner_sudo.member_token = secrets.token_urlsafe(24)
            partner_sudo._renew_codes()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "All phones are logged out. The old link no longer opens the card."
                ),
            },
        }
