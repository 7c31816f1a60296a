from odoo import models

from ..address import resolve


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_coordinates(self):
        """Return (latitude, longitude) of this address in degrees, or None.

        Coordinates that somebody set win; otherwise the address is looked up in the
        division table that comes with the addon, so nothing leaves this machine.
        """
        if self.partner_latitude or self.partner_longitude:
            return self.partner_latitude, self.partner_longitude
        found = resolve(
            self.state_id.name or "",
            self.city or "",
            self.district or "",
            self.street or "",
        )
        return None if found.lat is None else (found.lat, found.lon)
