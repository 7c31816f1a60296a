from odoo import models


class Rma(models.Model):
    """Beneath a case an rma moves the goods; the customer only deals with the case."""

    _inherit = "rma"

    def _add_message_subscribe_partner(self):
        """Consumers follow no document that names the warehouse."""
        if self.order_id.place_id:
            return None
        return super()._add_message_subscribe_partner()
