"""Codes of cards in people's hands: taken, looked at, used, given away."""

import base64
import secrets

from . import cards
from .errors import Refusal
from .routes import api

NORMAL, GIFTING, TIMED_OUT = "NORMAL", "GIFTING", "GIFT_TIMEOUT"
CONSUMED, EXPIRED, DELETED, INVALID = "CONSUMED", "EXPIRE", "DELETE", "UNAVAILABLE"
# given away: nobody finds it by this code any more
GONE = "GONE"
DAY = 86400


def key_of(card_id, code):
    return f"{card_id} {code}"


def find(app, code, card_id=None):
    """A code in somebody's hands; raises Refusal."""
    if not code:
        raise Refusal(41013)
    found = _look(app, code, card_id)
    if found is None or found["status"] == GONE:
        raise Refusal(40056)
    return found


def _look(app, code, card_id):
    if card_id:
        cards.find(app, card_id)
        return app["codes"].get(key_of(card_id, code))
    for one in app["codes"].values():
        if one["code"] == code:
            if cards.base(app["cards"][one["card_id"]]).get("use_custom_code"):
                raise Refusal(41012)
            return one
    return None


def held(app, openid, card_id=None):
    """What a person has of an account's cards."""
    return [
        one
        for one in app["codes"].values()
        if one["openid"] == openid
        and one["status"] not in (GONE, DELETED)
        and card_id in (None, "", one["card_id"])
    ]


# --- being taken --------------------------------------------------------------------


def take(world, app, openid, card_id, wanted):
    """Give a card to a person; the code. Raises Refusal as the page would say it.

    :param dict wanted: code, outer_str, outer_id, openid of the QR or the signature
    """
    card = cards.find(app, card_id)
    listed = openid in app.get("test_list", [])
    if not cards.can_be_taken(card) and not listed:
        raise Refusal(40078)
    if wanted.get("openid") not in (None, "", openid):
        raise Refusal(40112)
    before = [one for one in held(app, openid, card_id) if one["status"] != CONSUMED]
    if cards.is_member(card) and before:
        return before[0]
    if len(before) >= cards.base(card).get("get_limit", 50):
        raise Refusal(45033)
    if card["quantity"] <= 0:
        raise Refusal(45031)
    code = new_code(app, card, wanted)
    begin, end = _term(world, cards.base(card)["date_info"])
    card["quantity"] -= 1
    new = blank(card_id, code, openid, begin, end)
    new["outer_str"] = wanted.get("outer_str", "")
    new["outer_id"] = wanted.get("outer_id", 0)
    new["member"]["active"] = bool(card["node"].get("auto_activate"))
    app["codes"][key_of(card_id, code)] = new
    return new


def blank(card_id, code, openid, begin, end):
    member = {"active": False, "number": "", "bonus": 0, "balance": 0}
    return {
        "card_id": card_id,
        "code": code,
        "openid": openid,
        "status": NORMAL,
        "begin": begin,
        "end": end,
        "outer_str": "",
        "outer_id": 0,
        "gift": None,
        "member": {**member, "fields": ["", "", ""], "form": [], "records": []},
    }


def new_code(app, card, wanted):
    info = cards.base(card)
    if not info.get("use_custom_code"):
        while True:
            code = "".join(secrets.choice("0123456789") for _digit in range(12))
            if not any(one["code"] == code for one in app["codes"].values()):
                return code
    if info.get("get_custom_code_mode"):
        if not card["deposit"]:
            raise Refusal(45031)
        return card["deposit"].pop(0)
    code = wanted.get("code")
    if not code or key_of(card["card_id"], code) in app["codes"]:
        raise Refusal(40116)
    return code


def _term(world, info):
    now = world.now()
    if info["type"] == "DATE_TYPE_PERMANENT":
        return now, 4102416000
    if info["type"] in ("DATE_TYPE_FIX_TIME_RANGE", 1):
        return info["begin_timestamp"], info["end_timestamp"]
    begin = now + info.get("fixed_begin_term", 0) * DAY
    return begin, min(
        begin + info["fixed_term"] * DAY, info.get("end_timestamp") or 4102416000
    )


def tick(world, app):
    """Templates are decided on, codes expire, gifts nobody takes come to nothing."""
    now = world.now()
    for card in list(app["cards"].values()):
        if card["status"] == cards.PENDING and card["decide_at"] <= now:
            cards.decide(world, app, card)
    for one in list(app["codes"].values()):
        if one["status"] in (NORMAL, GIFTING, TIMED_OUT) and one["end"] <= now:
            one["status"] = EXPIRED
        elif one["status"] == GIFTING and one["gift"]["at"] + DAY <= now:
            one["status"] = TIMED_OUT


# --- looked at and used -------------------------------------------------------------


def _usable(world, one):
    return one["status"] == NORMAL and one["begin"] <= world.now() < one["end"]


@api("POST", "/card/code/get", right="member_card")
def get(world, app, call):
    asked = call.json
    one = find(app, asked.get("code"), asked.get("card_id"))
    usable = _usable(world, one)
    if not usable and asked.get("check_consume", True):
        raise Refusal(40127)
    return {
        "openid": one["openid"],
        "card": {
            "card_id": one["card_id"],
            "code": one["code"],
            "begin_time": one["begin"],
            "end_time": one["end"],
        },
        "can_consume": usable,
        "user_card_status": one["status"],
        "outer_str": one["outer_str"],
    }


@api("POST", "/card/code/consume", right="coupon_redeem")
def consume(world, app, call):
    asked = call.json
    one = find(app, asked.get("code"), asked.get("card_id"))
    if one["status"] == CONSUMED:
        raise Refusal(40099)
    if not _usable(world, one):
        raise Refusal(40127)
    one["status"] = CONSUMED
    world.post.event(
        app,
        one["openid"],
        "user_consume_card",
        CardId=one["card_id"],
        UserCardCode=one["code"],
        ConsumeSource="FROM_API",
        LocationId=0,
        StaffOpenId="",
        VerifyCode="",
        RemarkAmount="",
        OuterStr=one["outer_str"],
    )
    return {"card": {"card_id": one["card_id"]}, "openid": one["openid"]}


@api("POST", "/card/code/unavailable", right="member_card")
def invalidate(_world, app, call):
    asked = call.json
    one = find(app, asked.get("code"), asked.get("card_id"))
    if one["status"] in (INVALID, CONSUMED):
        raise Refusal(40127)
    one["status"] = INVALID


def sealed_code(code):
    """How a code stands in the addresses of pages."""
    return base64.b64encode(f"sim:{code}".encode()).decode()


@api("POST", "/card/code/decrypt", right="member_card")
def decrypt(_world, _app, call):
    try:
        mark, _, code = (
            base64.b64decode(call.json.get("encrypt_code", ""), validate=True)
            .decode()
            .partition(":")
        )
    except ValueError:
        raise Refusal(40075, "invalid encrypt code") from None
    if mark != "sim":
        raise Refusal(40075, "invalid encrypt code")
    return {"code": code}


@api("POST", "/card/code/update", right="member_card")
def change_code(_world, app, call):
    asked = call.json
    card = cards.find(app, asked.get("card_id"))
    if not cards.base(card).get("use_custom_code"):
        raise Refusal(40158, "custom code flag must be true")
    one = find(app, asked.get("code"), asked["card_id"])
    new = asked.get("new_code", "")
    if not 0 < len(new) <= 64 or key_of(asked["card_id"], new) in app["codes"]:
        raise Refusal(40116)
    app["codes"].pop(key_of(asked["card_id"], one["code"]))
    one["code"] = new
    app["codes"][key_of(asked["card_id"], new)] = one


@api("POST", "/card/user/getcardlist", right="member_card")
def list_of(_world, app, call):
    asked = call.json
    found = held(app, asked.get("openid", ""), asked.get("card_id"))
    shown = [one for one in found if one["status"] in (NORMAL, GIFTING, TIMED_OUT)]
    pairs = [{"code": one["code"], "card_id": one["card_id"]} for one in shown]
    return {"card_list": pairs, "has_share_card": False}


# --- codes given to the platform beforehand -----------------------------------------


def _codes(app, call):
    asked = call.json
    card, codes = cards.find(app, asked.get("card_id")), asked.get("code") or []
    if not codes:
        raise Refusal(40110)
    if len(codes) > 100:
        raise Refusal(40109)
    return card, codes


@api("POST", "/card/code/deposit", right="custom_code")
def deposit(_world, app, call):
    card, codes = _codes(app, call)
    if not cards.base(card).get("get_custom_code_mode"):
        raise Refusal(40078)
    if len(set(codes)) < len(codes):
        raise Refusal(40111)
    if not card["served"]:
        raise Refusal(40078)
    given = {one["code"] for one in app["codes"].values()} | set(card["deposit"])
    fresh = [code for code in codes if code not in given]
    card["deposit"] += fresh
    double = [code for code in codes if code in given]
    return {"succ_code": fresh, "duplicate_code": double, "fail_code": []}


@api("POST", "/card/code/getdepositcount", right="custom_code")
def deposit_count(_world, app, call):
    return {"count": len(cards.find(app, call.json.get("card_id"))["deposit"])}


@api("POST", "/card/code/checkcode", right="custom_code")
def check_codes(_world, app, call):
    card, codes = _codes(app, call)
    known = [code for code in codes if code in card["deposit"]]
    unknown = [code for code in codes if code not in card["deposit"]]
    return {"exist_code": known, "not_exist_code": unknown}
