"""What people do with their telephones, by name: `wechat.act(name, app, person, ...)`.

    follow  [ticket]            unfollow            say  text
    scan    ticket              click  key          view  url
    consent template_id [accept, times]             block  [on]
    take    card_id | ticket [outer_str, code]      take_signed  card_id, ext
    delete  card_id, code       restore  card_id, code
    gift    card_id, code       accept  card_id, code    take_back  card_id, code
    form    card_id, code, values {USER_FORM_INFO_FLAG_MOBILE: "138..."}
    look    card_id, code       enter  card_id, code
    pay     card_id, code, fee (fen) [original_fee, location_id]
    redeem  card_id, code [source]      by the merchant's helper, not by our system
    login                       the code a mini program gets
    phone                       the code behind which is the telephone's number

Each gives back what came of it, and raises Refusal where the telephone would say no.
"""

import secrets

from . import messages
from .errors import Refusal

ACTS = {}
DAY = 86400


def act(function):
    ACTS[function.__name__] = function
    return function


# --- the chat -----------------------------------------------------------------------


def _scene(world, app, ticket):
    scene = app["scenes"].get(ticket)
    if scene is None or 0 < scene["until"] <= world.now():
        raise Refusal(40053, "二维码已过期")
    return scene


def _blank_follower():
    return {
        **{"follows": False, "time": 0, "remark": "", "tags": [], "windows": []},
        **{"scene": "", "qr_scene": 0, "qr_scene_str": ""},
    }


@act
def follow(world, app, person, ticket=""):
    """Follow the account, by a code with a scene if a ticket is given."""
    openid = world.openid(app, person)
    scene = _scene(world, app, ticket) if ticket else None
    known = app["followers"].get(openid, {})
    if known.get("follows"):
        return scan(world, app, person, ticket) if ticket else openid
    app["followers"][openid] = {
        **_blank_follower(),
        **known,
        "follows": True,
        "time": world.now(),
        "tags": [],
        "scene": "ADD_SCENE_QR_CODE" if ticket else "ADD_SCENE_SEARCH",
        "qr_scene": scene["scene"] if scene and not scene["text"] else 0,
        "qr_scene_str": scene["scene"] if scene and scene["text"] else "",
    }
    messages.open_window(world, app, openid, 60, 3)
    more = {"EventKey": ""}
    if scene:
        more = {"EventKey": f"qrscene_{scene['scene']}", "Ticket": ticket}
    world.post.event(app, openid, "subscribe", **more)
    return openid


@act
def unfollow(world, app, person):
    openid = world.openid(app, person)
    app["followers"].setdefault(openid, _blank_follower())["follows"] = False
    world.post.event(app, openid, "unsubscribe", EventKey="")


@act
def scan(world, app, person, ticket):
    """Scan a code of an account that is followed already; else follow it."""
    openid = world.openid(app, person)
    if not app["followers"].get(openid, {}).get("follows"):
        return follow(world, app, person, ticket)
    scene = _scene(world, app, ticket)
    messages.open_window(world, app, openid, 60, 3)
    key = str(scene["scene"])
    world.post.event(app, openid, "SCAN", EventKey=key, Ticket=ticket)
    return openid


@act
def say(world, app, person, text):
    openid = world.openid(app, person)
    messages.open_window(world, app, openid, 2 * DAY, 5)
    messages.keep(world, app, openid, "said", text)
    number = secrets.randbits(62)
    world.post.message(app, openid, "text", Content=text, MsgId=number)


@act
def click(world, app, person, key):
    openid = world.openid(app, person)
    messages.open_window(world, app, openid, 60, 3)
    world.post.event(app, openid, "CLICK", EventKey=key)


@act
def view(world, app, person, url):
    openid = world.openid(app, person)
    world.post.event(app, openid, "VIEW", EventKey=url, MenuId="400000001")


@act
def block(world, app, person, on=True):
    """Switch the account's messages off, or on again."""
    blocks = [one for one in world.people[person]["blocks"] if one != app["appid"]]
    world.people[person]["blocks"] = blocks + [app["appid"]] * bool(on)


@act
def consent(world, app, person, template_id, accept=True, times=1):
    """Answer the question whether a notice may be sent."""
    openid = world.openid(app, person)
    if accept:
        consents = app["subscriptions"].setdefault(openid, {})
        consents[template_id] = consents.get(template_id, 0) + times
    told = {
        "TemplateId": template_id,
        "SubscribeStatusString": "accept" if accept else "reject",
        "PopupScene": "2",
    }
    more = {"SubscribeMsgPopupEvent": {"List": told}}
    world.post.event(app, openid, "subscribe_msg_popup_event", **more)


@act
def login(world, app, person):
    """The code with which a mini program finds out who it is."""
    return _login_code(world, app, person)


@act
def phone(world, app, person):
    """The code for the number the person lets the mini program have."""
    return _login_code(world, app, person)


def _login_code(world, app, person):
    code = secrets.token_hex(16)
    grant = {"person": person, "until": world.now() + 300, "used": False}
    app["login_codes"][code] = grant
    return code
