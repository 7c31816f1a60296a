import re

from odoo.exceptions import UserError
from odoo.http import Controller, request, route
from odoo.tools import file_open

from odoo.addons.outlet_base.rate_limit import RateLimit

from .member_session import COOKIE, DOCTYPE, HEADERS, LOGIN, PAGE, MemberSession

__all__ = ["DOCTYPE", "HEADERS", "OWN", "MemberPage"]

# Stands for the secret of the link where the phone's pass tells who it is.
OWN = "me"
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
WORKER = "wechat_member/static/src/member_page/member_worker.js"
ACTS = RateLimit(60, 60)
OPEN = {"type": "http", "auth": "public", "sitemap": False, "save_session": False}
# A form of the page carries the page's own mark: the phone has no session to hold one.
FORM = {**OPEN, "methods": ["POST"], "csrf": False}


class MemberPage(MemberSession, Controller):
    """The member's card on the phone, and what is done from there."""

    @route("/member", methods=["GET"], **OPEN)
    def member_card(self, done="", **_kwargs):
        """Show the member of this phone everything that is his, in one page."""
        member_sudo = self._get_pass_member()
        if not member_sudo:
            return request.redirect(LOGIN, code=303)
        values = member_sudo._prepare_member_page()
        lang = member_sudo.env.context["lang"]
        message = self._get_message(done)
        return self._render_page(
            values["template"], values | {"lang": lang, "message": message}, lang
        )

    @route("/member/<string:token>", methods=["GET"], **OPEN)
    def member_page(self, token, **_kwargs):
        """Enter by the secret link. It goes from the address bar: pages are shared."""
        if token == OWN:
            return request.redirect(PAGE, code=303)
        member_sudo = self._find_by_token(token)
        if not member_sudo:
            raise request.not_found()
        return self._enter(member_sudo)

    @route("/member/worker.js", methods=["GET"], **OPEN)
    def member_worker(self):
        """Return the script that keeps the page for times without a connection."""
        with file_open(WORKER) as script:
            body = script.read()
        headers = [
            ("Content-Type", "text/javascript"),
            ("Service-Worker-Allowed", "/member"),
            ("Cache-Control", "no-cache"),
        ]
        return request.make_response(body, headers=headers)

    @route("/member/me/claim", **FORM)
    def member_claim(self, form="", program="", **_kwargs):
        """Take a coupon that is offered on the page."""
        member_sudo = self._act(form)
        if not member_sudo:
            return request.redirect(LOGIN, code=303)
        offered = {str(one["id"]) for one in member_sudo._prepare_page_offers()}
        if program not in offered:
            return self._back("gone", "coupons")
        program_sudo = member_sudo.env["loyalty.program"].browse(int(program))
        try:
            program_sudo._claim(member_sudo, source="page")
        except UserError:
            return self._back("gone", "coupons")
        return self._back("claimed", "coupons")

    @route("/member/me/messages", **FORM)
    def member_messages(self, form="", agree="", **_kwargs):
        """Say yes or no to news and offers."""
        member_sudo = self._act(form)
        if not member_sudo:
            return request.redirect(LOGIN, code=303)
        member_sudo._answer_messages(bool(agree))
        return self._back("yes" if agree else "no", "me")

    @route("/member/me/exchange", **FORM)
    def member_exchange(self, form="", reward="", key="", **_kwargs):
        """Exchange points for a coupon; the same key gives the same coupon."""
        member_sudo = self._act(form)
        if not member_sudo:
            return request.redirect(LOGIN, code=303)
        offered = {str(one.id): one for one in member_sudo._get_exchange_rewards()}
        if reward not in offered:
            return self._back("no_reward", "points")
        try:
            member_sudo._exchange_points(offered[reward], key[:40] or None)
        except UserError:
            return self._back("no_points", "points")
        return self._back("exchanged", "coupons")

    @route("/member/me/logout", **{**FORM, "save_session": True})
    def member_logout(self, form="", **_kwargs):
        """Forget the member on this phone, and who came from WeChat, too."""
        self._act(form)
        request.env["wechat.identity"]._forget_visitor()
        response = request.redirect(LOGIN, code=303)
        response.delete_cookie(COOKIE)
        # what the phone kept for times without a connection goes, too
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def _act(self, form):
        if not ACTS.allows(request.httprequest.remote_addr):
            raise request.not_found()
        return self._get_acting_member(form)

    def _get_message(self, done):
        """Return the words on what was just done. The address names them only."""
        words = {
            "claimed": request.env._("The coupon is yours"),
            "gone": request.env._("This coupon can no longer be claimed"),
            "exchanged": request.env._("Done: the coupon is yours"),
            "no_points": request.env._("You do not have enough points for this"),
            "no_reward": request.env._("This is not on offer any more."),
            "yes": request.env._("You will hear of offers"),
            "no": request.env._("You will get no more offers"),
        }
        return words.get(done, "")

    def _find_by_token(self, token):
        # A visitor has no rights at all. Looked up by its unique index, a wrong token
        # tells nothing by the time it takes, and one token opens one record only.
        partners_sudo = request.env["res.partner"].sudo()
        if not TOKEN.fullmatch(token):
            return partners_sudo
        domain = [("member_token", "=", token), ("is_member", "=", True)]
        return partners_sudo.search(domain, limit=1)
