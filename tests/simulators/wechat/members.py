"""Member cards: activated, filled in, shown with points, balance and level."""

from . import cards, passes
from .errors import Refusal
from .routes import api

CELL = 12
MOST = 10**9


def _member(app, asked):
    one = passes.find(app, asked.get("code"), asked.get("card_id"))
    card = app["cards"][one["card_id"]]
    if not cards.is_member(card):
        raise Refusal(40071)
    return one, card


def _check_cells(asked, names):
    for name in names:
        if len(str(asked.get(name, "")).encode()) > CELL:
            raise Refusal(45021, f"text too long: {name}")


def _number(asked, name):
    """A whole number, or None if it was not given.

    The platform answers -1 to anything else, as to 100.0.
    """
    value = asked.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise Refusal(-1)
    return value


@api("POST", "/card/membercard/activate", right="member_card")
def activate(world, app, call):
    asked = call.json
    one, card = _member(app, asked)
    if one["status"] != passes.NORMAL:
        raise Refusal(40127)
    if not 0 < len(str(asked.get("membership_number", ""))) <= 64:
        raise Refusal(41011, "missing required fields! membership_number")
    names = [f"init_custom_field_value{number}" for number in (1, 2, 3)]
    _check_cells(asked, names)
    bonus, balance = _number(asked, "init_bonus"), _number(asked, "init_balance")
    # nothing at all may be said of what the card does not show
    _check_permitted(app, card, bonus or None, balance or None)
    member = one["member"]
    member["active"] = True
    member["number"] = str(asked["membership_number"])
    member["bonus"] = bonus or 0
    member["balance"] = balance or 0
    _set_cells(member, asked, names)


def _check_permitted(app, card, bonus, balance):
    if bonus is not None and not card["node"].get("supply_bonus"):
        raise Refusal(43011)
    allowed = "stored_value" in app["rights"] and card["node"].get("supply_balance")
    if balance is not None and not allowed:
        raise Refusal(43010)
    if bonus is not None and abs(bonus) > MOST:
        raise Refusal(45022, "bonus over limit")
    if balance is not None and abs(balance) > MOST:
        raise Refusal(45023, "balance over limit")


def _set_cells(member, asked, names):
    for place, name in enumerate(names):
        if name in asked:
            member["fields"][place] = str(asked[name])


@api("POST", "/card/membercard/updateuser", right="member_card")
def update(world, app, call):
    """What the card shows; the platform believes whatever total it is told."""
    asked = call.json
    one, card = _member(app, asked)
    if one["status"] not in (passes.NORMAL, passes.GIFTING):
        raise Refusal(40127)
    names = [f"custom_field_value{number}" for number in (1, 2, 3)]
    _check_cells(asked, names)
    member, before = one["member"], dict(one["member"])
    for name in ("bonus", "balance"):
        total, added = _number(asked, name), _number(asked, f"add_{name}")
        if total is None and added is None:
            continue
        new = member[name] + added if total is None else total
        shown = {name: new}
        _check_permitted(app, card, shown.get("bonus"), shown.get("balance"))
        member[name] = new
        member["records"].append(
            {"at": world.now(), "what": name, "to": new}
            | {"words": asked.get(f"record_{name}", "")}
        )
    _set_cells(member, asked, names)
    if app["echo"]:
        _echo(world, app, one, before)
    _note(world, app, one, asked)
    return {
        "result_bonus": member["bonus"],
        "result_balance": member["balance"],
        "openid": one["openid"],
    }


def _echo(world, app, one, before):
    """Our own change comes back as an event."""
    world.post.event(
        app,
        one["openid"],
        "update_member_card",
        CardId=one["card_id"],
        UserCardCode=one["code"],
        ModifyBonus=one["member"]["bonus"] - before["bonus"],
        ModifyBalance=one["member"]["balance"] - before["balance"],
    )


def _note(world, app, one, asked):
    """The person is told of what the merchant wants him to be told."""
    if any(bool(value) for value in (asked.get("notify_optional") or {}).values()):
        app["messages"].append(
            {
                "at": world.now(),
                "openid": one["openid"],
                "kind": "card_notice",
                "content": {
                    "card_id": one["card_id"],
                    "bonus": one["member"]["bonus"],
                    "balance": one["member"]["balance"],
                    "words": asked.get("record_bonus") or asked.get("record_balance"),
                },
            }
        )


@api("POST", "/card/membercard/userinfo/get", right="member_card")
def info(world, app, call):
    one, _card = _member(app, call.json)
    member = one["member"]
    person = world.person_of(app, one["openid"])
    return {
        "openid": one["openid"],
        "nickname": world.people[person]["name"] if person else "",
        "membership_number": member["number"],
        "bonus": member["bonus"],
        "balance": member["balance"],
        "sex": "UNKNOWN",
        "user_info": {"common_field_list": member["form"], "custom_field_list": []},
        "user_card_status": one["status"],
        "has_active": member["active"],
    }


@api("POST", "/card/membercard/activatetempinfo/get", right="member_card")
def form_of_ticket(_world, app, call):
    for one in app["codes"].values():
        ticket = call.json.get("activate_ticket")
        if ticket and one["member"].get("ticket") == ticket:
            fields = one["member"]["form"]
            return {"info": {"common_field_list": fields, "custom_field_list": []}}
    raise Refusal(40053)
