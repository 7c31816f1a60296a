from markupsafe import Markup

from odoo import http
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

from odoo.addons.outlet_base.rate_limit import RateLimit

from .member import OWN
from .member_session import DOCTYPE, HEADERS, PAGE, MemberSession

VISITS = RateLimit(120, 60)


class ClaimPage(MemberSession, http.Controller):
    """The page behind a poster's QR: take the coupon, and be a member from then on.

    Plain forms: it works in every browser, without scripts, in one request a step.
    """

    @http.route(
        "/member/claim/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def claim_page(self, token, c="", **_kw):
        """Show the coupon and ask for the phone; counts as opened."""
        return self._show(self._get_place(token, c))

    @http.route(
        "/member/claim/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def claim(self, token, c="", **post):
        """Send the code, or take the coupon with it."""
        return self._act(self._get_place(token, c), post)

    @http.route(
        "/member/join/<string:channel>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def join_page(self, channel, **_kw):
        """Join by a channel that gives no coupon."""
        return self._show(self._get_place("", channel))

    @http.route(
        "/member/join/<string:channel>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def join(self, channel, **post):
        """Send the code, or join with it."""
        return self._act(self._get_place("", channel), post)

    # ------------------------------------------------------------------ the steps
    def _get_place(self, token, code):
        """Return what the link leads to: coupon, channel and merchant.

        A wrong code of a channel loses the channel only, a wrong token everything.
        """
        if not VISITS.allows(request.httprequest.remote_addr):
            raise request.not_found()
        # Visitors have no rights; the token opens one coupon, the code one channel.
        channel_sudo = request.env["member.channel"].sudo()._find(code)
        program_sudo = request.env["loyalty.program"].sudo()
        if token:
            program_sudo = program_sudo._find_claimable(token)
            merchant = program_sudo.company_id
            if merchant and channel_sudo.company_id != merchant:
                channel_sudo = channel_sudo.browse()
        if not program_sudo and (token or not channel_sudo):
            raise request.not_found()
        company_sudo = channel_sudo.company_id
        if program_sudo:
            company_sudo = program_sudo._get_claim_company(channel_sudo)
        lang = company_sudo.partner_id.lang or request.env.lang
        request.update_context(lang=lang)
        place = {
            "program": program_sudo.with_company(company_sudo),
            "channel": channel_sudo,
            "company": company_sudo,
        }
        return {name: record.with_context(lang=lang) for name, record in place.items()}

    def _show(self, place):
        request.env["member.channel.open"]._note(
            place["company"], place["channel"], place["program"]
        )
        member_sudo = self._get_visitor(place["company"])
        if not member_sudo:
            return self._render(place, step="phone")
        card = place["program"] and place["program"]._get_claimed(member_sudo)[:1]
        if place["program"].sale_price:
            return self._render(place, step="known", member=member_sudo)
        if card or not place["program"]:
            words = request.env._("This coupon is yours already.") if card else ""
            return self._render(place, step="done", card=card, error=words)
        return self._render(place, step="known", member=member_sudo)

    def _get_visitor(self, company_sudo):
        """Return the member whose phone this is, if he is one of this merchant."""
        member_sudo = self._get_pass_member()
        is_here = member_sudo.member_company_id == company_sudo
        return member_sudo if is_here else member_sudo.browse()

    def _act(self, place, post):
        purpose = self._get_purpose(place["company"])
        codes = request.env["phone.code"].with_company(place["company"])
        phone = post.get("phone") or ""
        values = {"phone": phone, "consent": bool(post.get("consent"))}
        if words := place["program"] and place["program"]._refuse_claim():
            return self._render(place, step="closed", error=words)
        if post.get("step") == "known":
            member_sudo = self._get_visitor(place["company"])
            if not member_sudo:
                return self._render(place, step="phone")
            return self._take(place, member_sudo)
        if post.get("step") != "claim":
            try:
                shown = codes._send(phone, purpose)
            except UserError as error:
                return self._render(place, step="phone", error=str(error), **values)
            return self._render(place, step="code", shown=shown, **values)
        if not codes._check(phone, purpose, post.get("code")):
            words = request.env._("The code is wrong or too old.")
            return self._render(place, step="code", error=words, **values)
        return self._finish(place, phone, values["consent"])

    def _finish(self, place, phone, consent):
        """Join with the phone that is proven, and take the coupon."""
        # The phone is proven: the page he is led to is the member's own.
        member_sudo = (
            request.env["res.partner"]
            .sudo()
            ._join_member(
                phone,
                place["company"],
                "claim",
                channel=place["channel"],
                # A box left empty is no answer: who agreed before, agrees still.
                consent=consent or None,
                verified=True,
            )
        )
        response = self._take(place, member_sudo)
        self._keep_pass(response, member_sudo)
        return response

    def _take(self, place, member_sudo):
        """Take the coupon, if there is one, and show what the member has now."""
        program_sudo, values = place["program"], {}
        if program_sudo.sale_price:
            # his card is open on this phone from now on; there he pays
            return request.redirect(f"{PAGE}/{OWN}/paid-coupons")
        if program_sudo:
            try:
                values["card"] = program_sudo._claim(
                    member_sudo, place["channel"]
                ).sudo()
            except (UserError, ValidationError) as error:
                values["card"] = program_sudo._get_claimed(member_sudo)[:1]
                values["error"] = str(error)
        return self._render(place, step="done", **values)

    def _get_purpose(self, company):
        return f"member:{company.id}"

    def _render(self, place, **values):
        program_sudo = place["program"]
        if program_sudo and values["step"] in ("phone", "known"):
            if words := program_sudo._refuse_claim():
                values |= {"step": "closed", "error": words}
        values = {
            "error": "",
            "phone": "",
            "shown": "",
            "consent": False,
            "card": None,
            "member": None,
            "card_page": PAGE,
            "offer": program_sudo and program_sudo._prepare_claim_offer(),
            "csrf_token": request.csrf_token(),
            "privacy": request.env._(
                "Your number belongs to %s only. It is used for your card and passed "
                "on to nobody.",
                place["company"].name,
            ),
            "lang": request.env.lang or "en_US",
            "style": Markup(program_sudo._get_claim_style()),
            **place,
            **values,
        }
        html = request.env["ir.qweb"]._render(
            "wechat_member.claim_page", values, lang=values["lang"]
        )
        return request.make_response(DOCTYPE + html, headers=list(HEADERS.items()))
