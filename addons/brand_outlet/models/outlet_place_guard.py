from odoo import models


class OutletPlace(models.Model):
    _inherit = "outlet.place"

    def action_open_guard(self):
        """Open the dialog that tells what may be sold at this place."""
        self.ensure_one()
        return self.env["outlet.guard.check"]._open(place_id=self)
