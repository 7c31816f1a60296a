from odoo import api, models


class RoutingDecision(models.Model):
    _inherit = "routing.decision"

    @api.model
    def _get_wordings(self):
        return super()._get_wordings() | {
            "upstream": self.env._("The reseller deals with another agent"),
        }
