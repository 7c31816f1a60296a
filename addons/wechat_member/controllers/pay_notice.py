import logging

from odoo import http
from odoo.http import request

from ..callback import MAX_BYTES, Refused

_logger = logging.getLogger(__name__)


class WechatPayNotice(http.Controller):
    @http.route(
        "/wechat/pay/<string:number>",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def pay_notice(self, number):
        """Take what WeChat Pay tells a merchant about coupons: put it down, say so.

        The platform repeats what is not answered with 200 or 204.
        """
        try:
            self._take(number)
            return request.make_response("", status=204)
        except Refused as refusal:
            request.env.cr.rollback()
            _logger.info("Notice of WeChat Pay refused: %s", refusal.reason)
            return self._fail(refusal.status)
        except Exception:
            # the platform tries again; nothing of the failure leaves the server
            request.env.cr.rollback()
            _logger.exception("Notice of WeChat Pay failed")
            return self._fail(503)

    def _take(self, number):
        received = request.httprequest
        if (received.content_length or 0) > MAX_BYTES:
            raise Refused(413, "body too large")
        # who tells has no user; his signature is what he shows
        merchants_sudo = request.env["wechat.merchant"].sudo()
        merchants_sudo._take_notice(number, received.headers, received.get_data())

    def _fail(self, status):
        words = {"code": "FAIL", "message": "refused" if status < 500 else "later"}
        return request.make_json_response(words, status=status)
