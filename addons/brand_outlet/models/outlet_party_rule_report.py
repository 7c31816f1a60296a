from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_open_models(self):
        """Published figures belong to nobody."""
        return super()._get_open_models() | {"outlet.benchmark"}

    @api.model
    def _get_party_domains(self, party):
        """A report shows a brand its goods and an agent what was sold of his."""
        role = {
            "agent": [("agent_id", "in", self._get_agent_ids(party))],
            "brand": [("brand_id.partner_id", "=", party.id)],
        }
        reports = (
            "outlet.agent.pulse",
            "outlet.sale.report",
            "outlet.sell.through",
            "outlet.session.report",
            "outlet.size.run",
            "outlet.stock.report",
        )
        return super()._get_party_domains(party) | dict.fromkeys(reports, role)
