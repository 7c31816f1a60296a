"""Who is holding the phone: a cookie of our own, no user and no password."""

from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from odoo.http import request
from odoo.tools import consteq

from ..models.res_partner_code import PASS_DAYS

COOKIE = "member_pass"
DOCTYPE = Markup("<!DOCTYPE html>\n")
HEADERS = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
PAGE = "/member"
LOGIN = "/member/login"


class MemberSession:
    """What every controller of the member page needs; no routes."""

    def _get_pass_member(self):
        """Return the member whose pass the phone carries (sudo), or nobody.

        A visitor has no rights at all; the signed pass opens one record only.
        """
        partners_sudo = request.env["res.partner"].sudo()
        text = request.httprequest.cookies.get(COOKIE, "")
        member_sudo = partners_sudo._find_by_pass(text)
        return self._in_his_place(member_sudo)

    def _in_his_place(self, member_sudo):
        """Return the member in his language and company."""
        if not member_sudo:
            return member_sudo
        company_sudo = member_sudo.member_company_id
        lang = member_sudo.lang or company_sudo.partner_id.lang or request.env.lang
        request.update_context(lang=lang)
        return member_sudo.with_context(lang=lang).with_company(company_sudo)

    def _get_acting_member(self, form):
        """Return the member who sent a form of his own page, or nobody.

        :raise BadRequest: the form does not come from his page
        """
        member_sudo = self._get_pass_member()
        if member_sudo and not consteq(member_sudo._get_form_mark(), form or ""):
            raise BadRequest()
        return member_sudo

    def _enter(self, member_sudo, path=PAGE):
        """Give the phone its pass and show the page."""
        response = request.redirect(path, code=303)
        response.headers.update(HEADERS)
        self._keep_pass(response, member_sudo)
        return response

    def _keep_pass(self, response, member_sudo):
        """Let the phone be this member's from this answer on."""
        response.set_cookie(
            COOKIE,
            member_sudo._make_pass(),
            max_age=PASS_DAYS * 24 * 3600,
            httponly=True,
            secure=request.httprequest.scheme == "https",
            samesite="Lax",
        )

    def _render_page(self, template, values, lang):
        html = request.env["ir.qweb"]._render(template, values, lang=lang)
        return request.make_response(DOCTYPE + html, headers=list(HEADERS.items()))

    def _back(self, done="", tab=""):
        """Return to the page, to the tab the form was on."""
        query = f"?done={done}" if done else ""
        anchor = f"#{tab}" if tab else ""
        return request.redirect(f"{PAGE}{query}{anchor}", code=303)
