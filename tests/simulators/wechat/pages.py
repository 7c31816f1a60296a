"""A telephone to act as a follower with: chats, codes to scan, pages to open."""

import time
import urllib.parse

from .acts import ACTS
from .errors import PayRefusal, Refusal
from .people import follower, picture
from .routes import Answer, route
from .screen import (
    back,
    button,
    face,
    note,
    page,
    query,
    redirect,
    text,
    whose,
)

ROOT = r"/phone/(\w+)"
# what the merchant's page remembers a member by
PASS = "member_pass"
HUE = ["#07c160", "#10aeff", "#fa9d3b", "#6467f0", "#e64340"]


def follower_page(method, path):
    """Register a function of (world, person, call, *words) below a person's phone."""

    def register(function):
        def answer(world, call):
            person, *words = call.words
            if person not in world.people:
                return redirect("/")
            if call.cookie("sim_person") not in ("", person):
                return _other_telephone(person, call)
            return function(world, person, call, *words)

        route("page", method, f"{ROOT}{path}")(answer)
        return function

    return register


def _other_telephone(person, call):
    """Another person, another telephone: its browser was logged in nowhere.

    All ports of a host share their cookies, so the pass of a member goes here.
    """
    answer = redirect(call.target if call.method == "GET" else f"/phone/{person}")
    answer.headers["Set-Cookie"] = [whose(person), f"{PASS}=; Path=/; Max-Age=0"]
    return answer


def color(world, person):
    return HUE[list(world.people).index(person) % len(HUE)]


def moment(stamp):
    return time.strftime("%m-%d %H:%M", time.gmtime(stamp + 8 * 3600))


def done(call):
    """What the last act said, above the page."""
    return note(call.query.get("ok", "")) + note(call.query.get("no", ""), bad=True)


@route("page", "GET", "/")
def people(world, _call):
    """Whose telephone it is."""
    rows = "".join(
        f'<a href="/phone/{key}">{face(one["name"], color(world, key))}'
        f'<span class="grow">{text(one["name"])}<small>{text(one["phone"])}</small>'
        f"</span>›</a>"
        for key, one in world.people.items()
    )
    body = (
        f'<h2>这部手机是谁的？</h2><div class="list">{rows}</div>'
        '<form class="pad" method="post" action="/people">'
        '<input name="name" required placeholder="新的人：姓名">'
        '<input name="phone" inputmode="numeric" placeholder="手机号">'
        '<button class="go">换一部新手机</button></form>'
    )
    return page("微信", body)


@route("page", "POST", "/people")
def new_person(world, call):
    given = form_of(call)
    name = given.get("name", "").strip()
    if not name:
        return redirect("/")
    return redirect(f"/phone/{world.new_person(name, given.get('phone', ''))}")


def form_of(call):
    return dict(urllib.parse.parse_qsl(call.body.decode(), keep_blank_values=True))


@route("page", "GET", r"/mmopen/(\w+)/132")
def portrait(_world, _call):
    """Everybody looks alike."""
    shape = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 132">'
        '<rect width="132" height="132" fill="#c9e7d5"/><circle cx="66" cy="52" r="24"'
        ' fill="#07c160"/><path d="M20 132a46 46 0 0 1 92 0z" fill="#07c160"/></svg>'
    )
    return Answer(shape, kind="image/svg+xml")


@follower_page("GET", "")
def home(world, person, call):
    """The accounts he follows, and those he may."""
    rows = {True: [], False: []}
    for app in world.apps.values():
        openid = world.openid(app, person)
        known = follower(app, openid)
        last = [one for one in app["messages"] if one["openid"] == openid][-1:]
        words = gist(last[0]) if known and last else app["appid"]
        rows[bool(known)].append(
            f'<a href="/phone/{person}/chat/{app["appid"]}">{face(app["name"])}'
            f'<span class="grow">{text(app["name"])}<small>{text(words)}</small></span>'
            f"›</a>"
        )
    body = done(call)
    if rows[True]:
        body += f'<h2>已关注</h2><div class="list">{"".join(rows[True])}</div>'
    if rows[False]:
        body += f'<h2>可以关注</h2><div class="list">{"".join(rows[False])}</div>'
    if not world.apps:
        body += '<p class="empty">还没有公众号</p>'
    name = world.people[person]["name"]
    return page(f"微信 · {name}", body, person, tab="", left=back("/", "换人"))


def gist(message):
    content = message["content"]
    if message["kind"] in ("template", "subscribe"):
        return content["template"]["title"]
    if isinstance(content, dict):
        return content.get("content") or "[卡片]"
    return content


# --- scanning, opening, doing -------------------------------------------------------


@follower_page("GET", "/scan")
def scan(world, person, call):
    """What could be scanned around here."""
    rows = []
    for app in world.apps.values():
        for ticket, scene in list(app["scenes"].items())[-20:]:
            rows.append((f"/q/{ticket}", app["name"], f"关注码 · {scene['scene']}"))
        for ticket, scene in list(app["card_scenes"].items())[-20:]:
            title = app["cards"][scene["card_id"]]["node"]["base_info"]["title"]
            words = f"领卡码 · {title} {scene.get('outer_str', '')}"
            rows.append((f"/c/{ticket}", app["name"], words))
        rows += _gifts(world, app, person)
    listed = "".join(
        f'<a href="{url}"><span class="grow">{text(name)}<small>{text(words)}</small>'
        "</span>›</a>"
        for url, name, words in rows
    )
    body = done(call) + (
        f'<form class="pad" action="/phone/{person}/open">'
        '<textarea name="url" rows="3" required'
        ' placeholder="粘贴二维码里的内容或网址"></textarea>'
        '<button class="go">打开</button></form>'
    )
    if listed:
        body += f'<h2>身边的二维码</h2><div class="list">{listed}</div>'
    return page("扫一扫", body, person, tab="scan")


def _gifts(world, app, person):
    """Cards that others give away."""
    openid = world.openid(app, person)
    for one in app["codes"].values():
        if one["status"] == "GIFTING" and one["openid"] != openid:
            title = app["cards"][one["card_id"]]["node"]["base_info"]["title"]
            giver = world.people[world.person_of(app, one["openid"])]["name"]
            code = urllib.parse.quote(one["code"], safe="")
            url = f"/gift/{app['appid']}/{one['card_id']}/{code}"
            yield url, f"{giver} 送的卡", title


@follower_page("GET", "/open")
def open_page(_world, person, call):
    """Open a page in the telephone's browser: it knows who holds it."""
    url = call.query.get("url", "").strip()
    if not url.startswith(("http://", "https://")):
        words = query(no="这不是网址")
        return redirect(f"/phone/{person}/scan?{words}")
    headers = {"Location": url, "Set-Cookie": whose(person)}
    return Answer("", 303, headers=headers)


@route("page", "GET", r"/q/([\w-]+)")
def scene_page(world, call):
    """A code of an account was scanned."""
    person = call.cookie("sim_person")
    for app in world.apps.values():
        if call.words[0] in app["scenes"] and person in world.people:
            ids = {"appid": app["appid"], "ticket": call.words[0]}
            known = follower(app, world.openid(app, person))
            words = "进入公众号" if known else "关注公众号"
            body = f'<div class="empty">{face(app["name"])}<h3>{text(app["name"])}</h3>'
            body += (
                f"</div><div class='pad'>{button(person, words, 'scan', **ids)}</div>"
            )
            return page(app["name"], body, left=back(f"/phone/{person}"))
    return redirect("/")


@follower_page("POST", "/do")
def do(world, person, call):
    """Do what a button says, and come back."""
    given = form_of(call)
    act = given.pop("act")
    app = world.apps[given.pop("appid")]
    target = given.pop("then", "") or f"/phone/{person}/chat/{app['appid']}"
    if act == "form":
        given["values"] = {
            key: given.pop(key) for key in list(given) if key.startswith("USER_FORM")
        }
    try:
        ACTS[act](world, app, person, **given)
    except Refusal as refusal:
        return redirect(f"{target}?{query(no=f'{refusal.words} ({refusal.code})')}")
    except PayRefusal as refusal:
        return redirect(f"{target}?{query(no=refusal.message)}")
    if act == "view":
        return redirect(f"/phone/{person}/open?{query(url=given['url'])}")
    return redirect(target)


@route("page", "GET", r"/code/(.+)")
def code(_world, call):
    """Any text as a code to scan."""
    return picture(urllib.parse.unquote(call.words[0]))
