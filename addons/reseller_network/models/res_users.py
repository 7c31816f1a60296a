from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessDenied
from odoo.fields import Domain
from odoo.tools.misc import hash_sign, verify_hash_signed

_SCOPE = "reseller_network.phone_login"


class ResUsers(models.Model):
    """Resellers log in with their phone: the code proves who holds it."""

    _inherit = "res.users"

    def _check_credentials(self, credential, env):
        if credential.get("type") != "phone_code":
            return super()._check_credentials(credential, env)
        # only people outside: whoever works in the back office has a password
        known = self._read_phone_proof(credential.get("proof"))
        if known != [self.id] or not self.share:
            raise AccessDenied
        return {"uid": self.id, "auth_method": "phone_code", "mfa": "default"}

    def _read_phone_proof(self, proof):
        try:
            # signing needs the secret of the database
            return verify_hash_signed(self.env(su=True), _SCOPE, proof or "")
        except ValueError:
            return None

    def _make_phone_credential(self):
        """Return the credential of who just proved to hold this user's phone."""
        self.ensure_one()
        proof = hash_sign(
            # signing needs the secret of the database
            self.env(su=True),
            _SCOPE,
            [self.id],
            expiration=timedelta(minutes=1),
        )
        return {"type": "phone_code", "login": self.login, "proof": proof}

    @api.model
    def _find_by_phone(self, phone, may_create=False):
        """Return the portal user of a verified mobile number (or empty).

        :param may_create: resellers brought in by a list get their login with the
            first code they type
        """
        # the number one logs in with was proven, that on a contact only typed
        own = self.search([("login", "=", phone), ("share", "=", True)], limit=1)
        if own:
            return own
        partner = self.env["res.partner"]._find_by_phone([phone]).get(phone)
        if not partner:
            return self.browse()
        if users := partner.user_ids.filtered("share"):
            return users[:1]
        contracts = self.env["reseller.contract"]
        contract = contracts.search(
            contracts._running_domain() & Domain("reseller_id", "=", partner.id),
            limit=1,
        )
        if not contract:
            return self.browse()
        return contract._ensure_login(phone) if may_create else self.browse()
