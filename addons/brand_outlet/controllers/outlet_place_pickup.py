import secrets

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools.misc import hash_sign

from .place_pages import RESERVATIONS, VISITS, PlacePages, to_int

ON_SITE_HOURS = 1


class OutletPlacePickup(PlacePages):
    """Coming in by the code of the shop, and reserving what one picks up there."""

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
