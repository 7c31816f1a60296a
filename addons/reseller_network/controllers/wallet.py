import secrets

from odoo.exceptions import UserError
from odoo.http import request, route
from odoo.tools import is_html_empty

from odoo.addons.payment import utils as payment_utils

from ..models.reseller_contract_top_up import TOP_UP_PREFIX
from .portal import OutletPortal

AMOUNTS = (500, 1000, 2000, 5000)


class WalletPortal(OutletPortal):
    """The seller's money: balance, top-up, withdrawals."""

    @route("/my/outlet/balance", type="http", auth="user", methods=["GET"])
    def outlet_balance(self, **_kwargs):
        """What he has, what is held, what comes and what he can take out."""
        contract = self._account_contract()
        return self._render(
            "outlet_balance_page", contract, "me", wallet=contract._wallet_sheet()
        )

    @route("/my/outlet/topup", type="http", auth="user", methods=["GET"])
    def outlet_topup(self, amount="", **_kwargs):
        """Choose an amount, then a way to pay it."""
        contract = self._shop_contract()
        return self._render_topup(contract, amount)

    def _render_topup(self, contract, amount):
        values = {"chosen": 0.0, "refusal": ""}
        if amount:
            try:
                values["chosen"] = contract._check_top_up(self._to_amount(amount))
            except UserError as error:
                values["refusal"] = str(error)
        if values["chosen"]:
            values |= self._payment_values(contract, values["chosen"])
        return self._render(
            "outlet_topup_page",
            contract,
            "me",
            amounts=AMOUNTS,
            figures=contract._money_figures(),
            **values,
        )

    def _payment_values(self, contract, amount):
        """What the core's payment form needs for a payment on account."""
        # providers are the operator's; the payer is the user himself
        partner = request.env.user.partner_id
        company, currency = contract.company_id, contract.currency_id
        providers = (
            request.env["payment.provider"]
            .sudo()
            ._get_compatible_providers(
                company.id, partner.id, amount, currency_id=currency.id
            )
        )
        methods = (
            request.env["payment.method"]
            .sudo()
            ._get_compatible_payment_methods(
                providers.ids, partner.id, currency_id=currency.id
            )
        )
        return {
            "reference_prefix": payment_utils.singularize_reference_prefix(
                prefix=TOP_UP_PREFIX
            ),
            "amount": amount,
            "currency": currency,
            "partner_id": partner.id,
            "providers_sudo": providers,
            "payment_methods_sudo": methods,
            "tokens_sudo": request.env["payment.token"],
            "availability_report": {},
            "is_html_empty": is_html_empty,
            "transaction_route": "/payment/transaction",
            "landing_route": "/my/outlet/balance",
            "access_token": payment_utils.generate_access_token(
                partner.id, amount, currency.id
            ),
            "show_tokenize_input_mapping": dict.fromkeys(providers.ids, False),
        }

    # --- withdrawing ----------------------------------------------------------------

    @route("/my/outlet/withdraw", type="http", auth="user", methods=["GET"])
    def outlet_withdraw(self, done="", saved="", **_kwargs):
        """What can be taken out, how, and how earlier requests stand."""
        contract = self._account_contract()
        return self._render_withdraw(contract, done=done == "1", saved=saved == "1")

    @route("/my/outlet/withdraw", type="http", auth="user", methods=["POST"])
    def outlet_withdraw_post(self, amount="", provider="", token="", **_kwargs):
        """Ask for an amount, once per form."""
        contract = self._account_contract()
        try:
            with request.env.cr.savepoint():
                request.env["reseller.withdrawal"]._request(
                    contract, self._to_amount(amount), provider[:20], token[:64]
                )
        except UserError as error:
            return self._render_withdraw(contract, refusal=str(error), typed=amount)
        return request.redirect("/my/outlet/withdraw?done=1")

    @route("/my/outlet/payee", type="http", auth="user", methods=["POST"])
    def outlet_payee_post(self, name="", number="", bank="", **_kwargs):
        """Keep the bank account he is paid to."""
        contract = self._account_contract()
        try:
            contract._set_payee(name, number[:40], bank)
        except UserError as error:
            return self._render_withdraw(contract, payee_refusal=str(error))
        return request.redirect("/my/outlet/withdraw?saved=1")

    @route(
        "/my/outlet/withdraw/<string:number>/cancel",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_withdraw_cancel(self, number, **_kwargs):
        """Take a request back, as far as it is possible."""
        contract = self._account_contract()
        withdrawal = contract._find_withdrawal(number[:32])
        if not withdrawal:
            raise request.not_found()
        try:
            withdrawal._cancel_for_seller()
        except UserError as error:
            return self._render_withdraw(contract, refusal=str(error))
        return request.redirect("/my/outlet/withdraw")

    def _render_withdraw(self, contract, **values):
        return self._render(
            "outlet_withdraw_page",
            contract,
            "me",
            sheet=contract._withdraw_sheet(),
            token=secrets.token_urlsafe(16),
            **{
                "refusal": "",
                "payee_refusal": "",
                "typed": "",
                "done": False,
                "saved": False,
                **values,
            },
        )

    def _to_amount(self, text):
        try:
            return round(float((text or "").replace(",", "")), 2)
        except (ValueError, OverflowError):
            return 0.0

    # --- orders ---------------------------------------------------------------------

    @route(
        "/my/outlet/orders/<int:order_id>/mine",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_order_mine(self, order_id, **_kwargs):
        """The customer paid him directly."""
        contract = self._shop_contract()
        order = contract._find_order(order_id)
        if not order:
            raise request.not_found()
        try:
            with request.env.cr.savepoint():
                order._mark_collected()
        except UserError as error:
            return self._render_refusal(contract, error, order_id)
        return request.redirect(f"/my/outlet/orders/{order_id}")
