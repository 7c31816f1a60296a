from odoo import models

from .loyalty_card_entry import CAUSE


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_confirm(self):
        self.order_line.coupon_id._queue_for_points()
        return super(SaleOrder, self._with_cause()).action_confirm()

    def _action_cancel(self):
        return super(SaleOrder, self._with_cause(kind="cancel"))._action_cancel()

    def _with_cause(self, **cause):
        """Tell the ledger of points which order moves them."""
        order = self.with_context({}) if len(self) == 1 else None
        return self.with_context(**{CAUSE: {"order": order, **cause}})

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        # What a till holds for a paying customer cannot be spent here as well.
        points = super()._get_real_points_for_coupon(coupon, post_confirm=post_confirm)
        if self.state not in ("sale", "done"):
            points -= coupon._reserved_points()[coupon]
        return points

    def _program_check_compute_points(self, programs):
        result = super()._program_check_compute_points(programs)
        multiplier = self.partner_id.member_level_id.points_multiplier or 1.0
        if self.partner_id.is_member and multiplier != 1:
            for program, outcome in result.items():
                if program.program_type == "loyalty" and outcome.get("points"):
                    outcome["points"] = [
                        self.currency_id.round(points * multiplier)
                        for points in outcome["points"]
                    ]
        return result
