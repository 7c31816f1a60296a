from odoo import models

from odoo.addons.agent_dropship.routing import Reason


class DropshipRouter(models.AbstractModel):
    _inherit = "dropship.router"

    def _get_obstacle(self, line, warehouse_id, row):
        reason = super()._get_obstacle(line, warehouse_id, row)
        upstream = line.order_id.upstream_id
        if reason or not upstream:
            return reason
        # a reseller deals with the party right above him and nobody else
        agent = self.env["stock.warehouse"].browse(warehouse_id).agent_id
        return None if agent == upstream else Reason("upstream")
