from odoo import models
from odoo.tools import float_is_zero

from .loyalty_card_entry import DIGITS


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _settle_returns(self, shares, reference=False):
        result = super()._settle_returns(shares, reference)
        for order in self.filtered(lambda order: order.state == "sale"):
            order._settle_coupons_back()
        return result

    def _settle_coupons_back(self):
        """Give coupons back, or take them again, as the credit notes stand now."""
        share = self._get_returned_share()
        rewards = self.order_line.filtered(
            lambda line: line.coupon_id and line.coupon_id._is_coupon()
        )
        for card, lines in rewards.grouped("coupon_id").items():
            cost = sum(lines.mapped("points_cost"))
            due = cost if card.program_id._gives_back(card, share) else 0.0
            change = due - self._get_given_back(card)
            # a coupon that was used again stays used
            if float_is_zero(change, DIGITS) or card.points + change < 0:
                continue
            card._post_entry("return", change, False, order=self)

    def _get_given_back(self, card):
        # Who credits goods need not be allowed to read the ledger.
        rows = (
            self.env["member.entry"]
            .sudo()
            ._read_group(
                [
                    ("card_id", "=", card.id),
                    ("order_model", "=", self._name),
                    ("order_id", "=", self.id),
                    ("kind", "=", "return"),
                ],
                [],
                ["amount:sum"],
            )
        )
        return rows[0][0] or 0.0
