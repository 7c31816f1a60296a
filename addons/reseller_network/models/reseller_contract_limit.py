from odoo import models


class ResellerContract(models.Model):
    """How many articles suit this kind of seller."""

    _inherit = "reseller.contract"

    def _get_pick_limit(self):
        """What was agreed with him, else what holds for his kind of seller."""
        if self.pick_limit:
            return self.pick_limit
        # a setting, the same for everybody who reads it
        limits = self.env["reseller.seller.limit"].sudo()
        own = limits.search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("seller_type", "=", self.seller_type),
            ],
            ["pick_limit"],
        )
        return own.pick_limit or super()._get_pick_limit()
