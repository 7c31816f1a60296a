import json
import re
import secrets

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools.misc import hash_sign, verify_hash_signed

from ..models.outlet_place_page import PAGE_SIZE
from ..rate_limit import RateLimit

VISITS = RateLimit(240, 60)
GUESSES = RateLimit(20, 60)
RESERVATIONS = RateLimit(10, 600)
NEARBY = RateLimit(20, 60)
ON_SITE_HOURS = 1
YEAR = 365 * 24 * 3600
PICTURE_SIZES = {"card": "image_512", "full": "image_1024"}
ROBOTS = re.compile(
    r"bot|crawl|spider|slurp|preview|curl|wget|python|headless|http-?client|scrapy|"
    r"facebookexternalhit|java/|go-http",
    re.IGNORECASE,
)
# What lies behind a link is for the people of the place: nobody keeps a copy, no
# engine indexes it, and no other site learns the link.
PRIVATE = [
    ("Cache-Control", "no-store, private"),
    ("X-Robots-Tag", "noindex, nofollow, noarchive"),
    ("Referrer-Policy", "no-referrer"),
]


def to_int(text):
    """Return a number of the address bar or a form, 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() else 0


class OutletPlaceController(http.Controller):
    """The page of a place: no login, nothing without the place's secret."""

    # --- the place ------------------------------------------------------------------

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
        template = place.env["product.template"].browse(template_id).exists()
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

    # --- on site --------------------------------------------------------------------

    @http.route(
        "/outlet/in/<string:code>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def enter(self, code, **_kwargs):
        """Somebody scanned the code in the shop: let him in for a while."""
        place = self._find_place(code, "on_site_code")
        if not place:
            return self._gone()
        response = request.redirect(f"/outlet/p/{place.access_token}")
        permission = hash_sign(
            place.env,
            "outlet_on_site",
            [place.id, place.on_site_code],
            expiration_hours=ON_SITE_HOURS,
        )
        response.set_cookie(
            "outlet_on_site",
            permission,
            max_age=ON_SITE_HOURS * 3600,
            httponly=True,
            samesite="Lax",
        )
        return self._private(response)

    @http.route(
        "/outlet/p/<string:token>/a/<int:template_id>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def reserve(self, token, template_id, **post):
        """Reserve pieces of an article, to be fetched and paid at the counter."""
        place = self._find_place(token)
        if refusal := self._refuse(place):
            return refusal
        if not place.on_site_only:
            return self._gone()
        if not RESERVATIONS.allows(self._get_caller()):
            return self._slow_down(place)
        try:
            with request.env.cr.savepoint():
                order = place._reserve(
                    to_int(post.get("product_id")),
                    to_int(post.get("quantity")),
                    post.get("name"),
                    post.get("phone"),
                    (post.get("once") or secrets.token_urlsafe(16))[:64],
                )
        except UserError as error:
            return self._render_article(place, template_id, post, str(error))
        return self._private(
            request.redirect(f"/outlet/pickup/{order._portal_ensure_token()}")
        )

    @http.route(
        "/outlet/pickup/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def pickup(self, token, **_kwargs):
        """The reservation, to be shown at the counter."""
        if not VISITS.allows(self._get_caller()):
            return self._slow_down()
        # The visitor proves by the secret in the address that it is his order.
        orders = request.env["sale.order"].sudo()
        order = orders.search(
            [("is_pickup", "=", True), ("access_token", "=", token)], limit=1
        )
        if not token or not order:
            return self._gone()
        place = order.place_id.with_context(lang=order.place_id._get_page_lang())
        return self._render("place_pickup", place, order=order.with_env(place.env))

    # --- nearby ---------------------------------------------------------------------

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

    # --- for operators --------------------------------------------------------------

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

    # --- what they have in common -----------------------------------------------------

    def _get_caller(self):
        return request.httprequest.remote_addr

    def _get_places(self):
        # Visitors have no right on any record: what a page tells is chosen by the
        # methods of the place, which give back plain values.
        places = request.env["outlet.place"].sudo()
        return places.with_context(lang=places._get_page_lang())

    def _find_place(self, secret, field="access_token"):
        """Return the place of a secret, or none."""
        return self._get_places()._find_by_secret(field, secret)

    def _may_enter(self, place):
        """Return whether the visitor may see goods: anywhere, or in the shop only."""
        if not place.on_site_only:
            return True
        permission = request.httprequest.cookies.get("outlet_on_site", "")
        try:
            known = verify_hash_signed(place.env, "outlet_on_site", permission)
        except ValueError:  # nothing we have signed
            return False
        return known == [place.id, place.on_site_code]

    def _refuse(self, place):
        """Return the page for who may not go on, or nothing."""
        if not place:
            return self._gone()
        if not VISITS.allows(self._get_caller()):
            return self._slow_down(place)
        if not self._may_enter(place):
            return self._render("place_scan", place)
        return None

    def _get_destination(self, place):
        """Return (city, province) the goods go to; the place's own if not chosen."""
        code = request.httprequest.cookies.get("outlet_to", "")[:6]
        city = place.env["outlet.city"].search([("code", "=", code)], limit=1)
        if not city or place.on_site_only:
            city = place.city_id
        return city, city.state_id or place.state_id

    def _get_position(self, latitude, longitude):
        """Return (latitude, longitude) in degrees, or nothing."""
        try:
            point = (float(latitude), float(longitude))
        except ValueError:
            return None
        # Comparing with what is no number is false.
        inside = abs(point[0]) <= 85 and abs(point[1]) <= 180
        return point if inside else None

    def _count_visit(self, place, response):
        """Count an open, by people only; a mark in the browser tells the first one."""
        asked = request.httprequest
        agent = asked.user_agent.string
        if asked.method != "GET" or not agent or ROBOTS.search(agent):
            return
        today = str(place._get_today())
        key = f"outlet_seen_{place.id}"
        is_new = asked.cookies.get(key) != today
        place.env["outlet.place.visit"]._count(place, is_new)
        if is_new:
            response.set_cookie(
                key, today, max_age=24 * 3600, httponly=True, samesite="Lax"
            )

    def _render_article(self, place, template_id, post=None, problem=""):
        city, state = self._get_destination(place)
        template = place.env["product.template"].browse(template_id).exists()
        article = template and place._get_sheet(template, state, city)
        if not article:
            words = template and place._get_refusal(template, state, city)
            if not words:
                return self._gone()
            return self._render("place_refused", place, words=words, city=city)
        return self._render(
            "place_article",
            place,
            article=article,
            city=city,
            problem=problem,
            post=post or {},
            once=secrets.token_urlsafe(16),
        )

    def _render(self, template, place, status=200, **values):
        company = place.company_id or request.env.company.sudo()
        html = place.env["ir.qweb"]._render(
            f"brand_outlet.{template}",
            {
                "place": place,
                "label": company.outlet_label,
                "money": self._money(company.currency_id),
                "csrf_token": request.csrf_token,
                "lang": (place.env.lang or "en_US").replace("_", "-"),
                **values,
            },
        )
        response = request.make_response(html, status=status)
        return self._private(response)

    def _money(self, currency):
        def say(amount):
            text = f"{amount:,.2f}".removesuffix(".00")
            return f"{currency.symbol}{text}"

        return say

    def _private(self, response):
        for name, value in PRIVATE:
            response.headers[name] = value
        return response

    def _gone(self):
        """Answer the same to every wrong, old or forbidden address."""
        if not GUESSES.allows(self._get_caller()):
            return self._slow_down()
        return self._render("place_gone", self._get_places(), status=404)

    def _slow_down(self, place=None):
        return self._render("place_busy", place or self._get_places(), status=429)
