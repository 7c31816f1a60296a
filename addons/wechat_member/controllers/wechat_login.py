import secrets
import time
from urllib.parse import urlencode, urlsplit

from odoo import http
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.outlet_base.rate_limit import RateLimit

from ..models.wechat_account_login import SnapshotVisitor
from ..wechat import WechatError
from .member import DOCTYPE, HEADERS

VISITS = RateLimit(60, 60)
SESSION_KEY = "wechat_login"
# a login that was begun is good for as long as the code of the platform is
SECONDS = 600
HOME = "/"
# how the browser inside a mini-program names itself
MINI_BROWSER = "miniprogram"


class WechatLogin(http.Controller):
    """Log in through WeChat: there and back, with a state only this browser has."""

    @http.route(
        "/wechat/login/<string:app_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def login(self, app_id, to="", full="", **_kw):
        """Send a visitor to WeChat, who sends him back with a code.

        :param str to: where he goes on afterwards, a path of this site
        :param str full: "1" asks him for his profile too
        """
        account_sudo = self._find_account(app_id)
        state = secrets.token_hex(16)
        request.session[SESSION_KEY] = {
            "state": state,
            "app_id": app_id,
            "to": self._keep_here(to),
            "full": full == "1",
            "at": int(time.time()),
        }
        back = f"{account_sudo.get_base_url()}/wechat/login/{app_id}/back"
        url = account_sudo._get_login_url(back, state, full == "1")
        return request.redirect(url, code=302, local=False)

    @http.route(
        "/wechat/login/<string:app_id>/back",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def back(self, app_id, code="", state="", **_kw):
        """Take who comes back with a code; the state is used up, whatever happens."""
        account_sudo = self._find_account(app_id)
        begun = request.session.pop(SESSION_KEY, None) or {}
        if not self._is_begun(begun, app_id, state):
            return self._tell(account_sudo, "stale", HOME)
        if not code:
            # he said no: everything goes on without WeChat
            return request.redirect(begun["to"])
        try:
            identity_sudo = account_sudo._exchange_login(code[:512], begun["full"])
        except SnapshotVisitor:
            return self._tell(account_sudo, "snapshot", begun["to"])
        except WechatError:
            return self._tell(account_sudo, "refused", begun["to"])
        request.session.should_rotate = True
        identity_sudo._remember_visitor()
        return request.redirect(begun["to"])

    @http.route(
        "/wechat/mini/<string:app_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def mini(self, app_id, code="", to="", **_kw):
        """Show a page inside a mini-program to who is logged in there.

        :param str code: what ``wx.login`` gave the mini-program; good once
        :param str to: a path of this site, the member's card if left out
        """
        account_sudo = self._find_account(app_id, "mini")
        to = self._keep_here(to)
        if to == HOME:
            to = f"/member/login/{account_sudo.company_id.id}"
        # there is no state as in a browser: who is sent somebody else's link must not
        # become that person, and a link is opened in a browser
        browser = request.httprequest.headers.get("User-Agent", "").lower()
        if MINI_BROWSER not in browser:
            return request.redirect(to)
        try:
            identity_sudo = account_sudo._exchange_mini_login(code[:512])
        except WechatError:
            return self._tell(account_sudo, "refused", to)
        request.session.should_rotate = True
        identity_sudo._remember_visitor()
        return request.redirect(to)

    @http.route(
        "/wechat/page/<string:app_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        save_session=False,
    )
    def sign_page(self, app_id, url="", **_kw):
        """Return as JSON what a page of this site needs to call WeChat's browser."""
        account_sudo = self._find_account(app_id)
        ours = urlsplit(account_sudo.get_base_url())
        asked = urlsplit(url[:2000])
        if (asked.scheme, asked.netloc) != (ours.scheme, ours.netloc):
            # a signature lets a page act in the account's name
            raise request.not_found()
        try:
            signed = account_sudo._sign_page(url[:2000])
        except WechatError:
            signed = {}
        return request.make_json_response(
            signed, headers=[("Cache-Control", "no-store")]
        )

    def _find_account(self, app_id, kind="official"):
        if not VISITS.allows(request.httprequest.remote_addr):
            raise request.not_found()
        # an app ID is public; nothing of the account is shown by it
        account_sudo = (
            request.env["wechat.account"]
            .sudo()
            .search([("app_id", "=", app_id), ("kind", "=", kind)], limit=1)
        )
        if not account_sudo:
            raise request.not_found()
        lang = account_sudo.company_id.partner_id.lang or request.env.lang
        request.update_context(lang=lang)
        return account_sudo.with_context(lang=lang)

    def _is_begun(self, begun, app_id, state):
        return (
            begun.get("app_id") == app_id
            and consteq(begun.get("state", ""), state[:128])
            and begun.get("at", 0) > time.time() - SECONDS
        )

    def _keep_here(self, to):
        """Return a path of this site, whatever was asked for."""
        to = (to or "")[:500]
        parts = urlsplit(to)
        if parts.scheme or parts.netloc or not to.startswith("/") or "\\" in to:
            return HOME
        return HOME if to.startswith("//") else to

    def _tell(self, account_sudo, why, to):
        html = request.env["ir.qweb"]._render(
            "wechat_member.wechat_login_page",
            {
                "why": why,
                "to": to,
                "again": self._get_again(account_sudo, to),
                "company": account_sudo.company_id,
                "lang": request.env.lang or "en_US",
            },
            lang=request.env.lang,
        )
        return request.make_response(DOCTYPE + html, headers=list(HEADERS.items()))

    def _get_again(self, account_sudo, to):
        """Return where to try once more; a mini-program does so by itself."""
        if account_sudo.kind == "mini":
            return to
        return f"/wechat/login/{account_sudo.app_id}?{urlencode({'to': to})}"
