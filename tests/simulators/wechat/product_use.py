"""商品券 of people: issued, confirmed, used, given back."""

import secrets

from .acts import act
from .errors import PayRefusal
from .pay import notify, once, pay, seconds, when
from .product_coupon import (
    BASE,
    NO_COUPON,
    RIGHT,
    USER_LIMIT,
    WRONG_APPID,
    WRONG_OPENID,
    WRONG_STATE,
    asked_of,
    stock_of,
)

USERS = rf"{BASE}/users/([\w-]+)/coupons"
USED_BY_OTHER, EXPIRED, DELETED = 272756745, 268578776, 272756769
TOO_EARLY, TOO_LATE = 272755717, 272755715
DAY = 86400
LIVE = ("CONFIRMING", "PENDING", "EFFECTIVE")


def _no(message, number):
    return PayRefusal("INVALID_REQUEST", message, number)


def _check_user(world, merchant, openid, appid):
    app = world.apps.get(appid)
    if appid not in merchant["appids"] or app is None:
        raise PayRefusal("INVALID_REQUEST", "appid 与品牌无绑定关系", WRONG_APPID)
    if world.person_of(app, openid) is None:
        raise PayRefusal("PARAM_ERROR", "openid 与 appid 不匹配", WRONG_OPENID)
    return app


def coupon_of(world, merchant, openid, code):
    """A person's coupon as the clock has it; raises PayRefusal."""
    one = merchant["users"].get(f"{openid} {code}")
    if one is None:
        raise PayRefusal("NOT_FOUND", "券不存在", NO_COUPON)
    now = world.now()
    if one["coupon_state"] == "PENDING" and one["since"] <= now:
        one["coupon_state"] = "EFFECTIVE"
    if one["coupon_state"] in LIVE and one["until"] <= now:
        one["coupon_state"] = "EXPIRED"
    return one


def give(world, merchant, stock, openid, appid, **more):
    """A coupon for a person; it is nothing before it is confirmed."""
    app = _check_user(world, merchant, openid, appid)
    rule = stock["stock_send_rule"]
    own = [
        one
        for one in merchant["users"].values()
        if (one["stock_id"], one["openid"]) == (stock["stock_id"], openid)
    ]
    if stock["state"] != "SENDING":
        raise _no("批次状态不可发放", WRONG_STATE)
    if stock["given"] >= rule["max_count"]:
        raise PayRefusal("NOT_ENOUGH", "批次库存不足")
    if len(own) >= rule.get("max_count_per_user", 1):
        raise PayRefusal("RULE_LIMIT", "用户领取已达上限", USER_LIMIT)
    code = _code_for(stock, more.get("code", ""))
    if f"{openid} {code}" in merchant["users"]:
        raise PayRefusal("RESOURCE_ALREADY_EXISTS", "券码已存在")
    since, until = _term(world, stock)
    stock["given"] += 1
    one = merchant["users"][f"{openid} {code}"] = {
        "coupon_code": code,
        "product_coupon_id": stock["product_coupon_id"],
        "stock_id": stock["stock_id"],
        "openid": openid,
        "appid": appid,
        "coupon_state": "CONFIRMING",
        "since": since,
        "until": until,
        "attach": more.get("attach", ""),
        "send_request_no": more.get("number", ""),
        "send_channel": more.get("channel", "API"),
        "receive_time": when(world.now()),
    }
    unionid = world.unionid(app, world.person_of(app, openid))
    _tell(world, merchant, one, "SEND", {"unionid": unionid})
    return one


def _code_for(stock, code):
    if stock["coupon_code_mode"] == "WECHATPAY":
        return f"{secrets.randbelow(10**24):024}"
    if stock["coupon_code_mode"] == "API_ASSIGN":
        if not 0 < len(code) <= 40:
            raise PayRefusal("PARAM_ERROR", "缺少参数 coupon_code")
        return code
    if not stock["codes"]:
        raise PayRefusal("NOT_ENOUGH", "没有可用的券码")
    return stock["codes"].pop(0)


def _term(world, stock):
    """From when to when a coupon given now is good."""
    period = stock["single_usage_rule"]["coupon_available_period"]
    since = seconds(period["available_begin_time"])
    until = seconds(period["available_end_time"])
    begin = world.now() + period.get("wait_days_after_receive", 0) * DAY
    if period.get("available_days"):
        until = min(until, begin + period["available_days"] * DAY)
    return max(since, begin), until


def _tell(world, merchant, one, what, more=()):
    hidden = ("since", "until", "coupon_state")
    told = {
        **{key: one[key] for key in one if key not in hidden},
        "brand_id": merchant["brand_id"],
        "valid_begin_time": when(one["since"]),
        "valid_end_time": when(one["until"]),
        **dict(more),
    }
    brand = merchant["by_brand"]
    name = f"PRODUCT_COUPON{'' if brand else '_SP'}.{what}"
    notify(world, merchant, merchant["notify"].get(RIGHT, ""), name, told)


def _shown(one):
    hidden = ("since", "until")
    return {
        **{key: one[key] for key in one if key not in hidden},
        "valid_begin_time": when(one["since"]),
        "valid_end_time": when(one["until"]),
    }


@pay("POST", USERS, RIGHT)
def send(world, merchant, call):
    asked = asked_of(merchant, call, "product_coupon_id", "stock_id", "appid")
    stock = stock_of(merchant, asked["product_coupon_id"], asked["stock_id"])
    number = asked["out_request_no"]

    def done():
        more = {"code": asked.get("coupon_code", ""), "number": number}
        more["attach"] = asked.get("attach", "")
        openid, appid = call.words[0], asked["appid"]
        return _shown(give(world, merchant, stock, openid, appid, **more))

    return once(merchant, number, asked, done)


@pay("GET", USERS, RIGHT)
def coupons(world, merchant, call):
    found = []
    for one in list(merchant["users"].values()):
        if one["openid"] == call.words[0]:
            one = coupon_of(world, merchant, one["openid"], one["coupon_code"])
            if call.query.get("coupon_state") in (None, "", one["coupon_state"]):
                found.append(_shown(one))
    return {"total_count": len(found), "user_coupon_list": found}


@pay("GET", rf"{USERS}/([\w-]+)", RIGHT)
def coupon(world, merchant, call):
    return _shown(coupon_of(world, merchant, *call.words))


@pay("POST", rf"{USERS}/([\w-]+)/confirm", RIGHT)
def confirm(world, merchant, call):
    asked = asked_of(merchant, call, "product_coupon_id", "stock_id", "appid")
    one = coupon_of(world, merchant, *call.words)

    def done():
        _must_be(one, "CONFIRMING")
        pending = one["since"] > world.now()
        one["coupon_state"] = "PENDING" if pending else "EFFECTIVE"
        return _shown(one)

    return once(merchant, asked["out_request_no"], asked, done)


def _must_be(one, state):
    known = {"EXPIRED": EXPIRED, "DELETED": DELETED, "USED": USED_BY_OTHER}
    if one["coupon_state"] == "PENDING" and state == "EFFECTIVE":
        raise _no("券未到可用时间", TOO_EARLY)
    if one["coupon_state"] != state:
        number = known.get(one["coupon_state"], WRONG_STATE)
        raise _no(f"券状态错误 {one['coupon_state']}", number)


@pay("POST", rf"{USERS}/([\w-]+)/use", RIGHT)
def use(world, merchant, call):
    needed = ("product_coupon_id", "stock_id", "appid", "use_time")
    asked = asked_of(merchant, call, *needed)
    one = coupon_of(world, merchant, *call.words)
    moment = seconds(asked["use_time"])

    def done():
        _must_be(one, "EFFECTIVE")
        if not one["since"] <= moment < one["until"]:
            early = moment < one["since"]
            raise _no("不在可用时间内", TOO_EARLY if early else TOO_LATE)
        one["coupon_state"] = "USED"
        one["use_request_no"] = asked["out_request_no"]
        one["use_time"] = asked["use_time"]
        _tell(world, merchant, one, "USE")
        return _shown(one)

    return once(merchant, asked["out_request_no"], asked, done)


@pay("POST", rf"{USERS}/([\w-]+)/return", RIGHT)
def give_back(world, merchant, call):
    asked = asked_of(merchant, call, "product_coupon_id", "stock_id", "appid")
    one = coupon_of(world, merchant, *call.words)

    def done():
        _must_be(one, "USED")
        over = one["until"] <= world.now()
        one["coupon_state"] = "EXPIRED" if over else "EFFECTIVE"
        _tell(world, merchant, one, "RETURN")
        return _shown(one)

    return once(merchant, asked["out_request_no"], asked, done)


@pay("POST", rf"{USERS}/([\w-]+)/deactivate", RIGHT)
def deactivate(world, merchant, call):
    asked = asked_of(merchant, call, "product_coupon_id", "deactivate_reason")
    one = coupon_of(world, merchant, *call.words)

    def done():
        if one["coupon_state"] not in LIVE:
            _must_be(one, "EFFECTIVE")
        one["coupon_state"] = "DEACTIVATED"
        return _shown(one)

    return once(merchant, asked["out_request_no"], asked, done)


@act
def take_product(world, app, person, mchid, product_coupon_id, stock_id):
    """Take a coupon somewhere in WeChat, such as by shaking the telephone."""
    merchant = world.merchants[mchid]
    stock = stock_of(merchant, product_coupon_id, stock_id)
    openid = world.openid(app, person)
    channel = {"channel": "SMALL_ACTIVITY"}
    return give(world, merchant, stock, openid, app["appid"], **channel)


@act
def delete_product(world, app, person, mchid, code):
    """Delete a coupon from the wallet; nobody is told."""
    merchant = world.merchants[mchid]
    one = coupon_of(world, merchant, world.openid(app, person), code)
    one["coupon_state"] = "DELETED"


@act
def use_product(world, app, person, mchid, code):
    """Use a coupon where another system of the merchant takes it; he is told."""
    merchant = world.merchants[mchid]
    one = coupon_of(world, merchant, world.openid(app, person), code)
    _must_be(one, "EFFECTIVE")
    one["coupon_state"], one["use_time"] = "USED", when(world.now())
    _tell(world, merchant, one, "USE")
