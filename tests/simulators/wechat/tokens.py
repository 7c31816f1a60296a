"""Who may ask: tokens, addresses, quotas; and the tickets for pages."""

import re
import secrets

from .errors import Refusal, rid
from .routes import api, route

LIFE = 7200
OVERLAP = 300
FORCED_A_DAY, FORCED_APART = 20, 30
DAY = 86400
# the day of the quotas begins at midnight in Beijing
BEIJING = 8 * 3600


def enter(world, call, route):
    """The account behind a token, if it may ask this now; raises Refusal."""
    app = _holder(world, call.query.get("access_token", ""))
    check_address(app, call.ip)
    count(world, app, call.path)
    if route.right and route.right not in app["rights"]:
        raise Refusal(48001)
    if app["strict_escapes"] and re.search(rb"\\u[0-9a-fA-F]{4}", call.body):
        raise Refusal(47002)
    return app


def _holder(world, token):
    if not token:
        raise Refusal(41001)
    if not re.fullmatch(r"[\w-]{20,600}", token):
        raise Refusal(40014)
    for app in world.apps.values():
        known = app["tokens"].get(token)
        if known is not None:
            if known["until"] <= world.now():
                raise Refusal(42001)
            return app
    raise Refusal(40001)


def check_address(app, ip):
    if app["ip_list"] and ip not in app["ip_list"]:
        raise Refusal(40164, f"invalid ip {ip} ipv6 ::ffff:{ip}, not in whitelist")


def count(world, app, path):
    """One more call of this path today and in this minute; raises Refusal."""
    now = world.now()
    for limits, code, span in (
        (app["limits"], 45009, (now + BEIJING) // DAY),
        (app["minute_limits"], 45011, now // 60),
    ):
        key = f"{code} {path}"
        used = app["used"].get(key)
        if used is None or used[0] != span:
            used = app["used"][key] = [span, 0]
        if path in limits and used[1] >= limits[path]:
            raise Refusal(code)
        used[1] += 1


def _known_app(world, values):
    if not values.get("appid"):
        raise Refusal(41002)
    app = world.apps.get(values["appid"])
    if app is None:
        raise Refusal(40013)
    if not values.get("secret"):
        raise Refusal(41004)
    if values["secret"] != app["secret"]:
        raise Refusal(40125)
    if values.get("grant_type") != "client_credential":
        raise Refusal(40002)
    return app


def _new_token(world, app, kind):
    # as long as the platform says that it may become
    token = f"99_{secrets.token_urlsafe(400)[:509]}"
    app["tokens"][token] = {"kind": kind, "until": world.now() + LIFE}
    return token


def _shorten(world, app, tokens):
    """Let tokens live for the overlap only."""
    for token in tokens:
        known = app["tokens"][token]
        known["until"] = min(known["until"], world.now() + OVERLAP)


@route("open", "GET", "/cgi-bin/token")
def token(world, call):
    """A new token each time; the one before dies five minutes later."""
    app = _known_app(world, call.query)
    check_address(app, call.ip)
    count(world, app, call.path)
    old = [key for key, kept in app["tokens"].items() if kept["kind"] == "token"]
    _shorten(world, app, old)
    return {"access_token": _new_token(world, app, "token"), "expires_in": LIFE}


@route("open", "POST", "/cgi-bin/stable_token")
def stable_token(world, call):
    """The same token to everybody until it is nearly over, or it is forced."""
    asked = call.json
    app = _known_app(world, asked)
    check_address(app, call.ip)
    count(world, app, call.path)
    now, current = world.now(), app["tokens"].get(app["stable_token"])
    left = current["until"] - now if current else 0
    if asked.get("force_refresh") and current and _may_force(app, now):
        current["until"] = now
        left = 0
    if left <= OVERLAP:
        app["stable_token"] = _new_token(world, app, "stable")
        left = LIFE
    return {"access_token": app["stable_token"], "expires_in": left}


def _may_force(app, now):
    """Forcing too early is ignored, too often a day refused."""
    today = [moment for moment in app["forced"] if moment > now - DAY]
    if len(today) >= FORCED_A_DAY:
        raise Refusal(45009)
    if today and today[-1] > now - FORCED_APART:
        return False
    app["forced"] = [*today, now]
    return True


def lose(world, app, how):
    """All tokens die: by age, or since another system took new ones."""
    if how == "expire":
        for known in app["tokens"].values():
            known["until"] = world.now()
    else:
        app["tokens"].clear()
        app["stable_token"] = ""


@api("GET", "/cgi-bin/ticket/getticket")
def ticket(world, app, call):
    """A ticket to sign pages or cards with."""
    kind = call.query.get("type", "jsapi")
    if kind not in ("jsapi", "wx_card"):
        raise Refusal(40053)
    value = f"{kind}_{secrets.token_urlsafe(64)}"
    app["tickets"][kind] = {"ticket": value, "until": world.now() + LIFE}
    return {"ticket": value, "expires_in": LIFE}


@api("GET", "/cgi-bin/getcallbackip")
@api("GET", "/cgi-bin/get_api_domain_ip")
def addresses(_world, _app, _call):
    return {"ip_list": ["127.0.0.1"]}


@api("POST", "/cgi-bin/callback/check")
def callback_check(world, app, _call):
    """What the platform finds out about the way to the callback."""
    return {"dns": [{"ip": "127.0.0.1"}], "ping": [{"ip": "127.0.0.1"}]}


@api("POST", "/cgi-bin/openapi/quota/get")
def quota(world, app, call):
    path = call.json.get("cgi_path", "")
    used = app["used"].get(f"45009 {path}", [0, 0])
    today = (world.now() + BEIJING) // DAY
    spent = used[1] if used[0] == today else 0
    limit = app["limits"].get(path, 100000)
    return {
        "quota": {"daily_limit": limit, "used": spent, "remain": limit - spent},
        "rate_limit": {"call_count": 100, "refresh_second": 60},
    }


@api("POST", "/cgi-bin/openapi/quota/clear")
def clear_one(_world, app, call):
    _clear(app, call.json.get("cgi_path"))


@api("POST", "/cgi-bin/clear_quota")
def clear_all(_world, app, call):
    if call.json.get("appid") != app["appid"]:
        raise Refusal(40013)
    _clear(app)


def _clear(app, path=None):
    if app["clears"] >= 10:
        raise Refusal(48006)
    app["clears"] += 1
    for key in list(app["used"]):
        if path is None or key.endswith(f" {path}"):
            del app["used"][key]


@api("POST", "/cgi-bin/openapi/rid/get")
def request_of(world, _app, call):
    return {"request": {"invoke_time": world.now(), "rid": call.json.get("rid", rid())}}
