from odoo import models


class ResellerContract(models.Model):
    """Who is in a pilot earns by the rates that are tried."""

    _inherit = "reseller.contract"

    def _commission_rates(self, templates):
        mine = self.with_context(commission_contract_id=self.id)
        return super(ResellerContract, mine)._commission_rates(templates)
