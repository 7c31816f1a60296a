from odoo import fields, models


class PosOrder(models.Model):
    _inherit = "pos.order"

    allowance_token = fields.Char(
        copy=False,
        help="Set by a till that redeemed offline: the sealed promise it had.",
    )

    def _redeem_cards(self):
        """Redeem what was spent offline inside the till's allowance; see the original.

        Beyond it the ordinary rules hold: what is no longer there is refused.
        """
        if not self.allowance_token:
            return super()._redeem_cards()
        costs = self._get_card_costs()
        # The sealed token is the permission; cashiers read no allowances.
        allowance_sudo = self.env["till.allowance"].sudo()._find(self.allowance_token)
        rows = self.env["coupon.redemption"]
        if costs and allowance_sudo and allowance_sudo._covers(self, costs):
            rows._take_offline(self, costs, allowance_sudo)
            rows._consume(self)
            return None
        return super()._redeem_cards()
