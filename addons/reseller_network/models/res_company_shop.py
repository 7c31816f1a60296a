from datetime import timedelta

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    pay_online_minutes = fields.Integer(
        "Keep Unpaid Orders (minutes)",
        default=15,
        help="Pieces ordered on a shared page are kept this long for whoever pays "
        "online; then they are free again.",
    )
    pay_direct_hours = fields.Integer(
        "Wait for the Seller (hours)",
        default=24,
        help="Pieces ordered on a shared page are kept this long where the buyer pays "
        "the seller directly, until the seller says that the money has come.",
    )

    _pay_online_positive = models.Constraint(
        "CHECK (pay_online_minutes > 0 AND pay_direct_hours > 0)",
        "Unpaid orders are kept for more than no time.",
    )

    def _get_pay_by(self, online):
        """Return until when an unpaid order keeps its pieces."""
        kept = (
            timedelta(minutes=self.pay_online_minutes)
            if online
            else timedelta(hours=self.pay_direct_hours)
        )
        return fields.Datetime.now() + kept
