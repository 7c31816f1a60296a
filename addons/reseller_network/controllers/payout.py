from odoo.exceptions import LockError
from odoo.http import Controller, request, route

from odoo.addons.outlet_base.rate_limit import RateLimit

from ..payout import Fault

# a message about one transfer has a kilobyte or two
MOST_BYTES = 64 * 1024
REFUSED = RateLimit(60, 60)
NO = {"code": "FAIL", "message": "refused"}


class PayoutController(Controller):
    @route(
        "/outlet/payout/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
    )
    def take_notice(self, token, **_form):
        """What WeChat Pay tells about a transfer; genuine is what it signed.

        The address holds a token, so that strangers do not even reach the signature.
        """
        if (request.httprequest.content_length or 0) > MOST_BYTES:
            return self._answer(413)
        # the platform has no user: the token names the account, its key proves who asks
        account = request.env["payout.account"].sudo()._find_by_token(token)
        if not account or account.provider != "wechat" or not account.is_ready:
            return self._refuse(404)
        body = request.httprequest.get_data(as_text=True)
        try:
            report = account._get_adapter()._read_notice(
                account, request.httprequest.headers, body
            )
        except Fault:
            report = None
        if not report:
            return self._refuse(401)
        try:
            account.env["reseller.withdrawal"]._take_report(account, report)
        except LockError:
            # somebody else is at it: it is told again
            return self._answer(503)
        return request.make_json_response({"code": "SUCCESS"})

    def _refuse(self, status):
        caller = request.httprequest.remote_addr
        return self._answer(status if REFUSED.allows(caller) else 429)

    def _answer(self, status):
        return request.make_json_response(NO, status=status)
