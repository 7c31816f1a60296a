from odoo import api, models


class OutletDesk(models.AbstractModel):
    """Claims for coupons that wait for this side."""

    _inherit = "outlet.desk"

    @api.model
    def _get_todos(self, role, window):
        todos = super()._get_todos(role, window)
        if role == "agent":
            return todos
        return [self._get_claim_todo(role), *todos]

    @api.model
    def _get_claim_todo(self, role):
        """Return the claims a brand has to agree on, or disputes that wait for us."""
        if role == "brand":
            label, state = self.env._("Coupon claims to agree"), "sent"
            action = "reseller_network_wechat_member.campaign_claim_action_brand"
        else:
            label, state = self.env._("Coupon claims with disputed lines"), "disputed"
            action = "wechat_member.campaign_claim_action"
        return self._prepare_todo(
            "claim",
            label,
            self._open_action(action, [("state", "=", state)]),
            "warning" if role == "brand" else "danger",
            "fa-ticket",
        )
