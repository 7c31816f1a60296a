from odoo.exceptions import UserError
from odoo.http import request, route

from .portal import OutletPortal


class TracePortal(OutletPortal):
    """Whose order was it: the trace, and the appeal."""

    @route("/my/outlet/trace", type="http", auth="user", methods=["GET"])
    def outlet_trace(self, number="", sent="", **_kwargs):
        """The trace of an own order. For any other number the answer is the same,
        whether such an order exists or not."""
        contract = self._account_contract()
        return self._render_trace(contract, number.strip()[:40], sent=bool(sent))

    @route("/my/outlet/trace", type="http", auth="user", methods=["POST"])
    def outlet_appeal(self, number="", text="", **_kwargs):
        """Say that the order was his."""
        contract = self._account_contract()
        try:
            with request.env.cr.savepoint():
                contract._appeal(number, text)
        except UserError as error:
            return self._render_trace(contract, number.strip()[:40], problem=str(error))
        return request.redirect("/my/outlet/trace?sent=1")

    def _render_trace(self, contract, number, **values):
        order = contract._find_traced(number)
        return self._render(
            "outlet_trace_page",
            contract,
            "me",
            number=number,
            order=order,
            steps=contract._trace(order) if order else [],
            appeals=contract._appeals(),
            **{"sent": False, "problem": "", **values},
        )
