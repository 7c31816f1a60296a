"""Logging in by WeChat: pages that ask, codes that are good once, profiles."""

import html
import re
import secrets
import urllib.parse

from .errors import Refusal
from .routes import Answer, api, route

CODE_LIFE = 300
WEB_LIFE, REFRESH_LIFE = 7200, 30 * 86400
SCOPES = ("snsapi_base", "snsapi_userinfo")
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title><style>
body{{font:16px/1.6 sans-serif;margin:0;padding:48px 24px;text-align:center;color:#222}}
a{{display:block;margin:16px auto;max-width:320px;padding:12px;border-radius:6px;
background:#07c160;color:#fff;text-decoration:none}}a.no{{background:#eee;color:#333}}
</style></head><body><h3>{title}</h3>{body}</body></html>"""


def _page(title, body="", status=200):
    return Answer(PAGE.format(title=html.escape(title), body=body), status)


def _asked(world, query):
    """The (account, values) of an address; raises ValueError with the page's text."""
    asked = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
    app = world.apps.get(asked.get("appid", ""))
    if app is None:
        raise ValueError("AppID 参数错误 (10002)")
    if "oauth" not in app["rights"]:
        raise ValueError("该公众号没有网页授权权限 (10006)")
    host = urllib.parse.urlsplit(asked.get("redirect_uri", "")).netloc
    if not host or (app["oauth_domain"] and host != app["oauth_domain"]):
        raise ValueError("redirect_uri 域名与后台配置不一致 (10003)")
    if asked.get("response_type") != "code" or asked.get("scope") not in SCOPES:
        raise ValueError("Scope 参数错误或没有 Scope 权限 (10005)")
    if not re.fullmatch(r"[0-9A-Za-z]{0,128}", asked.get("state", "")):
        raise ValueError("state 参数错误")
    return app, asked


@route("page", "GET", "/connect/oauth2/authorize")
def authorize(world, call):
    """What the WeChat browser shows: nothing, or a question."""
    query = urllib.parse.urlsplit(call.target).query
    try:
        _app, asked = _asked(world, query)
    except ValueError as error:
        return _page(str(error))
    person = call.query.get("sim_person") or call.cookie("sim_person")
    if person not in world.people:
        return _who(world, query)
    if asked["scope"] == "snsapi_userinfo" and not call.query.get("sim_allow"):
        return _consent(world, query, person)
    return Answer("", 302, headers={"Location": decide(world, query, person)})


def decide(world, query, person):
    """The address the person is sent back to, with a fresh code."""
    app, asked = _asked(world, query)
    code = secrets.token_urlsafe(24).replace("-", "x").replace("_", "y")
    app["grants"][code] = {
        "person": person,
        "scope": asked["scope"],
        "until": world.now() + CODE_LIFE,
        "used": False,
    }
    mark = "&" if "?" in asked["redirect_uri"] else "?"
    back = urllib.parse.urlencode({"code": code, "state": asked.get("state", "")})
    return f"{asked['redirect_uri']}{mark}{back}"


def _who(world, query):
    links = "".join(
        f'<a href="?{html.escape(query)}&amp;sim_person={key}">'
        f"{html.escape(person['name'])}</a>"
        for key, person in world.people.items()
    )
    return _page("谁在使用这部手机？", links)


def _consent(world, query, person):
    app, _asked_values = _asked(world, query)
    allow = f"?{html.escape(query)}&amp;sim_person={person}&amp;sim_allow=1"
    return _page(
        f"{app['name']} 申请获取你的昵称、头像",
        f'<a id="allow" href="{allow}">允许</a>'
        '<a class="no" href="javascript:history.back()">拒绝</a>',
    )


# --- what the merchant's server asks ------------------------------------------------


def _login_app(world, call):
    app = world.apps.get(call.query.get("appid", ""))
    if app is None:
        raise Refusal(40013)
    if call.query.get("secret") != app["secret"]:
        raise Refusal(40125)
    return app


def _use(world, table, code, missing=41008):
    if not code:
        raise Refusal(missing)
    grant = table.get(code)
    if grant is None or grant["until"] <= world.now():
        raise Refusal(40029)
    if grant["used"]:
        raise Refusal(40163)
    grant["used"] = True
    return grant


def _who_is(world, app, person, scope):
    """The ids of a person; of somebody else for a snapshot."""
    snapshot = world.people[person]["snapshot"]
    shown = f"virtual {person}" if snapshot else person
    ids = {"openid": world.openid(app, shown)}
    unionid = world.unionid(app, shown)
    if unionid and scope == "snsapi_userinfo":
        ids["unionid"] = unionid
    if snapshot:
        ids["is_snapshotuser"] = 1
    return ids


def _web_token(world, app, person, scope):
    token, refresh = secrets.token_urlsafe(60), secrets.token_urlsafe(60)
    ids = _who_is(world, app, person, scope)
    app["web_tokens"][token] = {
        **{"person": person, "scope": scope, "openid": ids["openid"]},
        **{"refresh": refresh, "until": world.now() + WEB_LIFE},
        "refresh_until": world.now() + REFRESH_LIFE,
    }
    return {
        "access_token": token,
        "expires_in": WEB_LIFE,
        "refresh_token": refresh,
        "scope": scope,
        **ids,
    }


@route("open", "GET", "/sns/oauth2/access_token")
def exchange(world, call):
    app = _login_app(world, call)
    if call.query.get("grant_type") != "authorization_code":
        raise Refusal(40002)
    grant = _use(world, app["grants"], call.query.get("code"))
    return _web_token(world, app, grant["person"], grant["scope"])


@route("open", "GET", "/sns/oauth2/refresh_token")
def refresh(world, call):
    app = world.apps.get(call.query.get("appid", ""))
    if app is None:
        raise Refusal(40013)
    for known in app["web_tokens"].values():
        if known["refresh"] == call.query.get("refresh_token"):
            if known["refresh_until"] <= world.now():
                raise Refusal(42002)
            return _web_token(world, app, known["person"], known["scope"])
    raise Refusal(40030)


def _web_session(world, call):
    for app in world.apps.values():
        known = app["web_tokens"].get(call.query.get("access_token", ""))
        if known:
            if known["until"] <= world.now():
                raise Refusal(42001)
            if known["openid"] != call.query.get("openid"):
                raise Refusal(40003)
            return app, known
    raise Refusal(40001)


@route("open", "GET", "/sns/userinfo")
def profile(world, call):
    app, known = _web_session(world, call)
    if known["scope"] != "snsapi_userinfo":
        raise Refusal(48001)
    person = world.people[known["person"]]
    return {
        "nickname": person["name"],
        "sex": 0,
        "language": "",
        "city": "",
        "province": "",
        "country": "",
        "headimgurl": f"{world.url}/mmopen/{known['person']}/132",
        "privilege": [],
        **_who_is(world, app, known["person"], known["scope"]),
    }


@route("open", "GET", "/sns/auth")
def still_good(world, call):
    _web_session(world, call)
    return {"errcode": 0, "errmsg": "ok"}


# --- mini programs ------------------------------------------------------------------


@route("open", "GET", "/sns/jscode2session")
def mini_login(world, call):
    app = _login_app(world, call)
    grant = _use(world, app["login_codes"], call.query.get("js_code"))
    person = grant["person"]
    unionid = world.unionid(app, person)
    return {
        "openid": world.openid(app, person),
        "session_key": secrets.token_urlsafe(16),
        **({"unionid": unionid} if unionid else {}),
    }


@api("POST", "/wxa/business/getuserphonenumber", right="phone")
def phone(world, app, call):
    grant = _use(world, app["login_codes"], call.json.get("code"), 40029)
    number = world.people[grant["person"]]["phone"]
    mark = {"timestamp": world.now(), "appid": app["appid"]}
    numbers = {"phoneNumber": number, "purePhoneNumber": number, "countryCode": "86"}
    return {"phone_info": {**numbers, "watermark": mark}}
