from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_party_domains(self, party):
        """An agent works with what lies in his warehouses and leaves them.

        The consumer's address comes as text on the dispatch: no agent reads the
        contacts, orders or prices behind it.
        """
        agents = self._get_agent_ids(party)
        warehouses = [("warehouse_id.agent_id", "in", agents)]
        own = [("agent_id", "in", agents)]
        return super()._get_party_domains(party) | {
            "stock.warehouse": {"agent": own},
            "stock.location": {"agent": warehouses},
            "stock.picking.type": {"agent": warehouses},
            "stock.quant": {
                "agent": [
                    ("owner_id", "in", agents),
                    ("location_id.warehouse_id.agent_id", "in", agents),
                ]
            },
            "stock.picking": {"agent": own},
            "stock.move": {"agent": [("picking_id.agent_id", "in", agents)]},
            "stock.move.line": {"agent": [("picking_id.agent_id", "in", agents)]},
            "delivery.carrier": {"agent": [("is_courier", "=", True)]},
        }
