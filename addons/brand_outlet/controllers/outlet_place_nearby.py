import json

from odoo import http
from odoo.http import request

from .place_pages import NEARBY, PlacePages


class OutletPlaceNearby(PlacePages):
    """Places around that want to be found."""

    @http.route(
        "/outlet/nearby", type="http", auth="public", methods=["GET"], sitemap=False
    )
    def nearby(self, lat="", lon="", city="", **_kwargs):
        """Places around: from the phone's position, or around a chosen city."""
        if not NEARBY.allows(self._get_caller()):
            return self._slow_down()
        places = self._get_places()
        chosen = places.env["outlet.city"].search([("code", "=", city)], limit=1)
        position = self._get_position(lat, lon)
        if not position and chosen:
            position = (chosen.latitude, chosen.longitude)
        return self._render(
            "place_nearby",
            places,
            near=places._find_nearby(*position) if position else None,
            city=chosen,
            cities_by_state=chosen.search([]).grouped("state_id"),
        )

    @http.route(
        "/outlet/nearby.json",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def nearby_json(self, lat="", lon="", **_kwargs):
        """The same for a programme: ``[{name, place_type, address, distance}]``."""
        if not NEARBY.allows(self._get_caller()):
            return self._slow_down()
        position = self._get_position(lat, lon)
        places = self._get_places()
        near = places._find_nearby(*position) if position else []
        return self._private(
            request.make_response(
                json.dumps(near), headers=[("Content-Type", "application/json")]
            )
        )
