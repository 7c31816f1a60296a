from odoo import models


class StockPicking(models.Model):
    """Deadlines that an agent agreed to go before those of the company."""

    _inherit = "stock.picking"

    def _get_dispatch_hours(self):
        company = self.company_id or self.env.company
        agreed = self.env["agent.terms"]._get_hours(self.agent_id.id, company.id)
        return agreed or super()._get_dispatch_hours()
