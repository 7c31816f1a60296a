"""Coupons of WeChat Pay for merchants admitted before the end of 2025 (busifavor)."""

from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from ..wechat.errors import AlreadyDone, Refused
from . import port
from .port import Pack, PackEvent, Standing, cut

BASE = "/v3/marketing/busifavor"
STATES = {
    "SENDED": port.HELD,
    "USED": port.USED,
    "EXPIRED": port.EXPIRED,
    "DELETED": port.DELETED,
    "DEACTIVATED": port.INVALID,
}
NOT_FOUND = ("NOT_FOUND", "RESOURCE_NOT_EXISTS")
CHINA = timezone(timedelta(hours=8))


class Busifavor(Pack):
    """``ask(verb, path, body)``. Amounts in fen; every change has a request number,
    under which the platform does a thing once however often it is asked."""

    name = "busifavor"
    verbs = frozenset(
        {
            *("create_template", "issue", "query", "redeem", "undo"),
            *("invalidate", "listen", "parse_event"),
        }
    )

    def create_template(self, design):
        rule = {
            "coupon_available_time": {
                "available_begin_time": rfc3339(design.begin),
                "available_end_time": rfc3339(design.end),
            },
            "fixed_normal_coupon": {
                "discount_amount": design.discount,
                "transaction_minimum": design.minimum,
            },
            "use_method": "OFF_LINE",
        }
        body = {
            "stock_name": design.title[:21],
            "belong_merchant": self.merchant,
            "goods_name": design.notice[:15] or design.title[:15],
            "stock_type": "NORMAL",
            "coupon_use_rule": rule,
            "stock_send_rule": {
                "max_coupons": design.quantity,
                "max_coupons_per_user": 1,
            },
            "out_request_no": design.request_no,
            "display_pattern_info": {
                "description": cut(design.description, 1000),
                "merchant_name": design.brand[:16],
                "background_color": "Color010",
            },
            # the coupon has its number from Odoo before WeChat hears of it
            "coupon_code_mode": "MERCHANT_API",
            "notify_config": {"notify_appid": self.app_id},
        }
        return self.ask("POST", f"{BASE}/stocks", body)["stock_id"]

    def issue(self, template, openid, request_no, code=""):
        body = {
            "openid": openid,
            "appid": self.app_id,
            "stock_id": template,
            "out_request_no": request_no,
            "coupon_code": code,
        }
        answer = self.ask("POST", f"{BASE}/coupons/send", body)
        return answer.get("coupon_code") or code

    def query(self, holding):
        words = (holding.openid, holding.code, self.app_id)
        openid, code, app_id = (quote(word, safe="") for word in words)
        path = f"{BASE}/users/{openid}/coupons/{code}/appids/{app_id}"
        try:
            answer = self.ask("GET", path)
        except Refused as refusal:
            if refusal.code in NOT_FOUND:
                return Standing(port.UNKNOWN)
            raise
        state = STATES.get(answer.get("coupon_state"), port.UNKNOWN)
        return Standing(state, openid=holding.openid)

    def redeem(self, holding, request_no, at, is_repeat=False):
        body = {
            "coupon_code": holding.code,
            "stock_id": holding.template,
            "appid": self.app_id,
            "use_time": at.astimezone(CHINA).isoformat(timespec="seconds"),
            "use_request_no": request_no,
        }
        self._ask_once("use", body, holding, port.USED, is_repeat)

    def undo(self, holding, request_no):
        body = {
            "coupon_code": holding.code,
            "stock_id": holding.template,
            "return_request_no": request_no,
        }
        self.ask("POST", f"{BASE}/coupons/return", body)

    def invalidate(self, holding, request_no, reason):
        body = {
            "coupon_code": holding.code,
            "stock_id": holding.template,
            "deactivate_request_no": request_no,
            "deactivate_reason": reason[:64],
        }
        self._ask_once("deactivate", body, holding, port.INVALID, True)

    def _ask_once(self, act, body, holding, state, is_repeat):
        try:
            self.ask("POST", f"{BASE}/coupons/{act}", body)
        except AlreadyDone:
            # under our own number it would have answered as the first time
            if not is_repeat or self.query(holding).state != state:
                raise

    def listen(self, url):
        body = {"mchid": self.merchant, "notify_url": url}
        self.ask("POST", f"{BASE}/callbacks", body)

    def parse_event(self, kind, words):
        # it tells of coupons that were taken, of nothing else
        if words.get("event_type") != "EVENT_TYPE_BUSICOUPON_SEND":
            return PackEvent("")
        return PackEvent(
            verb="taken",
            template=words.get("stock_id", ""),
            code=words.get("coupon_code", ""),
            openid=words.get("openid", ""),
            unionid=words.get("unionid", ""),
            words=words.get("send_channel", ""),
        )


def rfc3339(seconds):
    """A moment as WeChat Pay writes it.

    >>> rfc3339(1700000000)
    '2023-11-15T06:13:20+08:00'
    """
    return datetime.fromtimestamp(seconds, CHINA).isoformat(timespec="seconds")
