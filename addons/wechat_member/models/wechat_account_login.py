"""Logging in through WeChat: who stands in front of the page."""

from odoo import models

from ..wechat import InDoubt, Refused, build_oauth, send_oauth

CODE_PATH = "/sns/oauth2/access_token"
PROFILE_PATH = "/sns/userinfo"
MINI_PATH = "/sns/jscode2session"
BASE_SCOPE = "snsapi_base"
FULL_SCOPE = "snsapi_userinfo"


class SnapshotVisitor(Refused):
    """WeChat shows a picture of the page to somebody who has not entered it: the
    openid is made up, and nobody may be known by it."""


class WechatAccount(models.Model):
    _inherit = "wechat.account"

    def _get_login_url(self, back, state, full=False):
        """Return where to send a visitor, so that he comes ``back`` with a code.

        :param str state: letters and digits; comes back as it is
        :param bool full: ask him for his profile; otherwise he sees nothing
        """
        self.ensure_one()
        return self._build_oauth(back, full, state).authorize_url

    def _build_oauth(self, back="", full=False, state=""):
        return build_oauth(
            self.app_id,
            self._open_secret("secret"),
            back,
            # where a simulator is, is set by administrators and used by everybody
            self.sudo().simulator_url or "",
            FULL_SCOPE if full else BASE_SCOPE,
            state,
        )

    def _exchange_login(self, code, full=False):
        """Return the identity of who came back with this code; a code is good once.

        :raise SnapshotVisitor: he has not really entered the page
        :raise WechatError: the code is used, or too old, or WeChat does not answer
        """
        self.ensure_one()
        oauth = self._build_oauth(full=full)
        data = self._run(
            CODE_PATH,
            lambda _token: send_oauth(lambda: oauth.fetch_access_token(code)),
            idempotent=False,
            needs_token=False,
            sent={"code": code},
        )
        if str(data.get("is_snapshotuser") or 0) == "1":
            raise SnapshotVisitor(None, "snapshot")
        openid = data.get("openid")
        if not openid or not isinstance(openid, str):
            raise InDoubt(None, "no openid came back")
        vals = {"unionid": data.get("unionid")}
        if full:
            vals |= self._read_profile(oauth, openid)
        return self._recognise_visitor(openid, **vals)

    def _recognise_visitor(self, openid, **vals):
        identity = self.env["wechat.identity"]._get_for(self, openid, **vals)
        identity._recognise()
        return identity

    def _read_profile(self, oauth, openid):
        """Return what WeChat tells of a visitor who allowed it; decoration only."""
        data = self._run(
            PROFILE_PATH,
            lambda _token: send_oauth(lambda: oauth.get_user_info(openid)),
            idempotent=True,
            needs_token=False,
            sent={"openid": openid},
        )
        return self.env["wechat.identity"]._read_told(data)

    def _exchange_mini_login(self, code):
        """Return the identity behind a login code of the mini-program.

        :raise WechatError: the code is used, or too old, or WeChat does not answer
        """
        self.ensure_one()
        query = {
            "appid": self.app_id,
            "secret": self._open_secret("secret"),
            "js_code": code,
            "grant_type": "authorization_code",
        }
        data = self._call(
            MINI_PATH, verb="GET", params=query, needs_token=False, idempotent=False
        )
        openid = data.get("openid")
        if not openid or not isinstance(openid, str):
            raise InDoubt(None, "no openid came back")
        return self._recognise_visitor(openid, unionid=data.get("unionid"))
