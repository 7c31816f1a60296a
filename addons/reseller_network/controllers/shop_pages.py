from odoo.http import request

from odoo.addons.brand_outlet.controllers.place_pages import (
    GUESSES,
    MOST,
    VISITS,
    PlacePages,
)

from .shop_door import Door

MALL = "/outlet/m/"
ROOTS = ("/s/<string:token>", "/outlet/m/<string:token>")


def roots(ending=""):
    """Return the addresses of a page below every door."""
    return [root + ending for root in ROOTS]


def articles(ending=""):
    """Return the addresses of a page below every article."""
    return ["/s/<string:token>" + ending, *roots("/a/<int:template_id>" + ending)]


class ShopPages(PlacePages):
    """What the public pages of a seller have in common."""

    def _open(self, token):
        """Return (door, None) for a secret, or (None, the answer to give instead)."""
        door = self._find_door(token)
        if not door:
            return None, self._gone()
        if not VISITS.allows(self._get_caller()):
            return None, self._slow_down(door.place)
        if not self._may_enter(door.place):
            return None, self._render("place_scan", door.place)
        return door, None

    def _find_door(self, token):
        if request.httprequest.path.startswith(MALL):
            return self._find_mall_door(token)
        link = request.env["share.link"]._find(token)
        if not link:
            return None
        return Door(f"/s/{token}", link.contract_id, link.place_id, link)

    def _find_mall_door(self, token):
        contract = request.env["reseller.contract"]._find_mall(token)
        came_by, problem = request.env["share.link"]._find_used(
            request.httprequest.cookies, contract
        )
        # who went on from a link into the mall is still a guest of the link's place
        place = (
            came_by.place_id.with_env(contract.env)
            or contract.default_place_id
            or contract.place_ids[:1]
        )
        if not place:
            return None
        return Door(f"{MALL}{token}", contract, place, None, came_by, problem)

    def _open_article(self, token, template_id):
        """Return (door, article, None), or (None, None, the answer).

        Whether the article is still shown is asked by who goes on with it.
        """
        door, refusal = self._open(token)
        if refusal:
            return None, None, refusal
        template = door.find_article(min(template_id, MOST))
        if not template:
            return None, None, self._gone_here(door)
        return door, template, None

    def _gone_here(self, door):
        """Answer to what this seller does not show (any more), in his name."""
        if not GUESSES.allows(self._get_caller()):
            return self._slow_down(door.place)
        return self._render_shop("shop_gone", door, status=404)

    def _render_shop(self, template, door, status=200, **values):
        contract = door.contract
        html = contract.env["ir.qweb"]._render(
            f"reseller_network.{template}",
            {
                "door": door,
                "place": door.place,
                "seller": values.pop("seller", None) or contract._get_face(door.place),
                "mall_url": self._get_mall_path(door),
                "label": contract.company_id._get_outlet_label(),
                "money": self._money(contract.currency_id),
                "csrf_token": request.csrf_token(),
                "lang": (contract.env.lang or "en_US").replace("_", "-"),
                **values,
            },
        )
        return self._private(request.make_response(html, status=status))

    def _get_mall_path(self, door):
        """Return the way back to all that this seller shows; none without a mall."""
        if door.has_rooms:
            return door.base
        contract = door.contract
        return f"{MALL}{contract.mall_token}" if contract.has_mall else ""
