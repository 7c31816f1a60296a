from math import asin, cos, radians, sin, sqrt

from odoo import api, models
from odoo.fields import Domain

RADIUS_KM = 10
MOST_PLACES = 20
_KM_PER_DEGREE = 111.2


class OutletPlaceNearby(models.Model):
    """Places that want to be found by the people around them.

    Only name, kind, address and distance are told. Neither the link nor a single
    article is: those are for the people the owner gives the link to.
    """

    _inherit = "outlet.place"

    _findable_idx = models.Index("(latitude, longitude) WHERE findable_nearby")

    @api.model
    def _find_nearby(self, latitude, longitude):
        """Return the findable places within a walk or a short ride, nearest first.

        :param latitude: degrees, of who asks; not kept
        :param longitude: degrees
        :return: list of dict with name, place_type, address and distance (km)
        """
        height = RADIUS_KM / _KM_PER_DEGREE
        width = height / max(cos(radians(latitude)), 0.01)
        # Whoever is near is nobody we know; what is told is chosen below.
        places = self.sudo().search_fetch(
            Domain(
                [
                    ("findable_nearby", "=", True),
                    ("latitude", ">=", latitude - height),
                    ("latitude", "<=", latitude + height),
                    ("longitude", ">=", longitude - width),
                    ("longitude", "<=", longitude + width),
                ]
            ),
            ["name", "place_type", "city_id", "street", "latitude", "longitude"],
        )
        kinds = dict(self._fields["place_type"]._description_selection(self.env))
        near = [
            {
                "name": place.name,
                "place_type": kinds[place.place_type],
                "address": "".join(
                    filter(None, [place.city_id.name, place.street or ""])
                ),
                "distance": round(place._get_distance(latitude, longitude), 1),
            }
            for place in places
        ]
        near = [one for one in near if one["distance"] <= RADIUS_KM]
        return sorted(near, key=lambda one: one["distance"])[:MOST_PLACES]

    def _get_distance(self, latitude, longitude):
        """Return the distance to a point in km, as the crow flies."""
        self.ensure_one()
        south, north = radians(latitude), radians(self.latitude)
        half = sin((north - south) / 2) ** 2
        half += (
            cos(south) * cos(north) * sin(radians(self.longitude - longitude) / 2) ** 2
        )
        return 2 * 6371 * asin(sqrt(half))
