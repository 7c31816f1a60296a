from odoo.http import Controller, request, route

from odoo.addons.outlet_base.rate_limit import RateLimit

# a parcel's whole way has a few kilobytes
MOST_BYTES = 256 * 1024
REFUSED = RateLimit(60, 60)


class CourierController(Controller):
    @route(
        "/outlet/courier/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
    )
    def take_push(self, token, **form):
        """Keep what a provider pushes; genuine is what carries its signature.

        The address holds a token, so that strangers do not even reach the signature.
        """
        if (request.httprequest.content_length or 0) > MOST_BYTES:
            return self._answer({"result": False}, 413)
        # a provider has no user: the token names the account, its salt proves who asks
        account = request.env["courier.account"].sudo()._find_by_token(token)
        if not account:
            return self._refuse({"result": False}, 404)
        adapter = account._get_adapter()
        body = adapter._check_push(account, form)
        if not body:
            return self._refuse(adapter._get_push_answer(False), 403)
        account.env["courier.push"]._take_in(account, body)
        return self._answer(adapter._get_push_answer(True))

    def _refuse(self, answer, status):
        if not REFUSED.allows(request.httprequest.remote_addr):
            status = 429
        return self._answer(answer, status)

    def _answer(self, answer, status=200):
        return request.make_json_response(answer, status=status)
