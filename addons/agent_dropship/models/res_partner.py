from odoo import models

from ..address import resolve


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_coordinates(self):
        """Return (latitude, longitude) of this address in degrees, or None."""
        latitude, longitude, level = self._locate()
        return (latitude, longitude) if level else None

    def _locate(self):
        """Return (latitude, longitude, level) of this address.

        Coordinates that somebody set win; otherwise the address is looked up in the
        division table that comes with the addon, so nothing leaves this machine.

        :return: level ``exact`` (set by hand), ``district``, ``city`` or ``province``
            (the middle of it), or "" with coordinates None where nothing is known
        """
        if self.partner_latitude or self.partner_longitude:
            return self.partner_latitude, self.partner_longitude, "exact"
        found = resolve(
            self.state_id.name or "",
            self.city or "",
            self.district or "",
            self.street or "",
        )
        return found.lat, found.lon, found.level

    def _get_location_words(self):
        """Say in words what the distance to this address is measured from."""
        return {
            "exact": self.env._("Distances from the very address"),
            "district": self.env._("Distances from the middle of the district"),
            "city": self.env._("Distances from the middle of the city"),
            "province": self.env._("Distances from the middle of the province"),
        }.get(self._locate()[2], "")
