from odoo import api, models
from odoo.fields import Domain


class ResellerContract(models.Model):
    """Which contract the logged-in user sells under."""

    _inherit = "reseller.contract"

    @api.model
    def _today(self):
        """Return today's date where the company is, whatever the phone's time zone."""
        return self.env.company._get_local_today()

    @api.model
    def _running_domain(self):
        """Return the domain of the contracts that hold today."""
        today = self._today()
        return Domain([("state", "=", "active"), ("date_start", "<=", today)]) & Domain(
            ["|", ("date_end", "=", False), ("date_end", ">=", today)]
        )

    def _is_running(self):
        """Return whether the contract holds today; see ``_running_domain``."""
        if not self or self.state != "active":
            return False
        today = self._today()
        return self.date_start <= today and not (
            self.date_end and self.date_end < today
        )

    @api.model
    def _last_for_current_user(self):
        """Return the running contract of the user, else his last one (or empty).

        Who sold once still reads his orders and statements.
        """
        if running := self._for_current_user():
            return running
        if not self.has_access("read"):
            return self.browse()
        return self.search(
            Domain("reseller_id", "=", self._get_own_partner().id)
            & Domain("state", "!=", "draft"),
            order="date_end desc, id desc",
            limit=1,
        )

    @api.model
    def _get_own_partner(self):
        """Return the partner in whose name the user acts.

        Whoever works for an agent sells in the agent's name where the agent is a
        reseller of others, too.
        """
        # which party one works for is one's own to know
        party = self.env.user.sudo().party_id
        return party or self.env.user.partner_id.commercial_partner_id

    @api.model
    def _for_current_user(self):
        """Return the running contract of the logged-in user (may be empty).

        The partner comes from the session, never from the request, so what is
        read from here on is his own.
        """
        if not self.has_access("read"):
            # staff of agents and brands pass by here on the way to their account
            return self.browse()
        return self.search_fetch(
            Domain("reseller_id", "=", self._get_own_partner().id)
            & Domain("company_id", "in", self.env.user.company_ids.ids)
            & self._running_domain(),
            limit=1,
        )
