from odoo import api, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    """A tier is earned by selling: there is no fee that buys one."""

    _inherit = "product.template"

    @api.constrains("grade_id", "service_tracking")
    def _check_tier_not_for_sale(self):
        sold = self.filtered(lambda one: one.service_tracking == "partnership")
        # the tiers of resellers are those with a take price
        tiers = sold.sudo().grade_id.filtered("default_pricelist_id")
        if tiers:
            raise ValidationError(
                self.env._(
                    "%(tier)s is a reseller tier: it follows from sales and can not "
                    "be bought.",
                    tier=tiers[0].name,
                )
            )
