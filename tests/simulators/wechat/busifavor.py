"""商家券: merchants' coupons in WeChat Pay, for merchants who had them before."""

import secrets

from .acts import act
from .errors import PayRefusal
from .pay import body, notify, once, pay, seconds, when
from .routes import Answer

BASE = "/v3/marketing/busifavor"
RIGHT = "busifavor"
MODES = ("WECHATPAY_MODE", "MERCHANT_API", "MERCHANT_UPLOAD")
KINDS = {
    "NORMAL": "fixed_normal_coupon",
    "DISCOUNT": "discount_coupon",
    "EXCHANGE": "exchange_coupon",
}
DAY = 86400


def stock_of(merchant, stock_id):
    stock = merchant["stocks"].get(stock_id)
    if stock is None:
        raise PayRefusal("RESOURCE_NOT_EXISTS", "批次不存在")
    return stock


def coupon_of(world, merchant, code, stock_id=None):
    """A coupon, as the clock has it; raises PayRefusal."""
    for one in merchant["coupons"].values():
        if one["coupon_code"] == code and stock_id in (None, "", one["stock_id"]):
            if one["coupon_state"] == "SENDED" and one["until"] <= world.now():
                one["coupon_state"] = "EXPIRED"
            return one
    raise PayRefusal("RESOURCE_NOT_EXISTS", "券不存在")


@pay("POST", f"{BASE}/stocks", RIGHT)
def create(world, merchant, call):
    asked = body(call, "stock_name", "belong_merchant", "out_request_no", "stock_type")
    return once(
        merchant,
        asked["out_request_no"],
        asked,
        lambda: _create(world, merchant, asked),
    )


def _create(world, merchant, asked):
    rule = asked.get("coupon_use_rule") or {}
    send_rule = asked.get("stock_send_rule") or {}
    kind = KINDS.get(asked["stock_type"])
    if kind is None or kind not in rule:
        raise PayRefusal("PARAM_ERROR", "批次类型与核销规则不一致")
    if len(asked["stock_name"]) > 21 or len(asked.get("goods_name", "")) > 15:
        raise PayRefusal("PARAM_ERROR", "批次名称或商品名称过长")
    if not 0 < send_rule.get("max_coupons", 0) <= 10**9:
        raise PayRefusal("PARAM_ERROR", "max_coupons 错误")
    if asked.get("coupon_code_mode") not in MODES:
        raise PayRefusal("PARAM_ERROR", "coupon_code_mode 错误")
    time_rule = rule.get("coupon_available_time") or {}
    if seconds(time_rule.get("available_end_time")) <= world.now():
        raise PayRefusal("PARAM_ERROR", "available_end_time 已过")
    stock_id = f"1{secrets.randbelow(10**15):015}"
    merchant["stocks"][stock_id] = {
        **asked,
        "stock_id": stock_id,
        "stock_state": "RUNNING",
        "codes": [],
        "given": 0,
    }
    return {"stock_id": stock_id, "create_time": when(world.now())}


@pay("GET", rf"{BASE}/stocks/(\d+)", RIGHT)
def query(_world, merchant, call):
    stock = stock_of(merchant, call.words[0])
    hidden = ("codes", "given", "out_request_no")
    shown = {key: stock[key] for key in stock if key not in hidden}
    return {**shown, "send_count_information": {"total_send_num": stock["given"]}}


@pay("PATCH", rf"{BASE}/stocks/(\d+)", RIGHT)
def change(_world, merchant, call):
    stock = stock_of(merchant, call.words[0])
    asked = body(call, "out_request_no")
    fixed = {"stock_type", "coupon_code_mode", "belong_merchant", "stock_id"}
    if fixed & set(asked):
        raise PayRefusal("INVALID_REQUEST", "不可修改的字段")
    asked.pop("out_request_no")
    stock.update(asked)
    return Answer("", 204, "application/json")


@pay("PATCH", rf"{BASE}/stocks/(\d+)/budget", RIGHT)
def budget(_world, merchant, call):
    stock = stock_of(merchant, call.words[0])
    asked = body(call, "modify_budget_request_no")
    rule = stock["stock_send_rule"]
    for name in ("max_coupons", "max_coupons_by_day"):
        target = asked.get(f"target_{name}")
        if target is None:
            continue
        if asked.get(f"current_{name}") != rule.get(name):
            raise PayRefusal("INVALID_REQUEST", "当前预算不一致")
        if target < stock["given"]:
            raise PayRefusal("INVALID_REQUEST", "预算小于已发放数量")
        rule[name] = target
    found = ("max_coupons", "max_coupons_by_day")
    return {name: rule.get(name, 0) for name in found}


@pay("POST", rf"{BASE}/stocks/(\d+)/couponcodes", RIGHT)
def upload(world, merchant, call):
    stock = stock_of(merchant, call.words[0])
    asked = body(call, "upload_request_no", "coupon_code_list")
    if stock["coupon_code_mode"] != "MERCHANT_UPLOAD":
        raise PayRefusal("INVALID_REQUEST", "批次的券码模式不支持上传")
    if len(asked["coupon_code_list"]) > 200:
        raise PayRefusal("PARAM_ERROR", "一次最多200个券码")
    number = asked["upload_request_no"]
    return once(merchant, number, asked, lambda: _upload(world, stock, asked))


def _upload(world, stock, asked):
    codes = asked["coupon_code_list"]
    fresh = list(dict.fromkeys(code for code in codes if code not in stock["codes"]))
    known = [code for code in codes if code in stock["codes"]]
    stock["codes"] += fresh
    return {
        "stock_id": stock["stock_id"],
        "total_count": len(codes),
        "success_count": len(fresh),
        "success_codes": fresh,
        "success_time": when(world.now()),
        "fail_count": 0,
        "fail_codes": [],
        "exist_codes": known,
        "duplicate_codes": [code for code in fresh if codes.count(code) > 1],
    }


# --- coupons of people --------------------------------------------------------------


def _check_user(world, merchant, openid, appid):
    app = world.apps.get(appid)
    if appid not in merchant["appids"]:
        raise PayRefusal("APPID_MCHID_NOT_MATCH", "商户号与AppID不匹配")
    if app is None or world.person_of(app, openid) is None:
        raise PayRefusal("PARAM_ERROR", "openid 与 appid 不匹配")


def give(world, merchant, stock, openid, appid, code="", channel="API"):
    """A coupon for a person; the merchant is told."""
    rule = stock["stock_send_rule"]
    own = [
        one
        for one in merchant["coupons"].values()
        if (one["stock_id"], one["openid"]) == (stock["stock_id"], openid)
    ]
    if stock["stock_state"] != "RUNNING":
        raise PayRefusal("INVALID_REQUEST", "批次状态错误")
    if stock["given"] >= rule["max_coupons"]:
        raise PayRefusal("NOT_ENOUGH", "批次预算不足")
    if len(own) >= rule.get("max_coupons_per_user", 1):
        raise PayRefusal("RULE_LIMIT", "用户已达领取上限")
    code = _code_for(stock, code)
    if any(one["coupon_code"] == code for one in merchant["coupons"].values()):
        raise PayRefusal("INVALID_REQUEST", "券码已被使用")
    time_rule = stock["coupon_use_rule"]["coupon_available_time"]
    until = seconds(time_rule["available_end_time"])
    days = time_rule.get("available_day_after_receive")
    if days:
        until = min(until, world.now() + days * DAY)
    stock["given"] += 1
    coupon = merchant["coupons"][f"{stock['stock_id']} {code}"] = {
        "coupon_code": code,
        "stock_id": stock["stock_id"],
        "openid": openid,
        "appid": appid,
        "coupon_state": "SENDED",
        "since": seconds(time_rule["available_begin_time"]),
        "until": until,
        "receive_time": when(world.now()),
    }
    _tell(world, merchant, stock, coupon, channel)
    return coupon


def _code_for(stock, code):
    if stock["coupon_code_mode"] == "WECHATPAY_MODE":
        return f"{secrets.randbelow(10**22):022}"
    if stock["coupon_code_mode"] == "MERCHANT_API":
        if not 0 < len(code) <= 32:
            raise PayRefusal("PARAM_ERROR", "缺少参数 coupon_code")
        return code
    if not stock["codes"]:
        raise PayRefusal("NOT_ENOUGH", "没有可用的券码")
    return stock["codes"].pop(0)


def _tell(world, merchant, stock, coupon, channel):
    told = {
        "event_type": "EVENT_TYPE_BUSICOUPON_SEND",
        "coupon_code": coupon["coupon_code"],
        "stock_id": coupon["stock_id"],
        "send_time": coupon["receive_time"],
        "send_channel": f"BUSICOUPON_SEND_CHANNEL_{channel}",
        "send_merchant": merchant["mchid"],
        "attach_info": {},
    }
    if (stock.get("notify_config") or {}).get("notify_appid"):
        told["openid"] = coupon["openid"]
        app = world.apps[coupon["appid"]]
        told["unionid"] = world.unionid(app, world.person_of(app, coupon["openid"]))
    notify(world, merchant, merchant["notify"].get(RIGHT, ""), "COUPON.SEND", told)


@pay("POST", f"{BASE}/coupons/send", "busifavor_send")
def send(world, merchant, call):
    asked = body(call, "openid", "appid", "stock_id", "out_request_no")
    _check_user(world, merchant, asked["openid"], asked["appid"])
    stock = stock_of(merchant, asked["stock_id"])

    def done():
        code = asked.get("coupon_code", "")
        coupon = give(world, merchant, stock, asked["openid"], asked["appid"], code)
        return {"coupon_code": coupon["coupon_code"]}

    return once(merchant, asked["out_request_no"], asked, done)


@act
def take_coupon(world, app, person, mchid, stock_id, code=""):
    """Take a merchant's coupon from somewhere in WeChat."""
    merchant = world.merchants[mchid]
    openid = world.openid(app, person)
    stock = stock_of(merchant, stock_id)
    return give(world, merchant, stock, openid, app["appid"], code, "MINIAPP")


@act
def delete_coupon(world, app, person, mchid, code):
    """Delete a coupon from the wallet; nobody is told."""
    coupon = coupon_of(world, world.merchants[mchid], code)
    coupon["coupon_state"] = "DELETED"


@act
def use_coupon(world, app, person, mchid, code):
    """Use a coupon where another system of the merchant takes it; nobody is told."""
    coupon = coupon_of(world, world.merchants[mchid], code)
    coupon["coupon_state"] = "USED"
