import hmac
from urllib.parse import urlencode

from markupsafe import Markup
from werkzeug.exceptions import Forbidden

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import file_open
from odoo.tools.misc import hmac as keyed_hash

from odoo.addons.outlet_base.rate_limit import RateLimit
from odoo.addons.payment import utils as payment_utils
from odoo.addons.payment.controllers.portal import PaymentPortal

from .member import DOCTYPE, HEADERS, OWN, MemberPage

STYLES = (
    "wechat_member/static/src/member_page/claim_page.css",
    "wechat_member/static/src/member_page/value_page.css",
)
PURPOSES = {"top_up": "ewallet", "gift_card": "gift_card"}
CODES = RateLimit(10, 600)
LANDINGS = {
    "top_up": f"/member/{OWN}",
    "gift_card": f"/member/{OWN}/gift-cards",
    "coupon": f"/member/{OWN}/paid-coupons",
}
PREFIX = "SV"


def _sign(*parts):
    """Return what proves that these values were put together here."""
    # the member's own pass or token is the right to it
    return keyed_hash(request.env(su=True), "member-value", "|".join(map(str, parts)))


class ValuePage(MemberPage):
    """Top up, give a gift card, enter the code of one: pages of one member.

    The payment itself is Odoo's own payment page, with every provider it knows.
    """

    @http.route(
        "/member/<string:token>/top-up", type="http", auth="public", methods=["GET"]
    )
    def top_up(self, token, amount=None, **_kw):
        """Choose an amount; with one, go on to the payment."""
        return self._choose(token, "top_up", amount)

    @http.route(
        "/member/<string:token>/gift-cards", type="http", auth="public", methods=["GET"]
    )
    def gift_cards(self, token, amount=None, **_kw):
        """Buy a gift card, and see those bought; with an amount, go on to pay."""
        return self._choose(token, "gift_card", amount)

    @http.route(
        "/member/<string:token>/gift-code", type="http", auth="public", methods=["POST"]
    )
    def gift_code(self, token, code="", **_kw):
        """Put a gift card, e.g. of plastic, on the member's own card."""
        member_sudo = self._get_member(token)
        if not CODES.allows(member_sudo.id):
            words = request.env._("Too many tries. Please wait ten minutes.")
            return self._show(member_sudo, "gift_card", error=words)
        card_sudo = request.env["loyalty.card"].sudo()  # opened by its secret code
        card_sudo = card_sudo._find_gift_by_code(code, member_sudo.member_company_id)
        if not card_sudo:
            words = card_sudo._get_foreign_card_words(
                code.strip(), member_sudo.member_company_id
            ) or request.env._("There is no gift card with this code.")
            return self._show(member_sudo, "gift_card", error=words)
        try:
            amount = card_sudo._format_points(card_sudo.points)
            card_sudo._claim_gift(member_sudo)
        except UserError as error:
            return self._show(member_sudo, "gift_card", error=str(error))
        words = request.env._("%s is on your card now.", amount)
        return self._show(member_sudo, "gift_card", done=words)

    # ----------------------------------------------------------------------- the pages
    def _get_member(self, token):
        # "me" is the member whose pass the phone carries
        own = token == OWN
        member_sudo = self._get_pass_member() if own else self._find_by_token(token)
        if not member_sudo:
            raise request.not_found()
        return self._in_his_place(member_sudo)

    def _get_own_path(self, member_sudo):
        # a phone with a pass needs no secret in its addresses
        if self._get_pass_member() == member_sudo:
            return f"/member/{OWN}"
        return member_sudo._get_member_page_path()

    def _choose(self, token, purpose, amount):
        member_sudo = self._get_member(token)
        program_sudo = member_sudo._get_value_program(PURPOSES[purpose])
        if not program_sudo:
            raise request.not_found()
        if amount is None:
            return self._show(member_sudo, purpose)
        try:
            value = member_sudo._read_value_amount(amount)
        except UserError as error:
            return self._show(member_sudo, purpose, error=str(error))
        return request.redirect(
            self._get_payment_path(member_sudo, program_sudo, purpose, value)
        )

    def _show(self, member_sudo, purpose, **values):
        program_sudo = member_sudo._get_value_program(PURPOSES[purpose])
        company_sudo = member_sudo.member_company_id.root_id
        return self._render(
            "wechat_member.value_page",
            company_sudo,
            purpose=purpose,
            program=program_sudo,
            member=member_sudo,
            path=self._get_own_path(member_sudo),
            offers=program_sudo
            and member_sudo._prepare_top_up_offers(
                program_sudo if purpose == "top_up" else program_sudo.browse()
            ),
            cards=member_sudo._get_own_gift_cards() if purpose != "top_up" else (),
            base_url=company_sudo.get_base_url(),
            **values,
        )

    def _render(self, template, company_sudo, **values):
        css = Markup()
        for path in STYLES:
            with file_open(path) as style:
                css += Markup(style.read())
        lang = request.env.lang or "en_US"
        html = request.env["ir.qweb"]._render(
            template,
            {
                "error": "",
                "done": "",
                "style": css,
                "lang": lang,
                "company": company_sudo.with_context(lang=lang),
                "csrf_token": request.csrf_token(),
                **values,
            },
            lang=lang,
        )
        return request.make_response(DOCTYPE + html, headers=list(HEADERS.items()))

    def _get_payment_path(self, member_sudo, program_sudo, purpose, amount):
        currency = program_sudo.currency_id
        parts = (purpose, program_sudo.id, member_sudo.id)
        query = {
            "amount": amount,
            "currency_id": currency.id,
            "partner_id": member_sudo.id,
            "company_id": program_sudo.company_id.id,
            "reference": payment_utils.singularize_reference_prefix(prefix=PREFIX),
            "access_token": payment_utils.generate_access_token(
                member_sudo.id, amount, currency.id
            ),
            "value": ".".join(map(str, (*parts, _sign(*parts, f"{amount:.2f}")))),
        }
        return f"/payment/pay?{urlencode(query)}"


class ValuePayment(PaymentPortal):
    def _get_extra_payment_form_values(self, value=None, **kwargs):
        """Let the payment form pay for what the member chose."""
        values = super()._get_extra_payment_form_values(value=value, **kwargs)
        if not value:
            return values
        purpose = self._read_value(value, kwargs["amount"])["purpose"]
        # Somebody else may pay by this address: it tells no secret of the member.
        return values | {
            "transaction_route": f"/member/value/transaction/{value}",
            "landing_route": LANDINGS[purpose],
        }

    @http.route(
        "/member/value/transaction/<string:value>", type="jsonrpc", auth="public"
    )
    def value_transaction(self, value, amount, access_token, **kwargs):
        """Create the payment; answers what the payment form goes on with.

        :raise Forbidden: amount, member or program are not those of the page, or the
            provider belongs to another company
        """
        amount = float(amount)
        chosen = self._read_value(value, amount)
        program, member = chosen["program"], chosen["member"]
        if chosen["purpose"] == "coupon" and (
            words := self._refuse_coupon(program, member, amount)
        ):
            raise UserError(words)
        # Who is logged in pays for himself or for another; the card stays the member's.
        user_sudo = request.env.user
        payer = member if user_sudo._is_public() else user_sudo.partner_id
        currency = program.currency_id
        if not payment_utils.check_access_token(
            access_token, payer.id, amount, currency.id
        ):
            raise Forbidden()
        # Money of one company is never paid to another.
        provider_sudo = request.env["payment.provider"].sudo()
        provider_sudo = provider_sudo.browse(kwargs.get("provider_id")).exists()
        if provider_sudo.company_id.root_id != program.company_id:
            raise Forbidden()
        self._validate_transaction_kwargs(kwargs)
        transaction_sudo = self._create_transaction(
            amount=amount,
            currency_id=currency.id,
            partner_id=payer.id,
            reference_prefix=payment_utils.singularize_reference_prefix(prefix=PREFIX),
            custom_create_values={
                "value_purpose": chosen["purpose"],
                "value_program_id": program.id,
                "value_member_id": member.id,
            },
            **kwargs,
        )
        return transaction_sudo._get_processing_values()

    def _refuse_coupon(self, program_sudo, member_sudo, amount):
        """Return in words why this coupon is not sold for this amount, or nothing."""
        if program_sudo.currency_id.compare_amounts(amount, program_sudo.sale_price):
            return request.env._("The price has changed. Please open the page again.")
        return program_sudo._refuse_sale(member_sudo)

    def _read_value(self, value, amount):
        purpose, _dot, rest = value.partition(".")
        ids, _dot, sign = rest.rpartition(".")
        program_id, _dot, member_id = ids.partition(".")
        expected = _sign(purpose, program_id, member_id, f"{amount:.2f}")
        if not hmac.compare_digest(sign, expected):
            raise Forbidden()
        # The signature proves that the ids were written by the member's own page.
        env_sudo = request.env(su=True)
        return {
            "purpose": purpose,
            "program": env_sudo["loyalty.program"].browse(int(program_id)),
            "member": env_sudo["res.partner"].browse(int(member_id)),
        }
