import logging
import time

from odoo import http
from odoo.http import request

from ..callback import MAX_BYTES, Refused, check_address

_logger = logging.getLogger(__name__)
HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]


class WechatCallback(http.Controller):
    @http.route(
        "/wechat/callback/<string:key>",
        type="http",
        auth="none",
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def callback(self, key, **_words):
        """Take what WeChat pushes to an account: put it down and say so.

        Whatever goes wrong is answered in one word: a page would be shown to the
        follower as a failure of the account.
        """
        try:
            return self._answer(self._take(key))
        except Refused as refusal:
            request.env.cr.rollback()
            _logger.info("WeChat callback refused: %s", refusal.reason)
            return self._answer("refused", refusal.status)
        except Exception:
            # the platform tries again; nothing of the failure leaves the server
            request.env.cr.rollback()
            _logger.exception("WeChat callback failed")
            return self._answer("later", 503)

    def _take(self, key):
        # who pushes has no user; the signature is what he shows
        accounts_sudo = request.env["wechat.account"].sudo()
        received = request.httprequest
        keys = accounts_sudo._get_callback_keys(key)
        query = received.args.to_dict()
        if received.method == "GET":
            return check_address(query, keys, time.time())
        if received.method != "POST":
            raise Refused(405, "neither GET nor POST")
        if (received.content_length or 0) > MAX_BYTES:
            raise Refused(413, "body too large")
        accounts_sudo._take_push(keys, received.get_data(), query)
        return "success"

    def _answer(self, words, status=200):
        return request.make_response(words, HEADERS, status=status)
