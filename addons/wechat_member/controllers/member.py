import re

from markupsafe import Markup

from odoo import http
from odoo.http import request

TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
DOCTYPE = Markup("<!DOCTYPE html>\n")
HEADERS = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


class MemberPage(http.Controller):
    @http.route(
        "/member/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def member_page(self, token):
        """Show a member his own card. The token is the only way in."""
        member_sudo = self._find_by_token(token)
        if not member_sudo:
            raise request.not_found()
        member_sudo = member_sudo.with_context(lang=self._get_lang(member_sudo))
        member_sudo = member_sudo.with_company(member_sudo.member_company_id)
        html = request.env["ir.qweb"]._render(
            "wechat_member.member_page",
            member_sudo._prepare_member_page(),
            lang=member_sudo.env.context["lang"],
        )
        return request.make_response(DOCTYPE + html, headers=list(HEADERS.items()))

    def _find_by_token(self, token):
        # A visitor has no rights at all. Looked up by its unique index, a wrong token
        # tells nothing by the time it takes, and one token opens one record only.
        partners_sudo = request.env["res.partner"].sudo()
        if not TOKEN.fullmatch(token):
            return partners_sudo
        domain = [("member_token", "=", token), ("is_member", "=", True)]
        return partners_sudo.search(domain, limit=1)

    def _get_lang(self, member_sudo):
        company_sudo = member_sudo.member_company_id
        return member_sudo.lang or company_sudo.partner_id.lang or request.env.lang
