from odoo import api, models
from odoo.tools import SQL


class ResellerAccount(models.AbstractModel):
    _inherit = "reseller.account"

    @api.model
    def _get_unreleased_sql(self, company):
        """What is doubted waits until somebody has decided."""
        return SQL(
            "%s OR %s",
            super()._get_unreleased_sql(company),
            self.env["share.entry"]._get_hold_sql("entry"),
        )
