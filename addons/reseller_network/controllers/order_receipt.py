from odoo.http import request, route

from odoo.addons.agent_dropship.controllers.order_case import FILINGS

from .order_buyer import OrderBuyer


class OrderReceiptPage(OrderBuyer):
    @route(
        "/outlet/o/<string:token>/received",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def order_received(self, token, **_kwargs):
        """The customer confirms that everything arrived; said twice it is once."""
        order = self._find_order(token)
        if not order or order._is_seller():
            return self._gone()
        if not FILINGS.allows((self._get_caller(), order.id)):
            return self._slow_down(order.place_id)
        if self._is_buyer(order):
            order._confirm_receipt()
        return self._private(request.redirect(f"/outlet/o/{token}"))
