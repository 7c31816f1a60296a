import numpy as np

from odoo import models

from odoo.addons.agent_dropship.routing import Reason


class DropshipRouter(models.AbstractModel):
    _inherit = "dropship.router"

    def _get_obstacles(self, line, goods, supplies):
        obstacles = super()._get_obstacles(line, goods, supplies)
        suppliers = line.order_id.upstream_id | line.order_id.joined_agent_ids
        if suppliers:
            # a reseller deals with the party right above him and those he joined
            others = ~np.isin(goods.agents, suppliers.ids)
            obstacles.append((others, Reason("upstream")))
        return obstacles
