from odoo import models


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _get_available_pricelists(self):
        """Member prices of the levels are sold at every till of the company."""
        pricelists = super()._get_available_pricelists()
        levels = self.env["member.level"]._get_levels(self.company_id)
        return pricelists | levels.pricelist_id.filtered(
            lambda pricelist: (
                pricelist.active
                and pricelist.currency_id == self.currency_id
                and pricelist.company_id in (self.company_id, self.env["res.company"])
            )
        ).with_env(self.env)
