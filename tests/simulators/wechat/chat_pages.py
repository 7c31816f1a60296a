"""A chat with an account on the telephone: messages, its menu, what can be set."""

import json

from .pages import done, follower_page, moment
from .people import follower
from .screen import back, browse, button, face, page, text


@follower_page("GET", r"/chat/(\w+)")
def chat(world, person, call, appid):
    app = world.apps[appid]
    openid = world.openid(app, person)
    own = [one for one in app["messages"] if one["openid"] == openid][-50:]
    known = follower(app, openid)
    body = done(call) + f'<div class="chat">{"".join(_bubble(person, m) for m in own)}'
    if not own:
        body += '<p class="empty">还没有消息</p>'
    body += '</div><div id="end"></div>'
    right = back(f"/phone/{person}/account/{appid}", "⋯")
    if not known:
        foot = button(person, "关注公众号", "follow", appid=appid)
        foot = f'<div class="foot pad">{foot}</div>'
    else:
        foot = f'<div class="foot">{_menu(person, app)}{_say(person, appid)}</div>'
    left = back(f"/phone/{person}")
    return page(app["name"], body, person, left=left, right=right, foot=foot)


def _bubble(person, message):
    content = message["content"]
    stamp = f'<div class="time">{moment(message["at"])}</div>'
    if message["kind"] == "said":
        return f'{stamp}<div class="bubble mine">{text(content)}</div>'
    if message["kind"] in ("template", "subscribe"):
        return stamp + _slip(person, content)
    if message["kind"] == "card_notice":
        words = content.get("words") or "会员卡有变动"
        return (
            f'{stamp}<div class="slip"><b>会员卡通知</b>{text(words)}'
            f'<a class="more" href="/phone/{person}/cards">查看卡包</a></div>'
        )
    words = content.get("content") or json.dumps(content, ensure_ascii=False)
    return f'{stamp}<div class="bubble">{text(words)}</div>'


def _slip(person, content):
    """A template's message: its fields as rows."""
    template = content["template"]
    labels = {}
    for line in template["content"].splitlines():
        label, mark, field = line.partition("{{")
        if mark:
            labels[field.split(".")[0]] = label.strip("：: ")
    rows = "".join(
        f"<dt>{text(labels.get(name) or name)}</dt>"
        f"<dd>{text(given.get('value', ''))}</dd>"
        for name, given in (content.get("data") or {}).items()
    )
    url = content.get("url") or content.get("page") or ""
    more = f'<a class="more" href="{browse(person, url)}">查看详情 ›</a>' if url else ""
    return (
        f'<div class="slip"><b>{text(template["title"])}</b><dl>{rows}</dl>{more}</div>'
    )


def _menu(person, app):
    if not app["menu"]:
        return ""
    parts = []
    for entry in app["menu"]["button"]:
        subs = entry.get("sub_button")
        if subs:
            inside = "".join(_entry(person, app, sub) for sub in subs)
            name = f"<summary>≡ {text(entry['name'])}</summary>"
            parts.append(f"<details>{name}<div>{inside}</div></details>")
        else:
            parts.append(_entry(person, app, entry))
    return f'<div class="menu">{"".join(parts)}</div>'


def _entry(person, app, entry):
    act = {"click": ("click", "key"), "view": ("view", "url")}.get(entry["type"])
    if act is None:
        return f"<span>{text(entry['name'])}</span>"
    shown = button(
        person, entry["name"], act[0], appid=app["appid"], **{act[1]: entry[act[1]]}
    )
    return shown.replace('class="go "', 'class=""')


def _say(person, appid):
    return (
        f'<form class="say" method="post" action="/phone/{person}/do">'
        f'<input type="hidden" name="act" value="say">'
        f'<input type="hidden" name="appid" value="{appid}">'
        '<input name="text" required placeholder="说点什么">'
        '<button class="go small">发送</button></form>'
    )


@follower_page("GET", r"/account/(\w+)")
def account(world, person, call, appid):
    """What he can set about an account."""
    app = world.apps[appid]
    blocked = appid in world.people[person]["blocks"]
    known = follower(app, world.openid(app, person))
    ids = {"appid": appid}
    parts = [done(call), f'<div class="list"><div>{face(app["name"])}']
    parts += [f'<span class="grow">{text(app["name"])}<small>{appid}</small></span>']
    parts += ['</div></div><div class="pad">']
    if known:
        words = "接收消息" if blocked else "不再接收消息"
        on = "" if blocked else "1"
        parts.append(button(person, words, "block", "plain", on=on, **ids))
        parts.append(button(person, "不再关注", "unfollow", "bad", **ids))
    else:
        parts.append(button(person, "关注公众号", "follow", **ids))
    parts.append("</div>")
    if app["templates"]:
        parts.append('<h2>同意接收一次通知</h2><div class="pad">')
    for key, template in app["templates"].items():
        words = f"允许「{template['title']}」"
        parts.append(button(person, words, "consent", "plain", template_id=key, **ids))
    parts.append("</div>")
    left = back(f"/phone/{person}/chat/{appid}")
    return page("公众号", "".join(parts), person, left=left)
