"""What the platform knows, as plain data that can be taken out and put back."""

import base64
import hashlib
import json
import secrets
import string
import threading
import time

from .push import Post

RIGHTS = [
    *("menu", "oauth", "qrcode", "template", "subscribe", "custom", "jssdk", "tags"),
    *("member_card", "custom_code", "bonus", "stored_value", "coupon_redeem"),
]
MINI_RIGHTS = ["oauth", "subscribe", "phone"]
DAILY = {"/cgi-bin/token": 2000, "/cgi-bin/message/template/send": 100000}
KEPT_REQUESTS = 3000


def name_for(prefix, *words, size=27):
    """A name that is always the same for the same words."""
    digest = hashlib.sha256("/".join(words).encode()).digest()
    text = base64.urlsafe_b64encode(digest).decode()
    return prefix + text.replace("-", "x").replace("_", "y")[:size]


class World:
    """The data; everything that changes it holds ``lock``."""

    def __init__(self):
        self.lock = threading.RLock()
        self.post = Post(self)
        self.url = ""
        self.data = {}
        self.reset()

    def reset(self):
        """Start over: no account, no person, no fault, the right time."""
        with self.lock:
            self.data = {"apps": {}, "people": {}, "merchants": {}}
            self.data["skew"] = 0
            self.faults, self.requests = [], []
            self.post.reset()

    @property
    def apps(self):
        return self.data["apps"]

    @property
    def people(self):
        return self.data["people"]

    @property
    def merchants(self):
        return self.data["merchants"]

    def now(self):
        """Seconds since 1970 by the platform's clock, which a test may move."""
        return int(time.time() + self.data["skew"])

    def export(self):
        """Everything as JSON."""
        with self.lock:
            return json.dumps({"url": self.url, **self.data}, ensure_ascii=False)

    def restore(self, text):
        """Put back what was exported; pictures and codes have this address now."""
        with self.lock:
            before = json.loads(text)["url"]
            self.data = json.loads(text.replace(before, self.url))
            del self.data["url"]

    # --- accounts and people ---------------------------------------------------------

    def new_app(self, appid="", **values):
        """Make an account or change one; return it.

        :param values: see `_blank_app`; an unknown name raises KeyError
        """
        with self.lock:
            appid = appid or f"wx{secrets.token_hex(8)}"
            kind = values.get("kind", "official")
            app = self.apps.setdefault(appid, _blank_app(appid, kind))
            unknown = set(values) - set(app)
            if unknown:
                raise KeyError(f"no such property of an account: {sorted(unknown)}")
            app.update(values)
            return app

    def new_person(self, name, phone="", **values):
        """Somebody with a telephone; return his id."""
        with self.lock:
            key = values.pop("id", "") or f"p{len(self.people) + 1}"
            self.people[key] = {
                "id": key,
                "name": name,
                "phone": phone,
                # the browser shows him a snapshot page: nobody real is behind it
                "snapshot": False,
                # accounts whose messages he has switched off
                "blocks": [],
                **values,
            }
            return key

    def openid(self, app, person):
        """Who a person is for an account."""
        return name_for("o", _appid(app), person)

    def unionid(self, app, person):
        """Who a person is for the accounts of an open platform; else empty."""
        platform = app["open_platform"]
        return name_for("u", platform, person) if platform else ""

    def person_of(self, app, openid):
        """The person behind an openid of this account, or None."""
        for person in self.people:
            if self.openid(app, person) == openid:
                return person
        return None

    def log(self, call):
        """Keep a request for those who ask what was asked."""
        entry = {
            "at": self.now(),
            "method": call.method,
            "path": call.path,
            "query": call.query,
            "body": call.body.decode(errors="replace"),
        }
        with self.lock:
            self.requests.append(entry)
            del self.requests[:-KEPT_REQUESTS]


def _appid(app):
    return app if isinstance(app, str) else app["appid"]


def _blank_app(appid, kind):
    return {
        "appid": appid,
        "secret": secrets.token_hex(16),
        "name": "服务号" if kind == "official" else "小程序",
        "kind": kind,
        "original_id": f"gh_{hashlib.sha256(appid.encode()).hexdigest()[:12]}",
        # the callback: mode is plain, aes or compatible
        "token": secrets.token_hex(12),
        "aes_key": _aes_key(),
        "old_aes_key": "",
        "mode": "plain",
        "callback_url": "",
        # accounts with the same platform see the same unionid
        "open_platform": "",
        # host that web authorisation may return to; empty: any
        "oauth_domain": "",
        # addresses that may ask; empty: any
        "ip_list": [],
        "rights": list(RIGHTS if kind == "official" else MINI_RIGHTS),
        # {path: calls a day}; {path: calls a minute}
        "limits": dict(DAILY),
        "minute_limits": {},
        # cards are looked at for so many seconds; a text refuses them
        "approval_after": 0,
        "approval": "",
        # our own changes of a member's card come back as an event
        "echo": True,
        # a body with \u escapes is refused
        "strict_escapes": False,
        **{name: {} for name in _TABLES},
        "menu": None,
        "conditional_menus": [],
        "messages": [],
        "stable_token": "",
        "forced": [],
        "clears": 0,
    }


_TABLES = [
    *("tokens", "tickets", "used", "followers", "scenes", "tags", "templates"),
    *("subscriptions", "cards", "codes", "card_scenes", "pictures", "grants"),
    *("web_tokens", "pay_rules", "seen_messages", "login_codes"),
]


def _aes_key():
    letters = string.ascii_letters + string.digits
    return "".join(secrets.choice(letters) for _letter in range(43))
