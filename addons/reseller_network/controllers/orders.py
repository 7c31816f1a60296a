from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.sale_order import PARCEL_STATES
from .portal import OutletPortal

PAGE_SIZE = 20


class OrdersPortal(OutletPortal):
    @route(
        ["/my/outlet/orders", "/my/outlet/orders/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
    )
    def outlet_orders(self, page=1, state="", search=""):
        """The orders of his places, newest first."""
        contract = self._account_contract()
        state = state if state in dict(PARCEL_STATES) else ""
        search = search.strip()[:60]
        counts = contract._order_counts()
        total = contract._orders_total(state, search)
        orders = contract._search_orders(
            state, search, (max(page, 1) - 1) * PAGE_SIZE, PAGE_SIZE
        )
        return self._render(
            "outlet_orders_page",
            contract,
            "orders",
            orders=contract._order_cards(orders),
            state=state,
            search=search,
            counts=counts,
            states=self._state_labels(),
            pager=portal_pager(
                url="/my/outlet/orders",
                url_args={"state": state, "search": search},
                total=total,
                page=page,
                step=PAGE_SIZE,
                scope=3,
            ),
        )

    @route(
        "/my/outlet/orders/<int:order_id>", type="http", auth="user", methods=["GET"]
    )
    def outlet_order(self, order_id, new="", filed=""):
        """One order: each parcel's way, the text for the customer, the earning."""
        contract = self._account_contract()
        order = contract._find_order(order_id)
        if not order:
            raise request.not_found()
        return self._render(
            "outlet_order_page",
            contract,
            "orders",
            order=contract._order_sheet(order),
            message=contract._customer_message(order),
            states=self._state_labels(),
            is_new=bool(new),
            is_filed=bool(filed),
            cards=order._get_case_cards("reseller"),
            csrf_token=request.csrf_token(),
        )

    def _state_labels(self):
        field = request.env["sale.order"]._fields["parcel_state"]
        return dict(field._description_selection(request.env))
