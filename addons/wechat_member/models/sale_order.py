from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # written since members were looked at last
    _member_touched_idx = models.Index("(write_date)")

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        # What a till holds for a paying customer cannot be spent here as well.
        points = super()._get_real_points_for_coupon(coupon, post_confirm=post_confirm)
        if self.state not in ("sale", "done"):
            key = self._get_redemption_key()
            points -= coupon._reserved_points(key)[coupon]
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
