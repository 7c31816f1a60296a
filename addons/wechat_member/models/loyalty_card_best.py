from odoo import fields, models


class LoyaltyCard(models.Model):
    """What the choice of the best coupon must know of a coupon."""

    _inherit = "loyalty.card"

    paid_amount = fields.Monetary(
        default=0.0,
        readonly=True,
        copy=False,
        help="What the member paid for this coupon. It is never used where it would "
        "give less.",
    )

    def _prepare_panel_coupons(self, order_uuid=None):
        coupons = super()._prepare_panel_coupons(order_uuid)
        for card, vals in zip(self, coupons, strict=True):
            program = card.program_id
            vals.update(
                program_id=program.id,
                kind=program.coupon_kind,
                may_combine=program.may_combine,
                paid_amount=card.paid_amount,
                points=card.points,
            )
        return coupons
