from odoo import models

from odoo.addons.agent_dropship.routing import Reason


class DropshipRouter(models.AbstractModel):
    _inherit = "dropship.router"

    def _get_obstacles(self, line, goods, supplies):
        obstacles = super()._get_obstacles(line, goods, supplies)
        upstream = line.order_id.upstream_id
        if upstream:
            # a reseller deals with the party right above him and nobody else
            others = goods.agents != upstream.id
            obstacles.append((others, Reason("upstream")))
        return obstacles
