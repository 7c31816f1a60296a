"""The look of the telephone, and the pieces its pages are made of."""

import html
import pathlib
import urllib.parse

from .routes import Answer

STYLE = (pathlib.Path(__file__).parent / "phone.css").read_text()
TABS = [
    ("", "M4 5h16v11H10l-4 4v-4H4z", "微信"),
    ("scan", "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16", "扫一扫"),
    ("cards", "M3 6h18v13H3zM3 10h18M15 15h3", "卡包"),
]
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title} · 微信模拟器</title><style>{style}</style></head>
<body><div class="phone"><div class="sim">模拟器：不是微信，数据只在本机</div>
<header>{left}<b>{title}</b>{right}</header><main>{body}</main>{foot}</div></body></html>"""


def text(value):
    return html.escape(str(value))


def query(**values):
    return urllib.parse.urlencode(values)


def page(title, body, person="", tab=None, left="", right="", foot="", status=200):
    """A screen; with a tab it shows the row of tabs at its foot."""
    if tab is not None:
        foot = tabs(person, tab)
    content = PAGE.format(
        title=text(title),
        style=STYLE,
        left=left or "<span></span>",
        right=right or "<span></span>",
        body=body,
        foot=foot,
    )
    headers = {"Cache-Control": "no-store"}
    if person:
        headers["Set-Cookie"] = whose(person)
    return Answer(content, status, headers=headers)


def whose(person):
    """The cookie of a telephone: who holds it is who logs in by WeChat."""
    return f"sim_person={person}; Path=/; SameSite=Lax"


def tabs(person, chosen):
    links = []
    for path, sign, name in TABS:
        on = ' class="on"' if path == chosen else ""
        url = f"/phone/{person}/{path}".rstrip("/")
        links.append(
            f'<a{on} href="{url}">'
            f'<svg viewBox="0 0 24 24"><path d="{sign}"/></svg>{name}</a>'
        )
    return f"<nav>{''.join(links)}</nav>"


def back(url, words="‹ 返回"):
    return f'<a href="{text(url)}">{words}</a>'


def note(words, bad=False):
    return f'<p class="note{" bad" if bad else ""}">{text(words)}</p>' if words else ""


def button(person, words, act, kind="", **values):
    """A form of one button that makes the person do something."""
    hidden = "".join(
        f'<input type="hidden" name="{text(name)}" value="{text(value)}">'
        for name, value in {"act": act, **values}.items()
    )
    return (
        f'<form method="post" action="/phone/{person}/do">{hidden}'
        f'<button class="go {kind}" data-act="{act}">{text(words)}</button></form>'
    )


def face(name, color="#07c160"):
    return f'<span class="face" style="background:{color}">{text(name[:1])}</span>'


def redirect(url):
    return Answer("", 303, headers={"Location": url})


def browse(person, url):
    """The address that opens a page in the telephone's browser."""
    return text(f"/phone/{person}/open?{query(url=url)}")
