"""付款码: the customer shows a code, the cashier scans it.

What happens is told by the last two digits of the code; any other code pays at once.

    11    asks for the password; it is given when the merchant has asked twice
    12    asks for the password; nobody gives it (the other spelling of the answer)
    13    asks for the password, which is refused
    14    asks for the password; /_sim/codepay says what the customer does
    21    the code has run out
    22    not enough money
    23    no such code
    31    says SYSTEM_ERROR and has taken the money
    32    says SYSTEM_ERROR and has taken nothing
    33    has taken the money, and the line breaks
"""

from .control import control, given
from .errors import PayRefusal
from .faults import Reset
from .pay import body, pay, when

RIGHT = "codepay"
TRADE = r"/v3/pay/transactions/out-trade-no/([\w|*-]+)"
TYPING = 30
SETTLING = 15
REFUSED = {
    "21": ("AUTH_CODE_EXPIRE", "付款码已过期，请刷新后再试"),
    "22": ("NOT_ENOUGH", "余额不足"),
    "23": ("AUTH_CODE_INVALID", "付款码无效"),
}
ASKING = ("11", "12", "13", "14")


@pay("POST", "/v3/pay/transactions/codepay", RIGHT)
def codepay(world, merchant, call):
    asked = body(
        call, "appid", "mchid", "description", "out_trade_no", "payer", "amount"
    )
    code = (asked["payer"] or {}).get("auth_code") or ""
    total = (asked["amount"] or {}).get("total")
    _check(merchant, asked, code, total)
    number = asked["out_trade_no"]
    if known := merchant["trades"].get(number):
        _refuse_again(world, known, code, total)
        return _shown(world, merchant, known)
    ending = code[-2:]
    if code in merchant["spent_codes"]:
        raise PayRefusal("AUTH_CODE_INVALID", "付款码已使用，请刷新后再试")
    if ending in REFUSED:
        raise PayRefusal(*REFUSED[ending])
    if ending == "32":
        raise PayRefusal("SYSTEM_ERROR", "系统错误")
    merchant["spent_codes"][code] = number
    trade = merchant["trades"][number] = _new_trade(world, merchant, asked, ending)
    if ending == "31":
        raise PayRefusal("SYSTEM_ERROR", "系统错误")
    if ending == "33":
        raise Reset
    if ending == "12":
        raise PayRefusal("USERPAYING", "需要用户输入支付密码")
    return _shown(world, merchant, trade)


def _check(merchant, asked, code, total):
    number = asked["out_trade_no"]
    if asked["mchid"] != merchant["mchid"]:
        raise PayRefusal("PARAM_ERROR", "mchid 与商户不符")
    if merchant["appids"] and asked["appid"] not in merchant["appids"]:
        raise PayRefusal("APPID_MCHID_NOT_MATCH", "appid 与 mchid 不匹配")
    if not 6 <= len(number) <= 32 or len(asked["description"].encode()) > 127:
        raise PayRefusal("PARAM_ERROR", "参数长度错误")
    if not isinstance(total, int) or total < 1:
        raise PayRefusal("PARAM_ERROR", "金额错误")
    if len(code) != 18 or not code.isdigit() or not "10" <= code[:2] <= "15":
        raise PayRefusal("AUTH_CODE_ERROR", "付款码格式错误")


def _refuse_again(world, trade, code, total):
    _tick(world, trade)
    if trade["code"] != code or trade["total"] != total:
        raise PayRefusal("OUT_TRADE_NO_USED", "商户订单号重复")
    if trade["trade_state"] == "SUCCESS":
        raise PayRefusal("ORDER_PAID", "订单已支付")
    if trade["trade_state"] == "REVOKED":
        raise PayRefusal("ORDER_REVERSED", "订单已撤销")


def _new_trade(world, merchant, asked, ending):
    number = asked["out_trade_no"]
    trade = {
        "appid": asked["appid"],
        "out_trade_no": number,
        "code": asked["payer"]["auth_code"],
        "ending": ending,
        "total": asked["amount"]["total"],
        "attach": asked.get("attach", ""),
        "at": world.now(),
        "asked": 0,
        "refunded": 0,
        "openid": f"oPayer{asked['payer']['auth_code'][2:10]}",
        "transaction_id": f"42000{len(merchant['trades']):08}{world.now()}",
        "trade_state": "USERPAYING" if ending in ASKING else "SUCCESS",
    }
    if trade["trade_state"] == "SUCCESS":
        trade["success_time"] = when(world.now())
    return trade


def _tick(world, trade):
    """Bring a trade to what the clock says."""
    asking = trade["trade_state"] == "USERPAYING"
    if asking and world.now() - trade["at"] >= TYPING:
        trade["trade_state"] = "NOTPAY"


def _do(world, trade, what):
    if trade["trade_state"] != "USERPAYING":
        raise ValueError(f"the trade is {trade['trade_state']}")
    trade["trade_state"] = "SUCCESS" if what == "pay" else "PAYERROR"
    if what == "pay":
        trade["success_time"] = when(world.now())


@control("POST", "codepay")
def customer(world, call):
    values = given(call)
    trade = world.merchants[values["mchid"]]["trades"][values["out_trade_no"]]
    _do(world, trade, values["do"])


def trade_of(merchant, number):
    if number not in merchant["trades"]:
        raise PayRefusal("ORDER_NOT_EXIST", "订单不存在")
    return merchant["trades"][number]


@pay("GET", TRADE, RIGHT)
def query(world, merchant, call):
    if call.query.get("mchid") != merchant["mchid"]:
        raise PayRefusal("PARAM_ERROR", "mchid 与商户不符")
    trade = trade_of(merchant, call.words[0])
    trade["asked"] += 1
    asking = trade["trade_state"] == "USERPAYING"
    if asking and trade["ending"] == "11" and trade["asked"] >= 2:
        _do(world, trade, "pay")
    elif asking and trade["ending"] == "13":
        _do(world, trade, "decline")
    return _shown(world, merchant, trade)


def _shown(world, merchant, trade):
    _tick(world, trade)
    shown = {
        "appid": trade["appid"],
        "mchid": merchant["mchid"],
        "out_trade_no": trade["out_trade_no"],
        "attach": trade["attach"],
        "trade_state": trade["trade_state"],
        "trade_state_desc": "",
    }
    if trade["trade_state"] in ("SUCCESS", "REFUND"):
        shown |= {
            "transaction_id": trade["transaction_id"],
            "trade_type": "MICROPAY",
            "bank_type": "OTHERS",
            "success_time": trade["success_time"],
            "payer": {"openid": trade["openid"]},
            "amount": {
                "total": trade["total"],
                "payer_total": trade["total"],
                "currency": "CNY",
                "payer_currency": "CNY",
            },
        }
    return shown


@pay("POST", f"{TRADE}/reverse", RIGHT)
def reverse(world, merchant, call):
    """Close an order; money that was taken goes back."""
    body(call, "appid", "mchid")
    number = call.words[0]
    trade = merchant["trades"].get(number)
    if trade is None:
        # what comes late with this number is refused
        trade = merchant["trades"][number] = {
            **{"appid": "", "out_trade_no": number, "code": "", "ending": ""},
            **{"total": 0, "attach": "", "at": 0, "asked": 0, "refunded": 0},
            "trade_state": "REVOKED",
        }
        return _told(merchant, number)
    _tick(world, trade)
    if world.now() - trade["at"] < SETTLING:
        raise PayRefusal("INVALID_REQUEST", "支付后15秒内不可撤销")
    if trade["trade_state"] == "USERPAYING":
        raise PayRefusal("USERPAYING", "用户支付中，请稍后再试")
    if trade["trade_state"] == "REFUND":
        raise PayRefusal("INVALID_REQUEST", "订单已退款")
    trade["trade_state"] = "REVOKED"
    return _told(merchant, number)


def _told(merchant, number):
    return {"mchid": merchant["mchid"], "out_trade_no": number}


@pay("POST", "/v3/refund/domestic/refunds", RIGHT)
def refund(world, merchant, call):
    asked = body(call, "out_refund_no", "amount")
    number, amount = asked["out_refund_no"], asked["amount"]
    trade = _refundable(merchant, asked)
    if known := merchant["refunds"].get(number):
        if known["amount"]["refund"] != amount.get("refund"):
            raise PayRefusal("INVALID_REQUEST", "退款单号重复，参数不一致")
        return known
    _check_refund(trade, amount)
    trade["refunded"] += amount["refund"]
    trade["trade_state"] = "REFUND"
    made = merchant["refunds"][number] = {
        "refund_id": f"503{len(merchant['refunds']):09}{world.now()}",
        "out_refund_no": number,
        "transaction_id": trade["transaction_id"],
        "out_trade_no": trade["out_trade_no"],
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": when(world.now()),
        "success_time": when(world.now()),
        "status": "SUCCESS",
        "amount": dict(amount),
    }
    return made


def _refundable(merchant, asked):
    trade = trade_of(merchant, asked.get("out_trade_no") or "")
    if trade["trade_state"] not in ("SUCCESS", "REFUND"):
        raise PayRefusal("INVALID_REQUEST", "订单未支付或已撤销")
    return trade


def _check_refund(trade, amount):
    wanted = amount.get("refund")
    if amount.get("total") != trade["total"] or amount.get("currency") != "CNY":
        raise PayRefusal("PARAM_ERROR", "订单金额或币种与支付时不一致")
    if not isinstance(wanted, int) or wanted < 1:
        raise PayRefusal("PARAM_ERROR", "退款金额错误")
    if wanted > trade["total"] - trade["refunded"]:
        raise PayRefusal("INVALID_REQUEST", "退款金额大于可退金额")


@pay("GET", r"/v3/refund/domestic/refunds/([\w|*@-]+)", RIGHT)
def refunded(_world, merchant, call):
    if call.words[0] not in merchant["refunds"]:
        raise PayRefusal("RESOURCE_NOT_EXISTS", "退款单不存在")
    return merchant["refunds"][call.words[0]]
