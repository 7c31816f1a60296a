from odoo import models


class StockQuant(models.Model):
    """What the operator does not find on an agent's shelf counts in his score."""

    _inherit = "stock.quant"

    def _apply_inventory(self, *args, **kwargs):
        # what the system corrects, e.g. after a refusal, is no count
        if not self.env.su:
            self._log_missing()
        return super()._apply_inventory(*args, **kwargs)

    def _log_missing(self):
        missing = self.filtered(
            lambda quant: (
                quant.owner_id
                and quant.owner_id == quant.warehouse_id.agent_id
                and quant.inventory_diff_quantity < 0
            )
        )
        for agent, quants in missing.grouped("owner_id").items():
            self.env["agent.event"]._log_agent(
                "stock_wrong",
                agent,
                quants.company_id[:1],
                note=self.env._(
                    "Counted: %(goods)s",
                    goods="; ".join(
                        f"{quant.product_id.display_name} {quant.quantity:g} → "
                        f"{quant.inventory_quantity:g}"
                        for quant in quants
                    ),
                ),
            )
