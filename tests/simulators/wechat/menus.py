"""The menu at the foot of an account's chat, and pictures that were uploaded."""

import hashlib
import re

from .errors import Refusal
from .routes import Answer, api, route

TYPES = {
    "click": "key",
    "view": "url",
    "miniprogram": "url",
    "scancode_push": "key",
    "scancode_waitmsg": "key",
    "pic_sysphoto": "key",
    "pic_photo_or_album": "key",
    "pic_weixin": "key",
    "location_select": "key",
    "media_id": "media_id",
    "view_limited": "media_id",
    "article_id": "article_id",
    "article_view_limited": "article_id",
}
LARGEST_PICTURE = 1024 * 1024


def _check(buttons, level=1):
    most, codes = (3, (40016, 40018)) if level == 1 else (5, (40023, 40025))
    if not isinstance(buttons, list) or not 0 < len(buttons) <= most:
        raise Refusal(codes[0])
    for button in buttons:
        name = button.get("name", "")
        if not 0 < len(name.encode()) <= (16 if level == 1 else 60):
            raise Refusal(codes[1])
        if button.get("sub_button"):
            if level == 2:
                raise Refusal(40022, "invalid sub button level")
            _check(button["sub_button"], 2)
        else:
            _check_button(button)


def _check_button(button):
    needed = TYPES.get(button.get("type"))
    if needed is None:
        raise Refusal(40017, "invalid button type")
    value = button.get(needed, "")
    if needed == "key" and not 0 < len(value.encode()) <= 128:
        raise Refusal(40019)
    if needed == "url" and not (0 < len(value) <= 1024 and "://" in value):
        raise Refusal(40020)


@api("POST", "/cgi-bin/menu/create", right="menu")
def create(_world, app, call):
    asked = call.json
    _check(asked.get("button"))
    app["menu"] = {"button": asked["button"], "menuid": 400000001}


@api("GET", "/cgi-bin/menu/get", right="menu")
def get(_world, app, _call):
    if not app["menu"]:
        raise Refusal(46003)
    answer = {"menu": app["menu"]}
    if app["conditional_menus"]:
        answer["conditionalmenu"] = app["conditional_menus"]
    return answer


@api("GET", "/cgi-bin/get_current_selfmenu_info", right="menu")
def current(_world, app, _call):
    menu = app["menu"] or {"button": []}
    return {"is_menu_open": int(bool(app["menu"])), "selfmenu_info": menu}


@api("GET", "/cgi-bin/menu/delete", right="menu")
def delete(_world, app, _call):
    app["menu"] = None
    app["conditional_menus"] = []


@api("POST", "/cgi-bin/menu/addconditional", right="menu")
def add_conditional(_world, app, call):
    asked = call.json
    _check(asked.get("button"))
    if not asked.get("matchrule"):
        raise Refusal(65303, "there is no selfmenu or matchrule")
    if not app["menu"]:
        raise Refusal(65303, "there is no selfmenu, please create selfmenu first")
    number = 400000002 + len(app["conditional_menus"])
    app["conditional_menus"].append({**asked, "menuid": number})
    return {"menuid": str(number)}


# --- pictures -----------------------------------------------------------------------


@api("POST", "/cgi-bin/media/uploadimg")
def upload(world, app, call):
    """Take a picture; the address is the only one that cards accept."""
    content = _file(call)
    if not content.startswith((b"\x89PNG", b"\xff\xd8")):
        raise Refusal(40113)
    if len(content) > LARGEST_PICTURE:
        raise Refusal(40009, "invalid image size")
    key = hashlib.sha256(content).hexdigest()[:40]
    app["pictures"][key] = content.hex()
    return {"url": f"{world.url}/mmbiz_png/{key}/0"}


def _file(call):
    """The file of a form with parts."""
    kind = call.headers.get("Content-Type", "")
    found = re.search(r'boundary="?([^";]+)', kind)
    if not found:
        raise Refusal(41005, "media data missing")
    for part in call.body.split(b"--" + found[1].encode()):
        head, _, content = part.partition(b"\r\n\r\n")
        if b"filename" in head:
            return content.removesuffix(b"\r\n")
    raise Refusal(41005, "media data missing")


@route("page", "GET", r"/mmbiz_png/(\w+)/0")
def picture(world, call):
    for app in world.apps.values():
        if call.words[0] in app["pictures"]:
            content = bytes.fromhex(app["pictures"][call.words[0]])
            kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
            return Answer(content, kind=kind)
    return Answer("no such picture", 404)


def is_ours(world, url):
    """Whether a picture's address came from an upload."""
    return url.startswith(
        (f"{world.url}/mmbiz_png/", "http://mmbiz.qpic.cn/", "https://mmbiz.qpic.cn/")
    )
