from odoo import models


class ShareEntry(models.Model):
    """Promotion money: at most one share of each delivery, for who sold it."""

    _inherit = "share.entry"

    _promoted_once = models.UniqueIndex(
        "(move_id, COALESCE(reversal_of_id, 0)) WHERE kind IN ('margin', 'commission')",
        "A delivery pays one seller, and no second one beside him.",
    )
    _promotion_for_seller = models.Constraint(
        "CHECK (kind NOT IN ('margin', 'commission') "
        "OR role IN ('reseller', 'affiliate'))",
        "Margin and commission are for the seller of the order.",
    )
