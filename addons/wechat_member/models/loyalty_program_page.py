"""The page on which a coupon is claimed, and the link that leads there."""

from odoo import api, models
from odoo.tools import file_open, format_amount, format_date

STYLE = "wechat_member/static/src/member_page/claim_page.css"
SHORTEST_TOKEN = 12


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    @api.model
    def _find_claimable(self, token):
        """Return the program with this link, also one that is no longer given out."""
        if len(token or "") < SHORTEST_TOKEN:
            return self.browse()
        return self.with_context(active_test=False).search(
            [("claim_token", "=", token)], limit=1
        )

    def _get_claim_path(self, channel=None):
        """Return the address of the page where this coupon is claimed."""
        self.ensure_one()
        path = f"/member/claim/{self.claim_token}"
        return f"{path}?c={channel.code}" if channel else path

    def _prepare_claim_offer(self):
        """Describe the coupon to somebody who may claim it, in words."""
        self.ensure_one()
        minimum = max(self.rule_ids.mapped("minimum_amount") or [0])
        amount = format_amount(self.env, minimum, self.currency_id)
        conditions = [self.env._("From %s", amount)] if minimum else []
        ends = self._prepare_claim_vals(self.env["res.partner"], None, "claim")
        if ends["expiration_date"]:
            until = format_date(self.env, ends["expiration_date"])
            conditions.append(self.env._("Until %s", until))
        if self.claim_limit_member == 1:
            conditions.append(self.env._("One per member"))
        else:
            conditions.append(self.env._("%s per member", self.claim_limit_member))
        left = self.claim_limit and max(0, self._count_left_to_claim())
        return {
            "name": self.name,
            "worth": self._honest_text() or self.name,
            "conditions": conditions,
            "left": self.env._("%s left", left) if self.claim_limit else "",
        }

    @api.model
    def _get_claim_style(self):
        with file_open(STYLE) as style:
            return style.read()
