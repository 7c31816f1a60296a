"""What a page inside WeChat's browser may call: signatures made here, for one page."""

import hashlib
import secrets
import time
from urllib.parse import urldefrag

from odoo import models


class WechatAccount(models.Model):
    _inherit = "wechat.account"

    def _sign_page(self, url):
        """Return what ``wx.config`` needs on the page of this address.

        The ticket itself stays here. The address is the one the browser shows, up to
        the ``#``.
        """
        self.ensure_one()
        page, _fragment = urldefrag(url)
        signed = {
            "jsapi_ticket": self._get_token("jsapi").value,
            "noncestr": secrets.token_hex(8),
            "timestamp": int(time.time()),
            "url": page,
        }
        return {
            "appId": self.app_id,
            "timestamp": signed["timestamp"],
            "nonceStr": signed["noncestr"],
            "signature": self._digest_pairs(signed),
        }

    def _digest_pairs(self, signed):
        text = "&".join(f"{name}={signed[name]}" for name in sorted(signed))
        return hashlib.sha1(text.encode()).hexdigest()

    def _sign_card_ext(self, card_id, code="", openid=""):
        """Return the ``cardExt`` values with which a page adds a card to the pack.

        Timestamp and nonce are good for one card only.
        """
        self.ensure_one()
        given = {
            "timestamp": str(int(time.time())),
            "nonce_str": secrets.token_hex(8),
        }
        given |= {"code": code, "openid": openid}
        given = {name: value for name, value in given.items() if value}
        ticket = self._get_token("wx_card").value
        return given | {"signature": self._digest_values(ticket, card_id, given)}

    def _digest_values(self, ticket, card_id, given):
        text = "".join(sorted([ticket, card_id, *given.values()]))
        return hashlib.sha1(text.encode()).hexdigest()
