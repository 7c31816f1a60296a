import secrets

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.agent_dropship.controllers.order_case import read_photos

from .portal import OutletPortal

STEPS = ("solve", "escalate")


class CasesPortal(OutletPortal):
    """After-sales without a call: file, follow, answer, hand up."""

    @route("/my/outlet/cases", type="http", auth="user", methods=["GET"])
    def outlet_cases(self, state="", done=""):
        """The cases of his orders, those that wait for him first."""
        contract = self._serving_contract()
        state = state if state in ("open", "waiting", "done") else ""
        return self._render_cases(contract, state=state, is_done=bool(done))

    @route(
        "/my/outlet/cases/<int:case_id>/<string:step>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_case_step(self, case_id, step, note="", courier="", number="", **_kw):
        """Solve it, hand it up, or tell with which parcel the goods come back."""
        contract = self._serving_contract()
        case = contract._find_case(case_id)
        if not case or step not in (*STEPS, "parcel"):
            raise request.not_found()
        try:
            with request.env.cr.savepoint():
                if step == "parcel":
                    case._note_return_parcel(courier, number)
                else:
                    contract._act_on_case(case, step, note)
        except UserError as error:
            return self._render_cases(contract, problem=str(error))
        return request.redirect("/my/outlet/cases?done=1")

    @route(
        "/my/outlet/orders/<int:order_id>/case",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def outlet_case_form(self, order_id):
        """The form: lines, kind, reason, photos on one screen."""
        contract, order = self._serve_order(order_id)
        return self._render_case_form(contract, order, {})

    @route(
        "/my/outlet/orders/<int:order_id>/case",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_case_file(self, order_id, **post):
        """File a case for his customer; sent twice it is filed once."""
        contract, order = self._serve_order(order_id)
        try:
            with request.env.cr.savepoint():
                order._file_case(post, read_photos(), "reseller")
        except UserError as error:
            return self._render_case_form(contract, order, post, str(error))
        return request.redirect(f"/my/outlet/orders/{order.id}?filed=1")

    @route(
        "/my/outlet/orders/<int:order_id>/cancel",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_order_cancel(self, order_id, **_kwargs):
        """Cancel an order: what was not sent is stopped, the rest asked back."""
        contract, order = self._serve_order(order_id)
        try:
            with request.env.cr.savepoint():
                contract._cancel_order(order)
        except UserError as error:
            return self._render_case_form(contract, order, {}, str(error))
        return request.redirect(f"/my/outlet/orders/{order.id}")

    def _serve_order(self, order_id):
        contract = self._serving_contract()
        order = contract._find_order(order_id)
        if not order:
            raise request.not_found()
        return contract, order

    def _render_cases(self, contract, state="", **values):
        return self._render(
            "outlet_cases_page",
            contract,
            "orders",
            cards=contract._case_cards(state),
            state=state,
            csrf_token=request.csrf_token(),
            **{"problem": "", "is_done": False, **values},
        )

    def _render_case_form(self, contract, order, post, problem=""):
        return self._render(
            "outlet_case_form_page",
            contract,
            "orders",
            order_id=order.id,
            order_name=order.client_order_ref or order.name,
            sheet=order._get_case_sheet(),
            post=post,
            problem=problem,
            once=secrets.token_urlsafe(16),
            csrf_token=request.csrf_token(),
        )
