from odoo import http
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

from odoo.addons.outlet_base.rate_limit import RateLimit

from .value import ValuePage

VISITS = RateLimit(120, 60)


class GiftPage(ValuePage):
    """The page a gift card's link opens: prove the phone, and the money is yours."""

    @http.route(
        "/member/gift/<string:gift>", type="http", auth="public", methods=["GET"]
    )
    def gift_page(self, gift, **_kw):
        """Show the gift card and ask for the phone."""
        return self._show_gift(self._get_gift(gift))

    @http.route(
        "/member/gift/<string:gift>", type="http", auth="public", methods=["POST"]
    )
    def gift_claim(self, gift, phone="", code="", step="", **_kw):
        """Send the code, or claim the gift card with it."""
        card_sudo = self._get_gift(gift)
        company_sudo = card_sudo.company_id
        purpose = f"member:{company_sudo.id}"
        codes = request.env["phone.code"].with_company(company_sudo)
        if card_sudo._refuse_gift_claim():
            return self._show_gift(card_sudo)
        if step != "claim":
            try:
                shown = codes._send(phone, purpose)
            except UserError as error:
                return self._show_gift(card_sudo, error=str(error), phone=phone)
            return self._show_gift(card_sudo, step="code", shown=shown, phone=phone)
        if not codes._check(phone, purpose, code):
            words = request.env._("The code is wrong or too old.")
            return self._show_gift(card_sudo, step="code", error=words, phone=phone)
        return self._finish_gift(card_sudo, phone)

    def _get_gift(self, gift):
        if not VISITS.allows(request.httprequest.remote_addr):
            raise request.not_found()
        # A visitor has no rights; the secret link opens this one card.
        card_sudo = request.env["loyalty.card"].sudo()._find_gift(gift)
        if not card_sudo:
            raise request.not_found()
        lang = card_sudo.company_id.partner_id.lang or request.env.lang
        request.update_context(lang=lang)
        return card_sudo.with_context(lang=lang).with_company(card_sudo.company_id)

    def _finish_gift(self, card_sudo, phone):
        # The phone is proven: whoever holds it is the member.
        partners_sudo = request.env["res.partner"].sudo()
        member_sudo = partners_sudo._join_member(
            phone, card_sudo.company_id, "claim", verified=True
        )
        try:
            card_sudo._claim_gift(member_sudo)
        except (UserError, ValidationError) as error:
            return self._show_gift(card_sudo, error=str(error))
        return self._show_gift(card_sudo, step="done", member=member_sudo)

    def _show_gift(self, card_sudo, step="phone", error="", **values):
        refusal = step != "done" and card_sudo._refuse_gift_claim()
        if refusal:
            step, error = "closed", refusal
        return self._render(
            "wechat_member.gift_page",
            card_sudo.company_id,
            card=card_sudo,
            worth=card_sudo._get_gift_worth(),
            step=step,
            error=error,
            **{"phone": "", "shown": "", "member": None, **values},
        )
