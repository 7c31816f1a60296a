"""商家券 at the till: used, taken back, tied to an order, looked at."""

from .busifavor import BASE, RIGHT, coupon_of, stock_of
from .errors import PayRefusal
from .pay import body, once, pay, seconds, when


@pay("POST", f"{BASE}/coupons/use", RIGHT)
def use(world, merchant, call):
    asked = body(call, "coupon_code", "appid", "use_time", "use_request_no")
    coupon = coupon_of(world, merchant, asked["coupon_code"], asked.get("stock_id"))
    stock = stock_of(merchant, coupon["stock_id"])
    if stock["coupon_code_mode"] != "WECHATPAY_MODE" and not asked.get("stock_id"):
        raise PayRefusal("PARAM_ERROR", "缺少参数 stock_id")
    seconds(asked["use_time"])
    number = asked["use_request_no"]
    return once(merchant, number, asked, lambda: _use(world, coupon, number))


def _use(world, coupon, number):
    if coupon["coupon_state"] == "USED":
        raise PayRefusal("RESOURCE_ALREADY_EXISTS", "券已被其他请求核销")
    _must_be(coupon, "SENDED")
    if not coupon["since"] <= world.now() < coupon["until"]:
        raise PayRefusal("INVALID_REQUEST", "不在可用时间内")
    coupon["coupon_state"] = "USED"
    coupon["use_request_no"] = number
    coupon["use_time"] = when(world.now())
    return {
        "stock_id": coupon["stock_id"],
        "openid": coupon["openid"],
        "wechatpay_use_time": coupon["use_time"],
    }


def _must_be(coupon, state):
    if coupon["coupon_state"] != state:
        raise PayRefusal("INVALID_REQUEST", f"券状态错误 {coupon['coupon_state']}")


@pay("POST", f"{BASE}/coupons/return", RIGHT)
def give_back(world, merchant, call):
    """Undo a use; a coupon that is over by now comes back as expired."""
    asked = body(call, "coupon_code", "stock_id", "return_request_no")
    coupon = coupon_of(world, merchant, asked["coupon_code"], asked["stock_id"])

    def done():
        _must_be(coupon, "USED")
        over = coupon["until"] <= world.now()
        coupon["coupon_state"] = "EXPIRED" if over else "SENDED"
        coupon["return_request_no"] = asked["return_request_no"]
        return {"wechatpay_return_time": when(world.now())}

    return once(merchant, asked["return_request_no"], asked, done)


@pay("POST", f"{BASE}/coupons/deactivate", RIGHT)
def deactivate(world, merchant, call):
    asked = body(call, "coupon_code", "stock_id", "deactivate_request_no")
    coupon = coupon_of(world, merchant, asked["coupon_code"], asked["stock_id"])
    if len(asked.get("deactivate_reason", "")) > 64:
        raise PayRefusal("PARAM_ERROR", "deactivate_reason 过长")

    def done():
        _must_be(coupon, "SENDED")
        coupon["coupon_state"] = "DEACTIVATED"
        coupon["deactivate_request_no"] = asked["deactivate_request_no"]
        return {"wechatpay_deactivate_time": when(world.now())}

    return once(merchant, asked["deactivate_request_no"], asked, done)


@pay("POST", rf"{BASE}/coupons/(associate|disassociate)", RIGHT)
def associate(world, merchant, call):
    asked = body(call, "stock_id", "coupon_code", "out_trade_no", "out_request_no")
    coupon = coupon_of(world, merchant, asked["coupon_code"], asked["stock_id"])
    verb = call.words[0]

    def done():
        tied = coupon.get("associate_out_trade_no")
        if tied not in (None, asked["out_trade_no"]):
            raise PayRefusal("INVALID_REQUEST", "券已关联其他订单")
        _must_be(coupon, "SENDED")
        order = asked["out_trade_no"] if verb == "associate" else None
        coupon["associate_out_trade_no"] = order
        return {f"wechatpay_{verb}_time": when(world.now())}

    return once(merchant, asked["out_request_no"], asked, done)


@pay("GET", rf"{BASE}/users/([\w-]+)/coupons", RIGHT)
def coupons(world, merchant, call):
    found = []
    for one in list(merchant["coupons"].values()):
        one = coupon_of(world, merchant, one["coupon_code"], one["stock_id"])
        fits = (
            one["openid"] == call.words[0]
            and call.query.get("stock_id") in (None, "", one["stock_id"])
            and call.query.get("coupon_state") in (None, "", one["coupon_state"])
        )
        if fits:
            found.append(_shown(merchant, one))
    start, limit = (int(call.query.get(key, 0)) for key in ("offset", "limit"))
    limit = limit or 20
    return {
        "data": found[start : start + limit],
        "total_count": len(found),
        "offset": start,
        "limit": limit,
    }


@pay("GET", rf"{BASE}/users/([\w-]+)/coupons/([\w-]+)/appids/(\w+)", RIGHT)
def coupon(world, merchant, call):
    openid, code, _appid = call.words
    one = coupon_of(world, merchant, code)
    if one["openid"] != openid:
        raise PayRefusal("RESOURCE_NOT_EXISTS", "券不存在")
    return _shown(merchant, one)


def _shown(merchant, one):
    stock = stock_of(merchant, one["stock_id"])
    names = ("belong_merchant", "stock_name", "stock_type", "coupon_use_rule")
    hidden = ("since", "until")
    return {
        **{name: stock.get(name) for name in names},
        **{key: one[key] for key in one if key not in hidden and one[key] is not None},
        "expire_time": when(one["until"]),
    }


@pay("POST", f"{BASE}/callbacks", RIGHT)
def set_callback(world, merchant, call):
    url = body(call, "notify_url")["notify_url"]
    if "?" in url:
        raise PayRefusal("PARAM_ERROR", "notify_url 不能携带参数")
    merchant["notify"][RIGHT] = url
    return {"update_time": when(world.now()), "notify_url": url}


@pay("GET", f"{BASE}/callbacks", RIGHT)
def callback(_world, merchant, _call):
    return {
        "mchid": merchant["mchid"],
        "notify_url": merchant["notify"].get(RIGHT, ""),
    }
