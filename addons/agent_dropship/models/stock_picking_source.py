from odoo import models


class StockPicking(models.Model):
    """News of a dispatch go to the source of its order at once."""

    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        self._wake_pass_back()
        return result

    def _on_delivered(self):
        result = super()._on_delivered()
        self._wake_pass_back()
        return result

    def _wake_pass_back(self):
        # which source an order has does not concern who ships it
        sources = self.sudo().sale_id.place_id.source_id
        if any(source.pass_back == "push" for source in sources):
            self.env.ref("agent_dropship.cron_order_source")._trigger()
