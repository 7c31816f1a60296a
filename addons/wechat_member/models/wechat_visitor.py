"""Who a browser has logged in as, through WeChat."""

from odoo import api, models
from odoo.http import request

SESSION_KEY = "wechat_visitor"


class WechatIdentity(models.Model):
    _inherit = "wechat.identity"

    def _remember_visitor(self):
        """Let the browser of this request be known as this identity from now on."""
        self.ensure_one()
        seen = dict(request.session.get(SESSION_KEY) or {})
        seen[str(self.account_id.id)] = self.id
        request.session[SESSION_KEY] = seen

    @api.model
    def _get_visitor(self, company):
        """Return the identity this browser has logged in as, at a merchant's account.

        An entrance for the member page: whose ``partner_id`` it has, may see that
        member's page; without one, a phone that is verified now may be bound to it.
        """
        ids = list((request.session.get(SESSION_KEY) or {}).values())
        # a visitor has no rights; the session tells which identity he has proven
        return self.sudo().search(
            [
                ("id", "in", ids),
                ("company_id", "=", company.id),
                ("account_id.active", "=", True),
            ],
            limit=1,
        )

    @api.model
    def _forget_visitor(self):
        """Log the browser of this request out."""
        request.session.pop(SESSION_KEY, None)
