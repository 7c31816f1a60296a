from odoo import api, models


class OutletPartyRule(models.AbstractModel):
    _inherit = "outlet.party.rule"

    @api.model
    def _get_open_models(self):
        """Guides hold nothing of anybody; whose role has one is a rule of its own."""
        return super()._get_open_models() | {"role.guide"}
