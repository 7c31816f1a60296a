from odoo.http import request, route

from ..models.reseller_contract_order import MAX_PIECES
from .order_entry import OrderEntryPortal
from .selection import to_int


class SessionPortal(OrderEntryPortal):
    @route("/my/outlet/sessions", type="http", auth="user", methods=["GET"])
    def outlet_sessions(self):
        """What is sold in sessions now and what comes."""
        contract = self._contract()
        return self._render(
            "outlet_sessions_page",
            contract,
            "selection",
            sessions=contract._session_list(),
        )

    @route(
        "/my/outlet/session/<int:line_id>", type="http", auth="user", methods=["GET"]
    )
    def outlet_session_article(self, line_id):
        """One article of a session: sizes with what is left, and the order button."""
        contract = self._contract()
        line = contract._find_session_line(line_id)
        if not line:
            return request.redirect("/my/outlet/sessions")
        return self._render(
            "outlet_session_article_page",
            contract,
            "selection",
            article=contract._session_sheet(line),
        )

    @route(
        "/my/outlet/session/<int:line_id>/order",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_session_order(self, line_id, product_id="", quantity="1", **_kwargs):
        """Put one size into the draft, at the price of the session."""
        contract = self._shop_contract()
        line = contract._find_session_line(line_id)
        product = line.quota_ids.product_id.filtered(
            lambda one: one.id == to_int(product_id)
        )
        if not product:
            return request.redirect("/my/outlet/sessions")
        draft = self._draft()
        draft["lines"] = [
            known for known in draft["lines"] if known["product_id"] != product.id
        ]
        draft["lines"].append(
            {
                "product_id": product.id,
                "quantity": min(max(to_int(quantity), 1), MAX_PIECES),
                "price": line.price,
                "session_line_id": line.id,
            }
        )
        self._keep(draft)
        return request.redirect("/my/outlet/order/new")

    @route("/my/outlet/orders/<int:order_id>/queue", type="jsonrpc", auth="user")
    def outlet_order_queue(self, order_id):
        """Whether the order still waits to be confirmed."""
        order = self._account_contract()._find_order(order_id)
        return order.session_queue == "queued"
