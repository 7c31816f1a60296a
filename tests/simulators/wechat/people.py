"""Followers as an account sees them, their tags, and the codes they scan."""

import secrets

from .errors import Refusal
from .routes import Answer, api, route

QR_ACTIONS = ("QR_SCENE", "QR_STR_SCENE", "QR_LIMIT_SCENE", "QR_LIMIT_STR_SCENE")
SYSTEM_TAGS = {"0", "1", "2"}


def follower(app, openid):
    """A follower, or None if he does not follow (any more)."""
    found = app["followers"].get(openid)
    return found if found and found["follows"] else None


def must_be_known(world, app, openid):
    """Raises Refusal when nobody has this openid at this account."""
    if world.person_of(app, openid) is None:
        raise Refusal(40003)


def _info(world, app, openid):
    must_be_known(world, app, openid)
    found = follower(app, openid)
    if not found:
        return {"subscribe": 0, "openid": openid}
    unionid = world.unionid(app, world.person_of(app, openid))
    return {
        "subscribe": 1,
        "openid": openid,
        "language": "zh_CN",
        "subscribe_time": found["time"],
        **({"unionid": unionid} if unionid else {}),
        "remark": found["remark"],
        "groupid": found["tags"][0] if found["tags"] else 0,
        "tagid_list": found["tags"],
        "subscribe_scene": found["scene"],
        "qr_scene": found["qr_scene"],
        "qr_scene_str": found["qr_scene_str"],
    }


@api("GET", "/cgi-bin/user/info")
def info(world, app, call):
    return _info(world, app, call.query.get("openid", ""))


@api("POST", "/cgi-bin/user/info/batchget")
def info_of_many(world, app, call):
    asked = call.json.get("user_list", [])
    if not 0 < len(asked) <= 100:
        raise Refusal(40032)
    found = [_info(world, app, one.get("openid", "")) for one in asked]
    return {"user_info_list": found}


@api("GET", "/cgi-bin/user/get")
def followers(_world, app, call):
    everyone = [openid for openid in app["followers"] if follower(app, openid)]
    start = call.query.get("next_openid", "")
    first = everyone.index(start) + 1 if start in everyone else 0
    page = everyone[first : first + 10000]
    answer = {"total": len(everyone), "count": len(page)}
    if page:
        answer["data"] = {"openid": page}
    return {**answer, "next_openid": page[-1] if page else ""}


@api("POST", "/cgi-bin/user/info/updateremark")
def remark(_world, app, call):
    found = follower(app, call.json.get("openid", ""))
    if not found:
        raise Refusal(40003)
    found["remark"] = call.json.get("remark", "")


# --- tags ---------------------------------------------------------------------------


def _check_name(app, name):
    if len(name.encode()) > 30:
        raise Refusal(45158)
    if name in app["tags"].values():
        raise Refusal(45157)


@api("POST", "/cgi-bin/tags/create", right="tags")
def tag_create(_world, app, call):
    name = call.json.get("tag", {}).get("name", "")
    _check_name(app, name)
    if len(app["tags"]) >= 100:
        raise Refusal(45056)
    number = max([99, *map(int, app["tags"])]) + 1
    app["tags"][str(number)] = name
    return {"tag": {"id": number, "name": name}}


@api("GET", "/cgi-bin/tags/get", right="tags")
def tag_list(_world, app, _call):
    count = {
        number: sum(int(number) in one["tags"] for one in app["followers"].values())
        for number in app["tags"]
    }
    return {
        "tags": [
            {"id": int(number), "name": name, "count": count[number]}
            for number, name in app["tags"].items()
        ]
    }


def _tag(app, number):
    if str(number) in SYSTEM_TAGS:
        raise Refusal(45058)
    if str(number) not in app["tags"]:
        raise Refusal(45159)
    return int(number)


@api("POST", "/cgi-bin/tags/update", right="tags")
def tag_update(_world, app, call):
    asked = call.json.get("tag", {})
    number = _tag(app, asked.get("id"))
    _check_name(app, asked.get("name", ""))
    app["tags"][str(number)] = asked["name"]


@api("POST", "/cgi-bin/tags/delete", right="tags")
def tag_delete(_world, app, call):
    number = _tag(app, call.json.get("tag", {}).get("id"))
    del app["tags"][str(number)]
    for one in app["followers"].values():
        one["tags"] = [kept for kept in one["tags"] if kept != number]


def _tagging(app, call):
    asked = call.json
    openids = asked.get("openid_list", [])
    if not 0 < len(openids) <= 50:
        raise Refusal(40032)
    found = [follower(app, openid) for openid in openids]
    if not all(found):
        raise Refusal(40003)
    return _tag(app, asked.get("tagid")), found


@api("POST", "/cgi-bin/tags/members/batchtagging", right="tags")
def tag_on(_world, app, call):
    number, found = _tagging(app, call)
    if any(len(set(one["tags"]) - {number}) >= 20 for one in found):
        raise Refusal(45059)
    for one in found:
        if number not in one["tags"]:
            one["tags"].append(number)


@api("POST", "/cgi-bin/tags/members/batchuntagging", right="tags")
def tag_off(_world, app, call):
    number, found = _tagging(app, call)
    for one in found:
        one["tags"] = [kept for kept in one["tags"] if kept != number]


@api("POST", "/cgi-bin/tags/getidlist", right="tags")
def tags_of(_world, app, call):
    found = follower(app, call.json.get("openid", ""))
    if not found:
        raise Refusal(40003)
    return {"tagid_list": found["tags"]}


@api("POST", "/cgi-bin/user/tag/get", right="tags")
def people_of_tag(_world, app, call):
    number = _tag(app, call.json.get("tagid"))
    found = [
        openid
        for openid, one in app["followers"].items()
        if one["follows"] and number in one["tags"]
    ]
    last = found[-1] if found else ""
    return {"count": len(found), "data": {"openid": found}, "next_openid": last}


# --- codes to scan ------------------------------------------------------------------


@api("POST", "/cgi-bin/qrcode/create", right="qrcode")
def qrcode(world, app, call):
    """A code of this account with a scene; who scans it follows or comes back."""
    asked = call.json
    action = asked.get("action_name", "")
    scene = asked.get("action_info", {}).get("scene", {})
    value = scene.get("scene_str" if "STR" in action else "scene_id")
    if action not in QR_ACTIONS or not value or len(str(value)) > 64:
        raise Refusal(40053)
    ticket = _same(app, value) if "LIMIT" in action else None
    ticket = ticket or f"g{secrets.token_urlsafe(60)}"
    answer = {"ticket": ticket, "url": f"{world.url}/q/{ticket}"}
    until = 0
    if "LIMIT" not in action:
        answer["expire_seconds"] = min(asked.get("expire_seconds", 60), 2592000)
        until = world.now() + answer["expire_seconds"]
    app["scenes"][ticket] = {
        "scene": value,
        "text": "STR" in action,
        "until": until,
        "made": world.now(),
    }
    return answer


def _same(app, value):
    """A code for ever is made once for each scene."""
    for ticket, scene in app["scenes"].items():
        if scene["scene"] == value and not scene["until"]:
            return ticket
    return None


@route("open", "GET", "/cgi-bin/showqrcode")
def show_qrcode(world, call):
    """The code as a picture."""
    ticket = call.query.get("ticket", "")
    for app in world.apps.values():
        if ticket in app["scenes"]:
            return picture(f"{world.url}/q/{ticket}")
        if ticket in app["card_scenes"]:
            return picture(f"{world.url}/c/{ticket}")
    return Answer("no such code", 404)


def picture(text):
    import io

    import qrcode as drawing

    stream = io.BytesIO()
    drawing.make(text, border=2).save(stream)
    return Answer(stream.getvalue(), kind="image/png")
