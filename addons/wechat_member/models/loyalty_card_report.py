from odoo import models


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    # Reports add up the coupons of a day.
    _created_idx = models.Index("(create_date)")
    _claimed_at_idx = models.Index("(claimed_at) WHERE claimed_at IS NOT NULL")
