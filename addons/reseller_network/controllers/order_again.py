from odoo.http import request, route

from .order_entry import OrderEntryPortal
from .portal import DRAFT_KEY


class OrderAgainPortal(OrderEntryPortal):
    """An order once more, or changed: the form is filled, one tap submits it."""

    @route(
        "/my/outlet/orders/<int:order_id>/again",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_order_again(self, order_id, **_kw):
        """Fill the form with the goods and the receiver of an order."""
        return self._start_from(order_id)

    @route(
        "/my/outlet/orders/<int:order_id>/change",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_order_change(self, order_id, **_kw):
        """Fill the form with an order; submitting replaces it."""
        return self._start_from(order_id, replace=True)

    def _start_from(self, order_id, replace=False):
        contract = self._shop_contract()
        order = contract._find_order(order_id)
        if not order:
            raise request.not_found()
        if replace and not contract._may_change(order):
            # it went on while he looked at it: the page says how far
            return request.redirect(f"/my/outlet/orders/{order.id}")
        request.session.pop(DRAFT_KEY, None)
        self._keep(self._draft() | contract._draft_from_order(order, replace))
        return request.redirect("/my/outlet/order/new")

    @route("/my/outlet/order/clear", type="http", auth="user", methods=["POST"])
    def outlet_order_clear(self, **_kw):
        """Throw the draft away."""
        self._shop_contract()
        request.session.pop(DRAFT_KEY, None)
        return request.redirect("/my/outlet/order/new")
