from odoo import models

from ..routing import snapshot


class DropshipRouter(models.AbstractModel):
    """Decisions keep what they were made from, so that they can be made again."""

    _inherit = "dropship.router"

    def _prepare_decision(self, order, plan, occasion):
        vals = super()._prepare_decision(order, plan, occasion)
        # what a session claimed was never weighed
        if not any(reason.code == "session" for reason in plan.summary):
            vals["inputs"] = snapshot.take(plan)
        return vals
