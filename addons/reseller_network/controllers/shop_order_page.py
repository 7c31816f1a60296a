from odoo import fields
from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.brand_outlet.controllers.place_pages import VISITS, to_int
from odoo.addons.outlet_base.rate_limit import RateLimit
from odoo.addons.sale.controllers.portal import CustomerPortal

from .order_buyer import OrderBuyer

TAPS = RateLimit(20, 600)
# four digits: whoever asks from many addresses has no more tries than one who does not
DIGITS = RateLimit(20, 86400)


class ShopOrderPage(OrderBuyer):
    """Paying an order, saying so, and rating who sold it."""

    @route(
        "/outlet/o/<string:token>/pay",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,  # the core's form is made for the frame of its pages
        sitemap=False,
    )
    def order_pay(self, token, **_kwargs):
        """The core's payment form for this order."""
        order = self._find_order(token)
        if not order:
            return self._gone()
        if not VISITS.allows(self._get_caller()):
            return self._slow_down(order.place_id)
        page = f"/outlet/o/{token}"
        if order.pay_state != "open" or not order._is_paid_online():
            return self._private(request.redirect(page))
        request.update_context(lang=order.env.lang)
        values = CustomerPortal()._get_payment_values(order) | {
            "landing_route": page,
            "order": order,
            "seller": order._get_page_contact(),
            "until": fields.Datetime.context_timestamp(order, order.pay_by),
            "page": page,
        }
        return self._private(request.render("reseller_network.shop_pay", values))

    @route(
        "/outlet/o/<string:token>/told",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def order_told(self, token, **_kwargs):
        """The buyer says that he has paid the seller; the seller hears of it once."""
        order = self._find_order(token)
        if not order:
            return self._gone()
        if not TAPS.allows(self._get_caller()):
            return self._slow_down(order.place_id)
        order._tell_paid()
        return self._private(request.redirect(f"/outlet/o/{token}"))

    @route(
        "/outlet/o/<string:token>/rate",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def order_rate(self, token, stars="", words="", **_kwargs):
        """Rate who sold it, once, when it has arrived; nobody rates himself."""
        order = self._find_order(token)
        if not order or order._is_seller():
            return self._gone()
        if not TAPS.allows(self._get_caller()):
            return self._slow_down(order.place_id)
        if not self._is_buyer(order):
            return self._private(request.redirect(f"/outlet/o/{token}#proof"))
        try:
            order._rate(to_int(stars), words)
        except UserError as error:
            return self._render_order(order, rate_problem=str(error))
        return self._private(request.redirect(f"/outlet/o/{token}#rate"))

    @route(
        "/outlet/o/<string:token>/code",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def order_code(self, token, **_kwargs):
        """The seller's own payment code, for who has to pay him."""
        order = self._find_order(token)
        pay = order and order._get_page_payment()
        if not pay or not pay["has_code"]:
            return self._gone()
        contract = order.place_id._get_seller_contract()
        stream = request.env["ir.binary"]._get_image_stream_from(contract, "pay_code")
        return self._private(stream.get_response())

    @route(
        "/outlet/o/<string:token>/receipt",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def order_receipt(self, token, digits="", **_kwargs):
        """What was paid and to whom, for who knows the end of the phone number."""
        order = self._find_order(token)
        if not order:
            return self._gone()
        if not TAPS.allows((self._get_caller(), order.id)):
            return self._slow_down(order.place_id)
        asked = request.httprequest.method == "POST"
        if asked and not DIGITS.allows(order.id):
            return self._slow_down(order.place_id)
        known = asked and order._knows_phone(digits)
        return self._render_receipt(order, known, wrong=asked and not known)

    def _render_receipt(self, order, known, wrong):
        html = order.env["ir.qweb"]._render(
            "reseller_network.shop_receipt",
            {
                "order": order,
                "place": order.place_id,
                "receipt": order._get_receipt() if known else None,
                "wrong": wrong,
                "money": self._money(order.currency_id),
                "csrf_token": request.csrf_token(),
                "label": order.company_id._get_outlet_label(),
                "lang": (order.env.lang or "en_US").replace("_", "-"),
            },
        )
        return self._private(request.make_response(html))
