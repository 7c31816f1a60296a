import base64
import secrets

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.brand_outlet.controllers.place_pages import VISITS
from odoo.addons.outlet_base.rate_limit import RateLimit

from .order_page import OrderPage

FILINGS = RateLimit(12, 3600)


class OrderCasePages(OrderPage):
    """After-sales of an order, for whoever has the consumer's link."""

    @route(
        "/outlet/o/<string:token>/case",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def case_form(self, token, **_kwargs):
        """The form: what, why, which pieces, photos. And how earlier cases stand."""
        order = self._find_order(token)
        if not order:
            return self._gone()
        if not VISITS.allows(self._get_caller()):
            return self._slow_down(order.place_id)
        return self._render_case(order, {})

    @route(
        "/outlet/o/<string:token>/case",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def case_file(self, token, **post):
        """File a case; sent twice it is filed once."""
        order = self._find_order(token)
        if not order:
            return self._gone()
        if not FILINGS.allows((self._get_caller(), order.id)):
            return self._slow_down(order.place_id)
        try:
            with request.env.cr.savepoint():
                order._file_case(post, read_photos(), "consumer")
        except UserError as error:
            return self._render_case(order, post, problem=str(error))
        return self._private(request.redirect(f"/outlet/o/{token}/case?filed=1"))

    @route(
        "/outlet/o/<string:token>/case/<int:case_id>/parcel",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def case_parcel(self, token, case_id, courier="", number="", **_kwargs):
        """Tell with which parcel the goods come back."""
        order = self._find_order(token)
        # only among the cases of the order whose secret the visitor has
        case = order and order.case_ids.filtered(lambda one: one.id == case_id)
        if not case:
            return self._gone()
        if not FILINGS.allows((self._get_caller(), order.id)):
            return self._slow_down(order.place_id)
        try:
            with request.env.cr.savepoint():
                case._note_return_parcel(courier, number)
        except UserError as error:
            return self._render_case(order, {}, problem=str(error))
        return self._private(request.redirect(f"/outlet/o/{token}/case?told=1"))

    def _render_case(self, order, post, problem=""):
        asked = request.httprequest.args
        html = order.env["ir.qweb"]._render(
            "agent_dropship.order_case_page",
            {
                "order": order,
                "place": order.place_id,
                "sheet": order._get_case_sheet(),
                "cards": order._get_case_cards(),
                "post": post,
                "problem": problem,
                "filed": asked.get("filed"),
                "told": asked.get("told"),
                "once": secrets.token_urlsafe(16),
                "money": self._money(order.currency_id),
                "csrf_token": request.csrf_token,
                "label": order.company_id._get_outlet_label(),
                "lang": (order.env.lang or "en_US").replace("_", "-"),
            },
        )
        return self._private(request.make_response(html))


def read_photos():
    """Return the pictures of the submitted form, base64; what is empty is left out."""
    files = request.httprequest.files.getlist("photos")
    return [base64.b64encode(content) for one in files if (content := one.read())]
