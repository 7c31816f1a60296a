from odoo import http
from odoo.http import request

from ..models.outlet_place_page import PAGE_SIZE
from .place_pages import MOST, PRIVATE, PlacePages, to_int

YEAR = 365 * 24 * 3600
PICTURE_SIZES = {"card": "image_512", "full": "image_1024"}


class OutletPlacePage(PlacePages):
    """The page of a place, and its code for the operator."""

    @http.route(
        "/outlet/p/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def place(self, token, page="1", **_kwargs):
        """What is sold here to somebody who lives where the goods go."""
        place = self._find_place(token)
        if refusal := self._refuse(place):
            return refusal
        number = max(to_int(page), 1)
        city, state = self._get_destination(place)
        shown = place._get_page((number - 1) * PAGE_SIZE, state, city)
        response = self._render(
            "place_page",
            place,
            page=number,
            city=city,
            **shown,
        )
        if number == 1:
            self._count_visit(place, response)
        return response

    @http.route(
        "/outlet/p/<string:token>/a/<int:template_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def article(self, token, template_id, **_kwargs):
        """One article: pictures, story, sizes with live stock."""
        place = self._find_place(token)
        if refusal := self._refuse(place):
            return refusal
        return self._render_article(place, template_id)

    @http.route(
        "/outlet/p/<string:token>/picture/<int:template_id>/<string:size>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def picture(self, token, template_id, size, **_kwargs):
        """A picture of an article that is shown here."""
        place = self._find_place(token)
        template = place.env["product.template"].browse(min(template_id, MOST)).exists()
        field = PICTURE_SIZES.get(size)
        if not (place and field and self._may_enter(place) and template):
            return self._gone()
        if not place._find_page_offers(template):
            return self._gone()
        stream = request.env["ir.binary"]._get_image_stream_from(template, field)
        response = stream.get_response(max_age=3600)
        response.headers["Cache-Control"] = "private, max-age=3600"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    @http.route(
        [
            "/outlet/p/<string:token>/to",
            "/outlet/p/<string:token>/to/<string:code>",
        ],
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def destination(self, token, code="", province="", **_kwargs):
        """Choose where goods go: a province, then one of its cities."""
        place = self._find_place(token)
        if refusal := self._refuse(place):
            return refusal
        cities = place.env["outlet.city"]
        if city := cities.search([("code", "=", code)], limit=1):
            response = request.redirect(f"/outlet/p/{token}")
            response.set_cookie(
                "outlet_to", city.code, max_age=YEAR, httponly=True, samesite="Lax"
            )
            return self._private(response)
        known = cities.search([]).grouped("state_id")
        state = place.env["res.country.state"].browse(to_int(province))
        return self._render(
            "place_destination",
            place,
            states=list(known),
            state=state if state in known else state.browse(),
            cities=known.get(state, cities),
            city=self._get_destination(place)[0],
        )

    @http.route(
        "/outlet/place/<int:place_id>/qr.png",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def qr(self, place_id, **_kwargs):
        """The code of a place as a picture, for those who may know its link."""
        place = request.env["outlet.place"].browse(place_id)
        if not place.has_access("write") or not place.exists():
            raise request.not_found()
        name = f"{place.name}.png"
        return request.make_response(
            place._get_qr_png(),
            headers=[
                ("Content-Type", "image/png"),
                ("Content-Disposition", http.content_disposition(name)),
                *PRIVATE,
            ],
        )
