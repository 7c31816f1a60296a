from odoo import models


class BrandContract(models.Model):
    _inherit = "brand.contract"

    def write(self, vals):
        """Mark the own prices that another floor leaves outside the band."""
        result = super().write(vals)
        if {"floor_ratio", "state", "date_start", "date_end"} & set(vals):
            self.env["reseller.price"]._flag(brands=self.brand_id)
        return result
