"""What an account may tell a person, and when it may not."""

import re
import secrets

from .errors import Refusal
from .people import follower, must_be_known
from .routes import api

# type of a template's field -> longest value
LENGTHS = {
    "thing": 20,
    "number": 32,
    "letter": 32,
    "symbol": 5,
    "character_string": 32,
    "time": 32,
    "date": 32,
    "amount": 20,
    "phone_number": 17,
    "car_number": 8,
    "name": 10,
    "phrase": 5,
}
REMEMBERED = 600
KINDS = (
    *("text", "image", "voice", "video", "music", "news", "mpnews", "mpnewsarticle"),
    *("msgmenu", "wxcard", "miniprogrampage"),
)


def keep(world, app, openid, kind, content, msgid=None):
    """The message is on the person's telephone."""
    app["messages"].append(
        {"at": world.now(), "openid": openid, "kind": kind, "content": content}
        | ({"msgid": msgid} if msgid else {})
    )


def _check_data(template, data):
    """The values have to fit the fields of the template, if it names any."""
    fields = re.findall(r"\{\{(\w+)\.DATA\}\}", template["content"])
    if fields and set(data) != set(fields):
        raise Refusal(
            47003, f"argument invalid! data {sorted(set(data) ^ set(fields))}"
        )
    for name, given in data.items():
        value = str(given.get("value", "")) if isinstance(given, dict) else ""
        longest = LENGTHS.get(re.sub(r"\d+$", "", name))
        if not value or (longest and len(value) > longest):
            raise Refusal(47003, f"argument invalid! data.{name}.value is invalid")


def _template(app, asked):
    template = app["templates"].get(asked.get("template_id", ""))
    if template is None:
        raise Refusal(40037)
    _check_data(template, asked.get("data") or {})
    return template


@api("POST", "/cgi-bin/message/template/send", right="template")
def template_send(world, app, call):
    asked = call.json
    openid, given = asked.get("touser", ""), asked.get("client_msg_id")
    must_be_known(world, app, openid)
    template = _template(app, asked)
    if not follower(app, openid):
        raise Refusal(43004)
    seen = app["seen_messages"].get(given) if given else None
    if seen and seen["at"] > world.now() - REMEMBERED:
        return {"msgid": seen["msgid"]}
    msgid = secrets.randbits(60)
    if given:
        app["seen_messages"][given] = {"at": world.now(), "msgid": msgid}
    blocked = app["appid"] in world.people[world.person_of(app, openid)]["blocks"]
    if not blocked:
        keep(world, app, openid, "template", {**asked, "template": template}, msgid)
    status = "failed:user block" if blocked else "success"
    world.post.event(app, openid, "TEMPLATESENDJOBFINISH", MsgID=msgid, Status=status)
    return {"msgid": msgid}


def _spend_consent(app, openid, template_id):
    consents = app["subscriptions"].get(openid, {})
    if not consents.get(template_id):
        raise Refusal(43101)
    consents[template_id] -= 1


def _subscribe(world, app, call):
    asked = call.json
    openid = asked.get("touser", "")
    must_be_known(world, app, openid)
    template = _template(app, asked)
    _spend_consent(app, openid, asked["template_id"])
    msgid = secrets.randbits(60)
    keep(world, app, openid, "subscribe", {**asked, "template": template}, msgid)
    told = {
        "TemplateId": asked["template_id"],
        "MsgID": str(msgid),
        "ErrorCode": "0",
        "ErrorStatus": "success",
    }
    name = "SubscribeMsgSentEvent"
    world.post.event(app, openid, "subscribe_msg_sent_event", **{name: {"List": told}})
    return {"msgid": msgid}


@api("POST", "/cgi-bin/message/subscribe/bizsend", right="subscribe")
def subscribe_send(world, app, call):
    return _subscribe(world, app, call)


@api("POST", "/cgi-bin/message/subscribe/send", right="subscribe")
def mini_subscribe_send(world, app, call):
    if app["kind"] != "mini":
        raise Refusal(48001)
    return _subscribe(world, app, call)


# --- customer service ---------------------------------------------------------------


def open_window(world, app, openid, seconds, messages):
    """After an act of his the person may be written to for a while."""
    windows = app["followers"].setdefault(openid, {}).setdefault("windows", [])
    windows.append({"until": world.now() + seconds, "left": messages})
    del windows[:-10]


def _spend_window(world, app, openid):
    windows = app["followers"].get(openid, {}).get("windows", [])
    still_open = [window for window in windows if window["until"] > world.now()]
    if not still_open:
        raise Refusal(45015)
    for window in still_open:
        if window["left"]:
            window["left"] -= 1
            return
    raise Refusal(45047)


@api("POST", "/cgi-bin/message/custom/send", right="custom")
def custom_send(world, app, call):
    asked = call.json
    openid, kind = asked.get("touser", ""), asked.get("msgtype")
    must_be_known(world, app, openid)
    if kind not in KINDS or kind not in asked:
        raise Refusal(40053)
    if kind == "wxcard":
        _check_card(app, asked["wxcard"].get("card_id"))
    _spend_window(world, app, openid)
    keep(world, app, openid, kind, asked[kind])


def _check_card(app, card_id):
    card = app["cards"].get(card_id)
    if card is None:
        raise Refusal(40073)
    base = card["node"]["base_info"]
    deposited = base.get("get_custom_code_mode")
    if base.get("use_custom_code") and not deposited:
        raise Refusal(40158, "card with custom code can not be sent by message")


# --- templates ----------------------------------------------------------------------


def add_template(app, title, content, template_id=""):
    """A template an account may use; its content names the fields."""
    template_id = template_id or secrets.token_urlsafe(32)
    app["templates"][template_id] = {"title": title, "content": content}
    return template_id


@api("POST", "/cgi-bin/template/api_add_template", right="template")
def template_add(_world, app, call):
    if len(app["templates"]) >= 25:
        raise Refusal(45026, "template num exceeds limit")
    asked = call.json
    names = asked.get("keyword_name_list") or ["thing1", "time2"]
    content = "\n".join(f"{name}：{{{{{name}.DATA}}}}" for name in names)
    title = asked.get("template_id_short", "")
    return {"template_id": add_template(app, title, content)}


@api("GET", "/cgi-bin/template/get_all_private_template", right="template")
def template_list(_world, app, _call):
    return {
        "template_list": [
            {
                "template_id": key,
                "title": template["title"],
                "content": template["content"],
                "primary_industry": "消费品",
                "deputy_industry": "消费品",
                "example": "",
            }
            for key, template in app["templates"].items()
        ]
    }


@api("POST", "/cgi-bin/template/del_private_template", right="template")
def template_delete(_world, app, call):
    if app["templates"].pop(call.json.get("template_id"), None) is None:
        raise Refusal(40037)
