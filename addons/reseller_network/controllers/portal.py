from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

TABS = [
    ("home", "/my/outlet", "fa-home"),
    ("selection", "/my/outlet/articles", "fa-th-large"),
    ("entry", "/my/outlet/order/new", "fa-plus"),
    ("orders", "/my/outlet/orders", "fa-list-alt"),
    ("me", "/my/outlet/me", "fa-user-o"),
]
DRAFT_KEY = "outlet_order_draft"


class OutletPortal(CustomerPortal):
    """Pages of resellers and affiliates.

    Every page starts from the contract of the logged-in user; ids of a request
    are only looked up inside what that contract reaches, anything else is 404.
    """

    def _contract(self):
        """Return the running contract of the user, or answer with 404."""
        contract = request.env["reseller.contract"]._for_current_user()
        if not contract:
            raise request.not_found()
        return contract

    def _account_contract(self):
        """As ``_contract``, for what stays readable after the contract ended."""
        contract = request.env["reseller.contract"]._last_for_current_user()
        if not contract:
            raise request.not_found()
        return contract

    def _shop_contract(self):
        """As ``_contract``, for what only shopkeepers do."""
        contract = self._contract()
        if contract.mode != "shop":
            raise request.not_found()
        return contract

    def _serving_contract(self):
        """Return the contract of a reseller who serves customers, or 404."""
        contract = self._account_contract()
        if contract.mode != "shop":
            raise request.not_found()
        return contract

    def _render(self, template, contract, tab, **values):
        if "." not in template:
            template = f"reseller_network.{template}"
        return request.render(
            template,
            {
                "contract": contract,
                "mode": contract.mode,
                "terms": contract._own_terms(),
                "money": contract._money,
                "percent": contract._percent,
                "tenths": contract._tenths,
                "tab": tab,
                "tabs": self._tabs(contract),
                "draft_count": self._draft_count(),
                "page_name": "outlet",
                **values,
            },
        )

    def _render_refusal(self, contract, error, order_id):
        """Say why an order can not go on; too low a balance can be topped up."""
        return self._render(
            "outlet_refusal_page",
            contract,
            "orders",
            refusal=str(error),
            missing=getattr(error, "missing", 0),
            back=f"/my/outlet/orders/{order_id}",
        )

    def _tabs(self, contract):
        """Return the tabs of this contract: nothing to sell after its end."""
        hidden = set() if contract.mode == "shop" else {"entry"}
        if not contract._is_running():
            hidden |= {"selection", "entry"}
        return [tab for tab in TABS if tab[0] not in hidden]

    def _draft_count(self):
        draft = request.session.get(DRAFT_KEY) or {}
        return sum(line["quantity"] for line in draft.get("lines", []))

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "outlet_count" in counters:
            contract = request.env["reseller.contract"]._for_current_user()
            values["outlet_count"] = contract._order_total() if contract else 0
        return values

    def _prepare_portal_layout_values(self):
        values = super()._prepare_portal_layout_values()
        contracts = request.env["reseller.contract"]
        values["outlet_contract"] = contracts._for_current_user()
        values["outlet_may_join"] = self._may_join(values["outlet_contract"])
        return values

    def _may_join(self, contract):
        """Return whether the page of the account offers to become a reseller."""
        if contract or not request.env.user.share:
            return False
        # whether everybody is invited is no secret
        invitations = request.env["reseller.invitation"].sudo()
        return bool(invitations._get_public(request.env.company))

    @route("/my/outlet", type="http", auth="user", methods=["GET"])
    def outlet_home(self):
        """The three answers a reseller opens the phone for."""
        contract = request.env["reseller.contract"]._for_current_user()
        if not contract:
            return self._render_closed()
        return self._render(
            "outlet_home_page", contract, "home", **contract._home_figures()
        )

    def _render_closed(self):
        """Tell a former or future reseller why nothing is here; others get 404."""
        contracts = request.env["reseller.contract"]
        contract = contracts.has_access("read") and contracts.search(
            [("reseller_id", "=", contracts._get_own_partner().id)], limit=1
        )
        if not contract:
            raise request.not_found()
        return request.render(
            "reseller_network.outlet_closed_page",
            {"contract": contract, "tabs": [], "tab": "", "page_name": "outlet"},
        )

    @route("/my/outlet/me", type="http", auth="user", methods=["GET"])
    def outlet_me(self):
        """Tier, places and the way to statements and the account."""
        contract = self._account_contract()
        return self._render("outlet_me_page", contract, "me")
