"""Card templates: made, looked at, changed, put out."""

import secrets

from . import menus
from .errors import Refusal
from .routes import api

COUPONS = ("GROUPON", "CASH", "DISCOUNT", "GIFT", "GENERAL_COUPON")
TYPES = (*COUPONS, "MEMBER_CARD", "GENERAL_CARD")
COLORS = {
    **{"Color010": "#63b359", "Color020": "#2c9f67", "Color030": "#509fc9"},
    **{"Color040": "#5885cf", "Color050": "#9062c0", "Color060": "#d09a45"},
    **{"Color070": "#e4b138", "Color080": "#ee903c", "Color081": "#f08500"},
    **{"Color082": "#a9d92d", "Color090": "#dd6549", "Color100": "#cc463d"},
    **{"Color101": "#cf3e36", "Color102": "#5E6671"},
}
CODE_TYPES = [
    *("CODE_TYPE_TEXT", "CODE_TYPE_BARCODE", "CODE_TYPE_QRCODE", "CODE_TYPE_NONE"),
    *("CODE_TYPE_ONLY_QRCODE", "CODE_TYPE_ONLY_BARCODE"),
]
# longest in bytes; a character has three
SIZES = {"brand_name": 36, "title": 27, "notice": 48, "description": 3072}
REVIEWED = {"title", "logo_url", "notice", "description", "brand_name"}
PENDING, OK = "CARD_STATUS_NOT_VERIFY", "CARD_STATUS_VERIFY_OK"
FAILED, DELETED = "CARD_STATUS_VERIFY_FAIL", "CARD_STATUS_DELETE"
MOST = 100_000_000


def find(app, card_id):
    """A template of this account; raises Refusal."""
    if not card_id:
        raise Refusal(41012)
    card = app["cards"].get(card_id)
    if card is None:
        raise Refusal(40073)
    return card


def base(card):
    return card["node"]["base_info"]


def is_member(card):
    return card["type"] == "MEMBER_CARD"


def _check_base(world, app, info, kind):
    needed = ["logo_url", "code_type", *SIZES, "color", "sku", "date_info"]
    missing = [name for name in needed if name not in info]
    if missing:
        raise Refusal(41011, f"missing required fields! {missing}")
    check_texts(world, info)
    if info["code_type"] not in CODE_TYPES:
        raise Refusal(40053)
    if info.get("use_custom_code") and "custom_code" not in app["rights"]:
        raise Refusal(43009)
    quantity = info["sku"].get("quantity")
    deposited = info.get("get_custom_code_mode") == "GET_CUSTOM_CODE_MODE_DEPOSIT"
    if not isinstance(quantity, int) or not 0 <= quantity <= MOST:
        raise Refusal(40122)
    if (quantity == 0) != deposited:
        raise Refusal(40122)
    _check_dates(info["date_info"], kind)


def check_texts(world, info):
    for name, size in SIZES.items():
        if len(str(info.get(name, "")).encode()) > size:
            raise Refusal(45021, f"text too long: {name}")
    if "color" in info and info["color"] not in COLORS:
        raise Refusal(40076)
    if "logo_url" in info and not menus.is_ours(world, info["logo_url"]):
        raise Refusal(40141)


def _check_dates(info, kind):
    form = info.get("type")
    if form == "DATE_TYPE_PERMANENT":
        if kind != "MEMBER_CARD":
            raise Refusal(40079)
    elif form in ("DATE_TYPE_FIX_TIME_RANGE", 1):
        if not 0 < info.get("begin_timestamp", 0) < info.get("end_timestamp", 0):
            raise Refusal(40079)
    elif form in ("DATE_TYPE_FIX_TERM", 2):
        if not 0 < info.get("fixed_term", 0):
            raise Refusal(40079)
    else:
        raise Refusal(40079)


def _check_member(app, node):
    if not 0 < len(node.get("prerogative", "").encode()) <= 3072:
        raise Refusal(41011, "missing required fields! prerogative")
    ways = ("auto_activate", "wx_activate", "activate_url")
    if sum(bool(node.get(way)) for way in ways) != 1:
        raise Refusal(40053, "choose one way to activate")
    if node.get("supply_balance") and "stored_value" not in app["rights"]:
        raise Refusal(43010)
    if node.get("supply_bonus") and "bonus" not in app["rights"]:
        raise Refusal(43011)


@api("POST", "/card/create", right="member_card")
def create(world, app, call):
    """A new template; it is looked at before anybody can take it."""
    asked = call.json.get("card") or {}
    kind = asked.get("card_type")
    node = asked.get(str(kind).lower())
    if kind not in TYPES or not isinstance(node, dict):
        raise Refusal(40071)
    if kind in COUPONS and "coupon_create" not in app["rights"]:
        raise Refusal(40179)
    _check_base(world, app, node.get("base_info") or {}, kind)
    if kind == "MEMBER_CARD":
        _check_member(app, node)
    card_id = f"p{secrets.token_urlsafe(24)[:27].replace('-', 'x')}"
    app["cards"][card_id] = {
        "card_id": card_id,
        "type": kind,
        "node": node,
        "status": PENDING,
        "made": world.now(),
        "changed": world.now(),
        "decide_at": world.now() + app["approval_after"],
        "served": False,
        "quantity": node["base_info"]["sku"]["quantity"],
        "total": node["base_info"]["sku"]["quantity"],
        "deposit": [],
        "form": None,
    }
    return {"card_id": card_id}


def decide(world, app, card):
    """The platform has looked at a template."""
    refused = app["approval"]
    card["status"] = FAILED if refused else OK
    card["served"] = card["served"] or not refused
    name = "card_not_pass_check" if refused else "card_pass_check"
    reason = {"RefuseReason": refused} if refused else {}
    world.post.event(app, "oplatform", name, CardId=card["card_id"], **reason)


def can_be_taken(card):
    """Also while a change of it is looked at, but not when deleted."""
    return card["status"] != DELETED and card["served"]


@api("POST", "/card/get", right="member_card")
def get(_world, app, call):
    card = find(app, call.json.get("card_id"))
    info = {
        **base(card),
        "id": card["card_id"],
        "status": card["status"],
        "create_time": card["made"],
        "update_time": card["changed"],
        "sku": {"quantity": card["quantity"], "total_quantity": card["total"]},
    }
    kind = card["type"]
    return {
        "card": {"card_type": kind, kind.lower(): {**card["node"], "base_info": info}}
    }


@api("POST", "/card/batchget", right="member_card")
def batch_get(_world, app, call):
    asked = call.json
    if asked.get("count", 0) > 50:
        raise Refusal(40053)
    wanted = asked.get("status_list")
    found = [
        card["card_id"]
        for card in app["cards"].values()
        if not wanted or card["status"] in wanted
    ]
    start = asked.get("offset", 0)
    page = found[start : start + asked.get("count", 50)]
    return {"card_id_list": page, "total_num": len(found)}


@api("POST", "/card/update", right="member_card")
def update(world, app, call):
    """Change a template; what people read goes to review again."""
    asked = call.json
    card = find(app, asked.get("card_id"))
    if card["status"] == DELETED:
        raise Refusal(40078)
    node = asked.get(card["type"].lower())
    if not isinstance(node, dict):
        raise Refusal(40071)
    info = node.get("base_info", {})
    check_texts(world, info)
    if "date_info" in info:
        _check_wider(base(card)["date_info"], info["date_info"])
    if card["node"].get("supply_bonus") and node.get("supply_bonus") is False:
        raise Refusal(40135)
    base(card).update(info)
    card["node"].update({key: node[key] for key in node if key != "base_info"})
    card["changed"] = world.now()
    again = bool(REVIEWED & set(info)) or "prerogative" in node
    if again:
        card["status"] = PENDING
        card["decide_at"] = world.now() + app["approval_after"]
    return {"send_check": again}


def _check_wider(old, new):
    _check_dates(new, "MEMBER_CARD")
    if old["type"] != new["type"]:
        raise Refusal(40100)
    narrower = (
        new.get("begin_timestamp", 0) > old.get("begin_timestamp", 0),
        new.get("end_timestamp", 0) < old.get("end_timestamp", 0),
        new.get("fixed_term", 0) < old.get("fixed_term", 0),
    )
    if any(narrower):
        raise Refusal(40100)


@api("POST", "/card/delete", right="member_card")
def delete(_world, app, call):
    find(app, call.json.get("card_id"))["status"] = DELETED


@api("POST", "/card/modifystock", right="member_card")
def modify_stock(_world, app, call):
    asked = call.json
    card = find(app, asked.get("card_id"))
    change = asked.get("increase_stock_value", 0) - asked.get("reduce_stock_value", 0)
    left = card["quantity"] + change
    if not 0 <= left <= MOST:
        raise Refusal(40122)
    if base(card).get("get_custom_code_mode") and left > len(card["deposit"]):
        raise Refusal(40136)
    card["quantity"] = left
    card["total"] += change


@api("GET", "/card/getcolors", right="member_card")
def colors(_world, _app, _call):
    return {"colors": [{"name": key, "value": COLORS[key]} for key in COLORS]}


@api("POST", "/card/paycell/set", right="member_card")
def pay_cell(_world, app, call):
    asked = call.json
    card = find(app, asked.get("card_id"))
    if asked.get("is_open") and base(card).get("center_url"):
        raise Refusal(40145)
    card["pay_cell"] = bool(asked.get("is_open"))


@api("POST", "/card/testwhitelist/set", right="member_card")
def test_list(_world, app, call):
    app["test_list"] = call.json.get("openid", [])
    return {"success_openid": app["test_list"]}
