"""What people do with the cards in their pack; see acts.py."""

import json
import secrets

from . import cards, passes, push
from .acts import act
from .errors import Refusal


def _own(world, app, person, card_id, code):
    one = passes.find(app, code, card_id)
    if one["openid"] != world.openid(app, person):
        raise Refusal(40174)
    return one


def _card_event(world, app, one, name, **more):
    ids = {"CardId": one["card_id"], "UserCardCode": one["code"]}
    world.post.event(app, one["openid"], name, **ids, **more)


def _taken(world, app, one, **more):
    unionid = world.unionid(app, world.person_of(app, one["openid"]))
    values = {
        "IsGiveByFriend": 0,
        "FriendUserName": "",
        "OuterId": one["outer_id"],
        "OldUserCardCode": "",
        "OuterStr": one["outer_str"],
        "IsRestoreMemberCard": 0,
        "IsRecommendByFriend": 0,
        "SourceScene": "SOURCE_SCENE_QRCODE",
        "UnionId": unionid,
    }
    _card_event(world, app, one, "user_get_card", **{**values, **more})


@act
def take(world, app, person, card_id="", ticket="", **wanted):
    """Put a card into the pack; the record of its code.

    A deleted member card comes back as it was.
    """
    openid = world.openid(app, person)
    scene = {}
    if ticket:
        scene = app["card_scenes"].get(ticket, {"until": 0})
        if scene["until"] <= world.now():
            raise Refusal(40053, "二维码已过期")
        if scene.get("is_unique_code") and scene["used"]:
            raise Refusal(45031)
        card_id = scene["card_id"]
        wanted = {**scene, **wanted}
    card = cards.find(app, card_id)
    if cards.is_member(card):
        deleted = _deleted(app, openid, card_id)
        if deleted:
            return restore(world, app, person, card_id, deleted["code"])
    known = set(app["codes"])
    one = passes.take(world, app, openid, card_id, wanted)
    if ticket:
        scene["used"] = True
    if passes.key_of(card_id, one["code"]) not in known:
        _taken(world, app, one)
    return one


def _deleted(app, openid, card_id):
    for one in app["codes"].values():
        if (one["openid"], one["card_id"]) == (openid, card_id):
            if one["status"] == passes.DELETED:
                return one
    return None


@act
def take_signed(world, app, person, card_id, ext):
    """Take a card a page offers; its card_ext has to be signed with the ticket."""
    given = json.loads(ext)
    ticket = app["tickets"].get("wx_card", {})
    stamp, nonce = str(given.get("timestamp", "")), given.get("nonce_str", "")
    words = [ticket.get("ticket", ""), stamp, nonce, card_id]
    words += [given.get("code") or "", given.get("openid") or ""]
    right = push.signature(*words)
    used = app["grants"].setdefault("card_ext", {"until": 0, "used": []})
    if ticket.get("until", 0) <= world.now() or given.get("signature") != right:
        raise Refusal(40080, "签名错误")
    if f"{stamp} {nonce}" in used["used"]:
        raise Refusal(40080, "签名已被使用")
    used["used"].append(f"{stamp} {nonce}")
    names = ("code", "openid", "outer_str")
    return take(
        world, app, person, card_id, **{key: given.get(key) or "" for key in names}
    )


@act
def delete(world, app, person, card_id, code):
    one = _own(world, app, person, card_id, code)
    one["status"] = passes.DELETED
    _card_event(world, app, one, "user_del_card")


@act
def restore(world, app, person, card_id, code):
    """Take a deleted member card back: same code, same points."""
    one = _own(world, app, person, card_id, code)
    if one["status"] != passes.DELETED:
        raise Refusal(40127)
    one["status"] = passes.NORMAL
    _taken(world, app, one, IsRestoreMemberCard=1)
    return one


@act
def gift(world, app, person, card_id, code):
    """Send a card to a friend, who may accept it."""
    one = _own(world, app, person, card_id, code)
    info = cards.base(app["cards"][card_id])
    if one["status"] != passes.NORMAL or not info.get("can_give_friend", True):
        raise Refusal(40127)
    one["status"] = passes.GIFTING
    one["gift"] = {"at": world.now()}
    _card_event(world, app, one, "user_gifting_card", **_given(0))


def _given(back):
    return {"FriendUserName": "", "IsReturnBack": back, "IsChatRoom": 0}


@act
def accept(world, app, person, card_id, code):
    """Accept a card somebody gives away: the code changes, his is gone."""
    old = passes.find(app, code, card_id)
    openid = world.openid(app, person)
    if old["status"] != passes.GIFTING or old["openid"] == openid:
        raise Refusal(40127)
    card = app["cards"][card_id]
    custom = cards.base(card).get("use_custom_code")
    new = passes.blank(card_id, "", openid, old["begin"], old["end"])
    new["code"] = code if custom else passes.new_code(app, card, {})
    new["outer_str"] = old["outer_str"]
    old["status"] = passes.GONE
    app["codes"][passes.key_of(card_id, new["code"])] = new
    friend = {"IsGiveByFriend": 1, "FriendUserName": old["openid"]}
    _taken(world, app, new, OldUserCardCode=old["code"], **friend)
    return new


@act
def take_back(world, app, person, card_id, code):
    """Nobody accepted it: the card is one's own again."""
    one = _own(world, app, person, card_id, code)
    if one["status"] not in (passes.GIFTING, passes.TIMED_OUT):
        raise Refusal(40127)
    one["status"], one["gift"] = passes.NORMAL, None
    _card_event(world, app, one, "user_gifting_card", **_given(1))


@act
def form(world, app, person, card_id, code, values):
    """Fill in the form with which WeChat activates a card."""
    one = _own(world, app, person, card_id, code)
    card = app["cards"][card_id]
    if not card["node"].get("wx_activate") or not card["form"]:
        raise Refusal(40078)
    asked = card["form"].get("required_form", {}).get("common_field_id_list", [])
    if set(asked) - set(values):
        raise Refusal(41011)
    one["member"]["form"] = [
        {"name": key, "value": value} for key, value in values.items()
    ]
    one["member"]["ticket"] = secrets.token_urlsafe(32)
    after = card["node"].get("wx_activate_after_submit")
    one["member"]["active"] = not after
    _card_event(world, app, one, "submit_membercard_user_info")
    return one["member"]["ticket"]


@act
def look(world, app, person, card_id, code):
    one = _own(world, app, person, card_id, code)
    if cards.base(app["cards"][card_id]).get("need_push_on_view"):
        _card_event(world, app, one, "user_view_card", OuterStr=one["outer_str"])
    return one


@act
def enter(world, app, person, card_id, code):
    one = _own(world, app, person, card_id, code)
    _card_event(world, app, one, "user_enter_session_from_card")


@act
def pay(world, app, person, card_id, code, fee, original_fee=None, location_id=0):
    """Pay from the card; money in fen."""
    one = _own(world, app, person, card_id, code)
    _card_event(
        world,
        app,
        one,
        "user_pay_from_pay_cell",
        TransId=f"42000{secrets.randbelow(10**20):020}",
        LocationId=location_id,
        Fee=fee,
        OriginalFee=fee if original_fee is None else original_fee,
    )


@act
def redeem(world, app, person, card_id, code, source="FROM_MOBILE_HELPER"):
    """The merchant's helper consumes the code, not the merchant's system."""
    one = _own(world, app, person, card_id, code)
    if one["status"] != passes.NORMAL:
        raise Refusal(40127)
    one["status"] = passes.CONSUMED
    told = {
        "ConsumeSource": source,
        "LocationId": 0,
        "StaffOpenId": "",
        "VerifyCode": "",
        "RemarkAmount": "",
    }
    _card_event(world, app, one, "user_consume_card", **told)
