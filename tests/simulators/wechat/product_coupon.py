"""商品券: what follows the merchants' coupons; partners and brands ask alike.

A partner asks below /v3/marketing/partner/product-coupon and names the brand_id, a
brand below /brand/marketing/product-coupon with a signature of its own scheme.
"""

import secrets

from .errors import PayRefusal
from .pay import body, once, pay, seconds, when

BASE = "(?:/v3/marketing/partner|/brand/marketing)/product-coupon"
RIGHT = "product_coupon"
KINDS = ("NORMAL", "DISCOUNT", "EXCHANGE")
SCOPES = ("ALL", "SINGLE", "CATEGORY")
MODES = ("WECHATPAY", "UPLOAD", "API_ASSIGN")
NUMBER = range(6, 41)
UNKNOWN, WRONG_STATE, NO_COUPON = 268578608, 268578367, 268578851
TOO_LONG, TOO_SHORT, OUT_OF_RANGE = 268435462, 268435463, 268435464
WRONG_OPENID, WRONG_APPID, USER_LIMIT = 268578532, 268578704, 272756740


def asked_of(merchant, call, *needed):
    """The body; a partner has to name the brand it works for."""
    names = [*needed, "out_request_no"]
    partner = call.path.startswith("/v3/")
    asked = body(call, *names, *(["brand_id"] if partner else []))
    if partner and asked["brand_id"] != merchant["brand_id"]:
        raise PayRefusal("NO_AUTH", "品牌未授权", UNKNOWN)
    size = len(asked["out_request_no"])
    if size not in NUMBER:
        number = TOO_SHORT if size < NUMBER[0] else TOO_LONG
        raise PayRefusal("PARAM_ERROR", "out_request_no 长度错误", number)
    return asked


def find(table, key, words="对象不存在"):
    found = table.get(key)
    if found is None:
        raise PayRefusal("NOT_FOUND", words, UNKNOWN)
    return found


def stock_of(merchant, product_id, stock_id):
    product = find(merchant["products"], product_id)
    return find(product["stocks"], stock_id)


def _choice(asked, name, allowed):
    if asked.get(name) not in allowed:
        raise PayRefusal("PARAM_ERROR", f"{name} 错误", OUT_OF_RANGE)


@pay("POST", f"{BASE}/product-coupons", RIGHT)
def create(world, merchant, call):
    """A template, with its first stock if one is given."""
    asked = asked_of(merchant, call, "scope", "type", "display_info")
    _choice(asked, "scope", SCOPES)
    _choice(asked, "type", KINDS)
    _choice(asked, "usage_mode", ("SINGLE", "SEQUENTIAL"))

    def done():
        product_id = f"1{secrets.randbelow(10**9):09}"
        product = {
            **{key: asked[key] for key in asked if key != "stock"},
            "product_coupon_id": product_id,
            "state": "EFFECTIVE",
            "stocks": {},
        }
        merchant["products"][product_id] = product
        answer = _shown(product)
        if asked.get("stock"):
            answer["stock"] = _new_stock(product, asked["stock"])
        return answer

    return once(merchant, asked["out_request_no"], asked, done)


def _shown(product):
    hidden = ("stocks", "out_request_no")
    return {key: product[key] for key in product if key not in hidden}


@pay("GET", rf"{BASE}/product-coupons/(\d+)", RIGHT)
def get(_world, merchant, call):
    return _shown(find(merchant["products"], call.words[0]))


@pay("PATCH", rf"{BASE}/product-coupons/(\d+)", RIGHT)
def change(_world, merchant, call):
    product = find(merchant["products"], call.words[0])
    asked = asked_of(merchant, call)
    product.update({key: asked[key] for key in ("display_info",) if key in asked})
    return _shown(product)


@pay("POST", rf"{BASE}/product-coupons/(\d+)/deactivate", RIGHT)
def deactivate(world, merchant, call):
    product = find(merchant["products"], call.words[0])
    asked_of(merchant, call, "deactivate_reason")
    product["state"] = "DEACTIVATED"
    product["deactivate_time"] = when(world.now())
    for stock in product["stocks"].values():
        stock["state"] = "DEACTIVATED"
    return _shown(product)


# --- stocks -------------------------------------------------------------------------


def _new_stock(product, asked):
    rule = asked.get("stock_send_rule") or {}
    _choice(asked, "coupon_code_mode", MODES)
    if not 0 < rule.get("max_count", 0) <= 10**9:
        raise PayRefusal("PARAM_ERROR", "max_count 错误", OUT_OF_RANGE)
    period = asked.get("single_usage_rule", {}).get("coupon_available_period", {})
    begin = seconds(period.get("available_begin_time"))
    if begin >= seconds(period.get("available_end_time")):
        raise PayRefusal("PARAM_ERROR", "可用时间错误", OUT_OF_RANGE)
    stock_id = f"2{secrets.randbelow(10**9):09}"
    product["stocks"][stock_id] = {
        **asked,
        "product_coupon_id": product["product_coupon_id"],
        "stock_id": stock_id,
        "state": "SENDING",
        "codes": [],
        "given": 0,
        "stores": [],
    }
    return _shown_stock(product["stocks"][stock_id])


def _shown_stock(stock):
    hidden = ("codes", "given", "stores", "out_request_no")
    shown = {key: stock[key] for key in stock if key not in hidden}
    return {**shown, "sent_count_info": {"total_count": stock["given"]}}


@pay("POST", rf"{BASE}/product-coupons/(\d+)/stocks", RIGHT)
def create_stock(_world, merchant, call):
    product = find(merchant["products"], call.words[0])
    asked = asked_of(merchant, call, "stock_send_rule")
    number = asked["out_request_no"]
    return once(merchant, number, asked, lambda: _new_stock(product, asked))


@pay("GET", rf"{BASE}/product-coupons/(\d+)/stocks", RIGHT)
def stocks(_world, merchant, call):
    product = find(merchant["products"], call.words[0])
    found = [_shown_stock(stock) for stock in product["stocks"].values()]
    return {"total_count": len(found), "stock_list": found}


@pay("GET", rf"{BASE}/product-coupons/(\d+)/stocks/(\d+)", RIGHT)
def get_stock(_world, merchant, call):
    return _shown_stock(stock_of(merchant, *call.words))


@pay("POST", rf"{BASE}/product-coupons/(\d+)/stocks/(\d+)/deactivate", RIGHT)
def deactivate_stock(_world, merchant, call):
    stock = stock_of(merchant, *call.words)
    asked_of(merchant, call, "deactivate_reason")
    stock["state"] = "DEACTIVATED"
    return _shown_stock(stock)


@pay("POST", rf"{BASE}/product-coupons/(\d+)/stocks/(\d+)/update-budget", RIGHT)
def budget(_world, merchant, call):
    stock = stock_of(merchant, *call.words)
    asked = asked_of(merchant, call)
    rule = stock["stock_send_rule"]
    target = asked.get("target_max_count", 0)
    if asked.get("current_max_count") != rule["max_count"] or target < stock["given"]:
        raise PayRefusal("INVALID_REQUEST", "当前预算不一致", OUT_OF_RANGE)
    rule["max_count"] = target
    return {"max_count": target}


@pay("POST", rf"{BASE}/product-coupons/(\d+)/stocks/(\d+)/upload-coupon-codes", RIGHT)
def upload(_world, merchant, call):
    stock = stock_of(merchant, *call.words)
    asked = asked_of(merchant, call, "code_list")
    if stock["coupon_code_mode"] != "UPLOAD" or len(asked["code_list"]) > 200:
        raise PayRefusal("PARAM_ERROR", "券码模式不支持上传或数量过多", OUT_OF_RANGE)

    def done():
        codes = dict.fromkeys(asked["code_list"])
        fresh = [code for code in codes if code not in stock["codes"]]
        stock["codes"] += fresh
        known = [code for code in codes if code not in fresh]
        return {
            "total_count": len(asked["code_list"]),
            "success_count": len(fresh),
            "success_code_list": fresh,
            "already_exists_code_list": known,
        }

    return once(merchant, asked["out_request_no"], asked, done)


@pay(
    "POST",
    rf"{BASE}/product-coupons/(\d+)/stocks/(\d+)/(associate|disassociate)-stores",
    RIGHT,
)
def stores(_world, merchant, call):
    stock = stock_of(merchant, *call.words[:2])
    asked = body(call, "store_list")
    ids = [store["store_id"] for store in asked["store_list"]]
    stock["stores"] = [kept for kept in stock["stores"] if kept not in ids]
    if call.words[2] == "associate":
        stock["stores"] += ids
    return {"total_count": len(ids), "success_count": len(ids)}


@pay("GET", rf"{BASE}/product-coupons/(\d+)/stocks/(\d+)/associated-stores", RIGHT)
def stores_of(_world, merchant, call):
    found = stock_of(merchant, *call.words)["stores"]
    listed = [{"store_id": store} for store in found]
    return {"total_count": len(found), "store_list": listed}


@pay("POST", f"{BASE}/notify-configs", RIGHT)
def set_notify(world, merchant, call):
    url = body(call, "notify_url")["notify_url"]
    if "?" in url:
        raise PayRefusal("PARAM_ERROR", "notify_url 不能携带参数")
    merchant["notify"][RIGHT] = url
    merchant["by_brand"] = call.path.startswith("/brand/")
    return {"notify_url": url, "update_time": when(world.now())}


@pay("GET", f"{BASE}/notify-configs", RIGHT)
def get_notify(_world, merchant, _call):
    return {"notify_url": merchant["notify"].get(RIGHT, "")}
