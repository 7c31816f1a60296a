from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from odoo.addons.outlet_base.rate_limit import RateLimit

from .member_session import PAGE, MemberSession

OPEN = {"type": "http", "auth": "public", "sitemap": False}
TRIES = RateLimit(30, 60)


class MemberLogin(MemberSession, Controller):
    """Log in with the phone, and be a member from then on. There is no password."""

    @route(["/member/login", "/member/login/<int:company_id>"], methods=["GET"], **OPEN)
    def member_login(self, company_id=0, **_kwargs):
        """Ask for the mobile number."""
        company_sudo = self._get_company(company_id)
        member_sudo = self._get_pass_member()
        if member_sudo and member_sudo.member_company_id == company_sudo:
            return request.redirect(PAGE, code=303)
        # who has just come back from WeChat is known by what the session says
        visitor_sudo = request.env["wechat.identity"]._get_visitor(company_sudo)
        if visitor_sudo and (member_sudo := visitor_sudo._match_member()):
            return self._enter(member_sudo)
        return self._ask(company_sudo, "phone")

    @route(
        ["/member/login", "/member/login/<int:company_id>"], methods=["POST"], **OPEN
    )
    def member_login_step(
        self, company_id=0, phone="", code="", step="", agree="", **_kwargs
    ):
        """Send the code, or enter with it."""
        company_sudo = self._get_company(company_id)
        codes = request.env["phone.code"].with_company(company_sudo)
        values = {"phone": phone[:20], "agree": bool(agree)}
        if not TRIES.allows(request.httprequest.remote_addr):
            words = request.env._("Please wait a moment and try again.")
            return self._ask(company_sudo, "phone", problem=words, **values)
        purpose = f"member:{company_sudo.id}"
        if step != "code":
            try:
                shown = codes._send(phone, purpose)
            except UserError as error:
                return self._ask(company_sudo, "phone", problem=str(error), **values)
            return self._ask(company_sudo, "code", shown=shown, **values)
        if not codes._check(phone, purpose, code):
            words = request.env._("The code is wrong or too old.")
            return self._ask(company_sudo, "code", problem=words, **values)
        # The phone is proven: he may see the card of this number, or gets one.
        partners_sudo = request.env["res.partner"].sudo()
        member_sudo = partners_sudo._join_member(
            phone, company_sudo, "page", consent=bool(agree) or None, verified=True
        )
        if visitor_sudo := request.env["wechat.identity"]._get_visitor(company_sudo):
            visitor_sudo._bind(member_sudo)
        return self._enter(member_sudo)

    def _get_company(self, company_id):
        # name, colours and logo of the shop only, which everybody may see
        companies_sudo = request.env["res.company"].sudo()
        company_sudo = companies_sudo.browse(company_id or request.env.company.id)
        if not company_sudo.exists():
            raise request.not_found()
        lang = company_sudo.partner_id.lang or request.env.lang
        request.update_context(lang=lang)
        return company_sudo.with_context(lang=lang)

    def _ask(self, company_sudo, step, **values):
        lang = request.env.context["lang"]
        card_type = company_sudo.env["member.card.type"]._get_default(company_sudo)
        partners = company_sudo.env["res.partner"]
        values = {
            "step": step,
            "phone": "",
            "agree": False,
            "shown": "",
            "problem": "",
            "company_id": company_sudo.id,
            "doors": company_sudo._get_login_doors(),
            "look": card_type._prepare_look(),
            "style": partners._get_page_files()["style"],
            "csrf_token": request.csrf_token(),
            "lang": lang,
            **values,
        }
        return self._render_page("wechat_member.member_login", values, lang)
