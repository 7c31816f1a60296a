from odoo import models

from .outlet_case import OPEN_CASE_STATES


class DispatchInterception(models.Model):
    """A parcel that was asked back is one matter, on whichever screen it is booked."""

    _inherit = "dispatch.interception"

    def _move_on(self, state):
        """Goods that arrived all the same are expected no more."""
        result = super()._move_on(state)
        if state == "delivered":
            # which cases there are is no matter of who marks the parcel
            for case in self.sudo()._get_open_cases():
                case._cancel(self.env._("It was delivered all the same."))
        return result

    def _get_open_cases(self):
        return self.env["outlet.case"].search(
            [
                ("picking_ids", "in", self.picking_id.ids),
                ("kind", "=", "interception"),
                ("state", "in", OPEN_CASE_STATES),
            ]
        )
