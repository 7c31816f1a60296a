"""A coupon as the redemption interface tells and redeems it."""

from odoo import fields, models

from .member_api import ApiRefusal


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _describe_for_api(self):
        """Return what the holder of a coupon may be told; nothing about the member."""
        self.ensure_one()
        program = self.program_id
        return {
            "name": program.name,
            "text": ", ".join(program.reward_ids.mapped("description")),
            "kind": program.reward_ids[:1].reward_type,
            "minimum": min(program.rule_ids.mapped("minimum_amount"), default=0),
            "currency": program.currency_id.name,
            "expires": fields.Date.to_string(self.expiration_date) or None,
            "usable": True,
        }

    def _get_api_discount(self, amount):
        """Return what the coupon takes off goods of ``amount``; None where it is goods.

        For a coupon on certain goods the caller gives the amount of those.
        """
        self.ensure_one()
        reward = self.program_id.reward_ids[:1]
        if reward.reward_type != "discount" or amount is None:
            return None
        if reward.discount_mode == "percent":
            off = amount * reward.discount / 100
        else:
            off = reward.discount
        if reward.discount_max_amount:
            off = min(off, reward.discount_max_amount)
        return self.currency_id.round(min(off, amount))

    def _get_api_taken_code(self):
        """Tell a coupon that lies on an open order from one that is gone."""
        # Only which of the two leaves the record.
        rows_sudo = self.env["coupon.redemption"].sudo()
        open_rows = rows_sudo.search(rows_sudo._reserving_domain(self), limit=1)
        return "in_use" if open_rows.state == "taken" else "used"

    def _redeem_by_api(self, key, body, discount):
        """Take and spend this coupon in one act; see ``coupon.redemption``.

        :raise ApiRefusal: somebody else was faster
        """
        redemptions = self.env["coupon.redemption"]
        order_key = f"api:{key.id}:{body['request']}"
        refusals = redemptions._take(
            {self: self._coupon_cost()}, order_key, key.config_id, self.partner_id
        )
        if refusals:
            raise ApiRefusal(self._get_api_taken_code(), refusals[self])
        return redemptions._spend_by_api(order_key, body, discount)
