from odoo import fields, models


class PosOrder(models.Model):
    _inherit = "pos.order"

    coupon_reason = fields.Char(
        readonly=True,
        copy=False,
        help="Why this coupon: what it saved, and what the next best would have.",
    )

    def _prepare_receipt_coupons(self):
        coupons = super()._prepare_receipt_coupons()
        if coupons and self.coupon_reason:
            coupons[-1]["why"] = self.coupon_reason
        return coupons
