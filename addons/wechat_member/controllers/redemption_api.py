"""The door other systems redeem coupons through; see docs/redemption_api.md."""

import json

from odoo.http import Controller, request, route

from odoo.addons.outlet_base.rate_limit import RateLimit

MAX_BODY = 8_192
CALLS = RateLimit(300, 60)
# who tries keys, or a key that tries codes, is not let on for long
BAD_KEYS = RateLimit(20, 300)
UNKNOWN_CODES = RateLimit(30, 300)


class RedemptionApi(Controller):
    """Query, redeem, reverse: JSON in, JSON out, a key in the header."""

    @route(
        "/member/api/v1/<any(query,redeem,reverse):action>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        sitemap=False,
        save_session=False,
    )
    def member_api(self, action):
        """Answer one request; the same number gets the same answer."""
        caller = request.httprequest.remote_addr
        key = self._find_key()
        if not key:
            # counted only where a key is wrong: many systems may share an address
            if not BAD_KEYS.allows(caller):
                return self._refuse(429, "too_many", key)
            return self._refuse(401, "bad_key", key)
        if not (CALLS.allows(key.id) and UNKNOWN_CODES.is_open(key.id)):
            return self._refuse(429, "too_many", key)
        body = self._read_body()
        if body is None:
            return self._refuse(400, "bad_request", key)
        status, answer, again = request.env["member.api"]._serve(key, action, body)
        missed = answer.get("error", {}).get("code") == "unknown_coupon"
        if missed and not again:
            UNKNOWN_CODES.allows(key.id)
        return self._answer(status, answer, again)

    def _find_key(self):
        told = request.httprequest.headers.get("Authorization", "")
        scheme, _space, text = told.partition(" ")
        keys = request.env["member.api.key"]
        return keys._find_by_key(text.strip()) if scheme.lower() == "bearer" else keys

    def _read_body(self):
        raw = request.httprequest.get_data(cache=True)
        if len(raw) > MAX_BODY:
            return None
        try:
            body = json.loads(raw)
        # brackets without end go deeper than it reads
        except (ValueError, RecursionError):
            return None
        return body if isinstance(body, dict) else None

    def _refuse(self, status, code, key):
        _ = (key or request).env._
        words = {
            "bad_key": _("This key opens nothing."),
            "bad_request": _("The request is no JSON object."),
            "too_many": _("Too many requests. Wait a minute."),
        }
        error = {"code": code, "message": words[code]}
        return self._answer(status, {"ok": False, "error": error})

    def _answer(self, status, answer, again=False):
        headers = {"Cache-Control": "no-store"}
        if again:
            headers["Idempotent-Replayed"] = "true"
        if status == 429:
            headers["Retry-After"] = "60"
        return request.make_json_response(answer, headers=headers, status=status)
