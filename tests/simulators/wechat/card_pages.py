"""The card pack on the telephone: taking a card, looking at it, giving it away."""

import base64
import urllib.parse

from . import cards, passes
from .errors import Refusal
from .pages import done, follower_page, moment
from .routes import route
from .screen import back, browse, button, note, page, query, redirect, text

FIELDS = {
    "USER_FORM_INFO_FLAG_MOBILE": "手机号",
    "USER_FORM_INFO_FLAG_NAME": "姓名",
    "USER_FORM_INFO_FLAG_BIRTHDAY": "生日",
    "USER_FORM_INFO_FLAG_SEX": "性别",
    "USER_FORM_INFO_FLAG_EMAIL": "邮箱",
    "USER_FORM_INFO_FLAG_LOCATION": "地址",
}
LEVELS = {
    "FIELD_NAME_TYPE_LEVEL": "等级",
    "FIELD_NAME_TYPE_COUPON": "优惠券",
    "FIELD_NAME_TYPE_DISCOUNT": "折扣",
    "FIELD_NAME_TYPE_SET_POINTS": "积分",
}
STATES = {
    passes.NORMAL: "",
    passes.GIFTING: "转赠中",
    passes.TIMED_OUT: "转赠已过期",
    passes.CONSUMED: "已核销",
    passes.EXPIRED: "已过期",
    passes.DELETED: "已删除",
    passes.INVALID: "已失效",
}


def address(person, appid, one):
    code = urllib.parse.quote(one["code"], safe="")
    return f"/phone/{person}/card/{appid}/{one['card_id']}/{code}"


def face_of(card, one=None, number=""):
    """The card as it looks."""
    info = cards.base(card)
    shade = cards.COLORS.get(info["color"], "#63b359")
    picture = card["node"].get("background_pic_url")
    look = f"background-color:{shade}"
    if picture:
        look += f";background-image:url('{text(picture)}')"
    state = STATES[one["status"]] if one else ""
    return (
        f'<span class="card" style="{look}"><span class="top">'
        f'<img class="logo" alt="" src="{text(info["logo_url"])}">'
        f"<span><b>{text(info['title'])}</b><br><small>{text(info['brand_name'])}"
        f"</small></span>{f'<i class=tag>{state}</i>' if state else ''}</span>"
        f'<span class="no" style="display:block">{text(number)}</span></span>'
    )


@follower_page("GET", "/cards")
def pack(world, person, call):
    """Everything in the pack; member cards first, then coupons of WeChat Pay."""
    parts = [done(call)]
    for app in world.apps.values():
        for one in passes.held(app, world.openid(app, person)):
            shown = face_of(app["cards"][one["card_id"]], one, number_of(one))
            url = address(person, app["appid"], one)
            parts.append(f'<a href="{url}" data-card="{one["code"]}">{shown}</a>')
    for words in _coupons(world, person):
        parts.append(f'<div class="list"><div>{words}</div></div>')
    if len(parts) == 1:
        parts.append('<p class="empty">卡包里还没有卡券</p>')
    return page("卡包", "".join(parts), person, tab="cards")


def number_of(one):
    return one["member"]["number"] or one["code"]


def _coupons(world, person):
    """Coupons of WeChat Pay that this person has."""
    openids = {world.openid(app, person) for app in world.apps.values()}
    for merchant in world.merchants.values():
        for one in [*merchant["coupons"].values(), *merchant["users"].values()]:
            if one["openid"] in openids and one["coupon_state"] != "DELETED":
                stock = merchant["stocks"].get(one["stock_id"], {})
                name = stock.get("stock_name", "商品券")
                words = f"{one['coupon_code']} · {one['coupon_state']}"
                yield (
                    f'<span class="grow">{text(name)}<small>{text(words)}</small>'
                    "</span>"
                )


@follower_page("GET", r"/card/(\w+)/([\w-]+)/([^/]+)")
def look(world, person, call, appid, card_id, code):
    app = world.apps[appid]
    code = urllib.parse.unquote(code)
    one = app["codes"].get(passes.key_of(card_id, code))
    if one is None or one["openid"] != world.openid(app, person):
        return redirect(f"/phone/{person}/cards?{query(no='这张卡不在了')}")
    card = app["cards"][card_id]
    parts = [done(call), face_of(card, one, number_of(one))]
    if cards.is_member(card):
        parts.append(_member(person, app, card, one))
    if one["status"] == passes.NORMAL:
        parts.append(_code(one))
    parts += [_links(person, card), _records(one), _acts(person, app, one)]
    left = back(f"/phone/{person}/cards")
    title = cards.base(card)["title"]
    return page(title, "".join(parts), person, left=left)


def _member(person, app, card, one):
    """Points, balance, level; or the way to activate the card."""
    member, node = one["member"], card["node"]
    if not member["active"]:
        return _activation(person, app, card, one)
    cells = []
    if node.get("supply_bonus"):
        cells.append(("积分", member["bonus"]))
    if node.get("supply_balance"):
        cells.append(("余额", f"¥{member['balance'] / 100:.2f}"))
    for place, value in enumerate(member["fields"]):
        field = node.get(f"custom_field{place + 1}")
        if field and value:
            name = field.get("name") or LEVELS.get(field.get("name_type"), "")
            cells.append((name, value))
    shown = "".join(
        f"<div><span>{text(name)}</span><strong>{text(value)}</strong></div>"
        for name, value in cells
    )
    return f'<div class="cells">{shown}</div>' if cells else ""


def _activation(person, app, card, one):
    node = card["node"]
    if node.get("activate_url"):
        words = {
            "card_id": one["card_id"],
            "encrypt_code": passes.sealed_code(one["code"]),
            "outer_str": one["outer_str"],
            "openid": one["openid"],
        }
        mark = "&" if "?" in node["activate_url"] else "?"
        url = f"{node['activate_url']}{mark}{query(**words)}"
        shown = (
            f'<a class="go" id="activate" href="{browse(person, url)}">激活会员卡</a>'
        )
        return f'<div class="pad">{shown}</div>'
    if not card["form"]:
        return note("商家还没有设置开卡表单")
    asked = card["form"].get("required_form", {}).get("common_field_id_list", [])
    fields = "".join(
        f'<input name="{text(name)}" required placeholder="{FIELDS.get(name, name)}">'
        for name in asked
    )
    ids = {"appid": app["appid"], "card_id": one["card_id"], "code": one["code"]}
    ids["then"] = address(person, app["appid"], one)
    form = button(person, "激活会员卡", "form", **ids)
    shown = form.replace("<button", f"{fields}<button")
    return shown.replace("<form", '<form class="pad"')


def _code(one):
    return (
        f'<div class="code"><img alt="" src="/code/{urllib.parse.quote(one["code"])}">'
        f"<div>{text(one['code'])}</div></div>"
    )


def _links(person, card):
    """The merchant's own entries on the card."""
    info, rows = cards.base(card), []
    for name, url in (
        ("center_title", "center_url"),
        ("custom_url_name", "custom_url"),
        ("promotion_url_name", "promotion_url"),
    ):
        if info.get(url):
            rows.append((info.get(name, ""), info.get(f"{url}_sub_title"), info[url]))
    for url, name in (("bonus_url", "积分明细"), ("balance_url", "余额明细")):
        if card["node"].get(url):
            rows.append((name, "", card["node"][url]))
    shown = "".join(
        f'<a href="{browse(person, url)}"><span class="grow">{text(name)}'
        f"<small>{text(words or '')}</small></span>›</a>"
        for name, words, url in rows
    )
    return f'<div class="list">{shown}</div>' if rows else ""


def _records(one):
    rows = "".join(
        f'<div><span class="grow">{text(record["words"] or record["what"])}'
        f"<small>{moment(record['at'])}</small></span>{text(record['to'])}</div>"
        for record in one["member"]["records"][-10:][::-1]
    )
    return f'<h2>变动</h2><div class="list">{rows}</div>' if rows else ""


def _acts(person, app, one):
    ids = {"appid": app["appid"], "card_id": one["card_id"], "code": one["code"]}
    then = {"then": address(person, app["appid"], one)}
    pack_page = {"then": f"/phone/{person}/cards"}
    parts = []
    may_give = cards.base(app["cards"][one["card_id"]]).get("can_give_friend", True)
    if one["status"] == passes.NORMAL and may_give:
        parts.append(button(person, "转赠给朋友", "gift", "plain", **ids, **then))
    if one["status"] in (passes.GIFTING, passes.TIMED_OUT):
        parts.append(note("朋友在「扫一扫」里可以领取"))
        parts.append(button(person, "收回", "take_back", "plain", **ids, **then))
    parts.append(button(person, "从卡包删除", "delete", "bad", **ids, **pack_page))
    return f'<div class="pad">{"".join(parts)}</div>'


# --- taking -------------------------------------------------------------------------


def _offer(world, person, app, card_id, **values):
    card = app["cards"][card_id]
    then = {"then": f"/phone/{person}/cards"}
    ids = {"appid": app["appid"], **then, **values}
    act = values.pop("act", "take")
    ids.pop("act", None)
    shown = (
        face_of(card) + f'<p class="note">{text(cards.base(card)["description"])}</p>'
    )
    body = shown + f'<div class="pad">{button(person, "领取到卡包", act, **ids)}</div>'
    return page(app["name"], body, left=back(f"/phone/{person}"))


@route("page", "GET", r"/c/([\w-]+)")
def card_scene(world, call):
    """A code of a card was scanned."""
    person = call.cookie("sim_person")
    for app in world.apps.values():
        scene = app["card_scenes"].get(call.words[0])
        if scene and person in world.people:
            ticket = call.words[0]
            return _offer(world, person, app, scene["card_id"], ticket=ticket)
    return redirect("/")


@route("page", "GET", r"/gift/(\w+)/([\w-]+)/([^/]+)")
def gift(world, call):
    """A friend sent a card."""
    appid, card_id, code = call.words
    person, app = call.cookie("sim_person"), world.apps.get(appid)
    if app is None or card_id not in app["cards"] or person not in world.people:
        return redirect("/")
    ids = {"act": "accept", "card_id": card_id, "code": urllib.parse.unquote(code)}
    return _offer(world, person, app, card_id, **ids)


@route("page", "GET", "/jssdk/card")
def offered(world, call):
    """A page offers a card by its script; it has to be signed."""
    person, app = call.cookie("sim_person"), world.apps.get(call.query.get("appid"))
    card_id = call.query.get("card_id")
    if app is None or card_id not in app["cards"] or person not in world.people:
        return redirect("/")
    ids = {"act": "take_signed", "card_id": card_id, "ext": call.query.get("ext", "")}
    return _offer(world, person, app, card_id, **ids)


@route("page", "GET", "/jssdk/open")
def opened(world, call):
    """A page opens a card the person has."""
    person, app = call.cookie("sim_person"), world.apps.get(call.query.get("appid"))
    if app is None or person not in world.people:
        return redirect("/")
    try:
        asked = (call.query.get("code"), call.query.get("card_id"))
        return redirect(address(person, app["appid"], passes.find(app, *asked)))
    except Refusal as refusal:
        return redirect(f"/phone/{person}/cards?{query(no=refusal.words)}")


@route("page", "GET", "/bizmall/activatemembercard")
def activate(world, call):
    """The address that lets somebody take a card and activate it at once."""
    try:
        card_id = base64.urlsafe_b64decode(call.query["encrypt_card_id"]).decode()
        appid = base64.b64decode(call.query["biz"]).decode()
    except (KeyError, ValueError):
        return redirect("/")
    person, app = call.cookie("sim_person"), world.apps.get(appid)
    if app is None or card_id not in app["cards"] or person not in world.people:
        return redirect("/")
    words = call.query.get("outer_str", "")
    return _offer(world, person, app, card_id, card_id=card_id, outer_str=words)
