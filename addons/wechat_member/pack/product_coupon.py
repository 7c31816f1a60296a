"""Coupons of WeChat Pay's newer kind (product-coupon), of a partner for its brand."""

from urllib.parse import quote, urlencode

from ..wechat.errors import Refused
from . import port
from .busifavor import CHINA, NOT_FOUND, rfc3339
from .port import Pack, PackEvent, Standing

BASE = "/v3/marketing/partner/product-coupon"
STATES = {
    "CONFIRMING": port.HELD,
    "PENDING": port.HELD,
    "EFFECTIVE": port.HELD,
    "USED": port.USED,
    "EXPIRED": port.EXPIRED,
    "DELETED": port.DELETED,
    "DEACTIVATED": port.INVALID,
}


class ProductCoupon(Pack):
    """``ask(verb, path, body)``; a template is called "product_coupon_id/stock_id".

    ``merchant`` is the brand's number. A coupon counts only once it is confirmed, so
    issuing confirms as well.
    """

    name = "product_coupon"
    verbs = frozenset(
        {
            *("create_template", "issue", "query", "redeem", "undo"),
            *("invalidate", "listen", "parse_event"),
        }
    )

    def create_template(self, design):
        body = {
            "brand_id": self.merchant,
            "out_request_no": design.request_no,
            "scope": "ALL",
            "type": "NORMAL",
            "usage_mode": "SINGLE",
            "single_usage_info": {
                "normal_coupon": {
                    "threshold": design.minimum,
                    "discount_amount": design.discount,
                }
            },
            "display_info": {"name": design.title, "image_url": design.picture},
            "stock": self._prepare_stock(design),
        }
        answer = self.ask("POST", f"{BASE}/product-coupons", body)
        stock = answer.get("stock") or answer
        return f"{answer['product_coupon_id']}/{stock['stock_id']}"

    def _prepare_stock(self, design):
        return {
            "coupon_code_mode": "API_ASSIGN",
            "stock_send_rule": {
                "max_count": design.quantity,
                "max_count_per_user": 1,
            },
            "single_usage_rule": {
                "coupon_available_period": {
                    "available_begin_time": rfc3339(design.begin),
                    "available_end_time": rfc3339(design.end),
                }
            },
        }

    def issue(self, template, openid, request_no, code=""):
        path = f"{BASE}/users/{quote(openid, safe='')}/coupons"
        body = self._prepare(template, request_no) | {"coupon_code": code}
        answer = self.ask("POST", path, body)
        # the code of the answer counts, whatever was wished for
        code = answer.get("coupon_code") or code
        self.confirm(port.Holding(template, code, openid), f"{request_no}-c")
        return code

    def confirm(self, holding, request_no):
        """Let a coupon just issued count, through whatever channel it was issued."""
        self._act(holding, "confirm", request_no)

    def query(self, holding):
        product, stock = holding.template.split("/")
        words = {
            "product_coupon_id": product,
            "stock_id": stock,
            "appid": self.app_id,
            "brand_id": self.merchant,
        }
        try:
            answer = self.ask("GET", f"{self._path(holding)}?{urlencode(words)}")
        except Refused as refusal:
            if refusal.code in NOT_FOUND:
                return Standing(port.UNKNOWN)
            raise
        state = STATES.get(answer.get("coupon_state"), port.UNKNOWN)
        return Standing(state, openid=holding.openid)

    def redeem(self, holding, request_no, at, is_repeat=False):
        moment = at.astimezone(CHINA).isoformat(timespec="seconds")
        self._act(holding, "use", request_no, use_time=moment)

    def undo(self, holding, request_no):
        self._act(holding, "return", request_no)

    def invalidate(self, holding, request_no, reason):
        self._act(holding, "deactivate", request_no, deactivate_reason=reason[:64])

    def listen(self, url):
        self.ask("POST", f"{BASE}/notify-configs", {"notify_url": url})

    def parse_event(self, kind, words):
        # brands and their partners hear of the same under two names
        name = kind.replace("PRODUCT_COUPON_SP.", "PRODUCT_COUPON.")
        verbs = {
            "PRODUCT_COUPON.SEND": "taken",
            "PRODUCT_COUPON.USE": "used",
            "PRODUCT_COUPON.RETURN": "changed",
        }
        product, stock = words.get("product_coupon_id", ""), words.get("stock_id", "")
        return PackEvent(
            verb=verbs.get(name, ""),
            template=f"{product}/{stock}",
            code=words.get("coupon_code", ""),
            openid=words.get("openid", ""),
            unionid=words.get("unionid", ""),
            reference=words.get("attach", ""),
        )

    def _act(self, holding, act, request_no, **words):
        body = self._prepare(holding.template, request_no) | words
        self.ask("POST", f"{self._path(holding)}/{act}", body)

    def _path(self, holding):
        openid, code = (quote(one, safe="") for one in (holding.openid, holding.code))
        return f"{BASE}/users/{openid}/coupons/{code}"

    def _prepare(self, template, request_no):
        product, stock = template.split("/")
        return {
            "product_coupon_id": product,
            "stock_id": stock,
            "appid": self.app_id,
            "brand_id": self.merchant,
            "out_request_no": request_no,
        }
