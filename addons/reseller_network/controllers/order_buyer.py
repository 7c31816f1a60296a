from odoo.exceptions import UserError
from odoo.http import request, route
from odoo.tools.misc import consteq, hmac

from odoo.addons.agent_dropship.controllers.order_page import OrderPage
from odoo.addons.outlet_base.rate_limit import RateLimit

COOKIE = "outlet_buyer"
DAYS = 180
TRIES = RateLimit(10, 600)


def sign_buyer(order):
    """Return the word that stands for the buyer of an order.

    It is tied to the phone: another receiver proves himself anew.
    """
    scope = (order.id, order.partner_shipping_id.phone or "")
    # signing needs the secret of the database
    return hmac(order.env(su=True), "outlet_buyer", scope)


def remember_buyer(response, order):
    """Let this browser speak for the buyer of this order, and of no other."""
    response.set_cookie(
        COOKIE,
        sign_buyer(order),
        max_age=DAYS * 86400,
        path=f"/outlet/o/{order.page_token}",
        httponly=True,
        samesite="Lax",
    )
    return response


class OrderBuyer(OrderPage):
    """Whose word counts as the buyer's on the page of an order.

    The link is passed on in chats and its seller has it, too. The buyer is the browser
    that ordered, or whoever holds the phone that gets the parcel: a code tells.
    """

    @route(
        "/outlet/o/<string:token>/proof",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def order_proof(self, token, digits="", **_kwargs):
        """Send a code to the phone of the parcel, or take the one that came."""
        order = self._find_order(token)
        if not order or order._is_seller():
            return self._gone()
        if not TRIES.allows((self._get_caller(), order.id)):
            return self._slow_down(order.place_id)
        phone, purpose = order.partner_shipping_id.phone, f"order-{order.id}"
        codes = request.env["phone.code"].with_context(lang=order.env.lang)
        if digits:
            if codes._check(phone, purpose, digits):
                page = self._private(request.redirect(f"/outlet/o/{token}"))
                return remember_buyer(page, order)
            wrong = order.env._("This is not the code. Look again.")
            return self._render_order(order, code_sent=True, proof_problem=wrong)
        try:
            shown = codes._send(phone, purpose)
        except UserError as error:
            return self._render_order(order, code_sent=True, proof_problem=str(error))
        return self._render_order(order, code_sent=True, code_shown=shown)

    def _render_order(self, order, status=200, **values):
        values = {"is_buyer": self._is_buyer(order)} | values
        return super()._render_order(order, status, **values)

    def _is_buyer(self, order):
        """Return whether this browser has ordered it, or has proved the phone."""
        given = request.httprequest.cookies.get(COOKIE, "")
        return consteq(given, sign_buyer(order))
