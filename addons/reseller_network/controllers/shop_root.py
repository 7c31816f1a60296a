from odoo.http import request, route

from odoo.addons.brand_outlet.controllers.place_pages import MOST, to_int
from odoo.addons.brand_outlet.models.outlet_place_page import PAGE_SIZE

from .shop_article import ShopArticle


class ShopRoot(ShopArticle):
    """Where a link leads to, and a seller's mall."""

    @route(
        "/s/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False
    )
    def shop_link(self, token, page="1", category="", **_kwargs):
        """The article, the lookbook or the mall that a seller passed on."""
        door, refusal = self._open(token)
        if refusal:
            return refusal
        if door.has_rooms:
            response = self._render_rooms(door, page, category)
        else:
            response = self._render_target(door)
        door.link._count_open(request.httprequest, response)
        return response

    def _render_target(self, door):
        template = door.find_article()
        if door.place.on_site_only:
            # what is picked up in the shop is reserved on the place's own page
            return self._private(
                request.redirect(f"/outlet/p/{door.place.access_token}/a/{template.id}")
            )
        return self._render_article_page(door, template)

    @route(
        "/outlet/m/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def shop_mall(self, token, page="1", category="", **_kwargs):
        """All that a seller shows, in his own name."""
        door, refusal = self._open(token)
        return refusal or self._render_rooms(door, page, category)

    def _render_rooms(self, door, page, category):
        number = max(to_int(page), 1)
        chosen = min(to_int(category), MOST)
        is_lookbook = door.link and door.link.target == "lookbook"
        return self._render_shop(
            "shop_lookbook" if is_lookbook else "shop_mall",
            door,
            page=number,
            chosen=chosen,
            **door.contract._get_mall_page(
                door.place, chosen, (number - 1) * PAGE_SIZE, PAGE_SIZE
            ),
        )
