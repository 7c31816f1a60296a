import re
import secrets

from odoo import http
from odoo.http import request
from odoo.tools.misc import verify_hash_signed

from odoo.addons.outlet_base.rate_limit import RateLimit

VISITS = RateLimit(240, 60)
GUESSES = RateLimit(20, 60)
RESERVATIONS = RateLimit(10, 600)
NEARBY = RateLimit(20, 60)
MOST = 2**31 - 1  # the database's largest id
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
    number = int(text[:12]) if text and text.isascii() and text.isdigit() else 0
    return number if number <= MOST else 0


class PlacePages(http.Controller):
    """What the pages of places have in common: no login, nothing without a secret."""

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
        today = str(place.company_id._get_local_today())
        key = f"outlet_seen_{place.id}"
        is_new = asked.cookies.get(key) != today
        place.env["outlet.place.visit"]._count(place, is_new)
        if is_new:
            response.set_cookie(
                key, today, max_age=24 * 3600, httponly=True, samesite="Lax"
            )

    def _render_article(self, place, template_id, post=None, problem=""):
        city, state = self._get_destination(place)
        template = place.env["product.template"].browse(min(template_id, MOST)).exists()
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
        # the company's name is on every page
        company = place.company_id or request.env.company.sudo()
        html = place.env["ir.qweb"]._render(
            f"brand_outlet.{template}",
            {
                "place": place,
                "label": company._get_outlet_label(),
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
