"""Which function answers which path."""

import json
import re
from dataclasses import dataclass, field

from .errors import Refusal

ROUTES = []


@dataclass
class Call:
    """A request as a function sees it."""

    method: str
    path: str
    query: dict
    headers: dict
    body: bytes = b""
    ip: str = "127.0.0.1"
    target: str = ""
    words: tuple = ()

    @property
    def json(self):
        """The body as a dict, whatever its content type says."""
        if not self.body:
            raise Refusal(44002)
        try:
            found = json.loads(self.body.decode())
        except (UnicodeDecodeError, ValueError):
            raise Refusal(47001) from None
        if not isinstance(found, dict):
            raise Refusal(47001)
        return found

    def cookie(self, name):
        found = re.search(rf"{name}=([\w-]+)", self.headers.get("Cookie", ""))
        return found[1] if found else ""


@dataclass
class Answer:
    """What goes back when it is not JSON with 200."""

    content: str | bytes = ""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict = field(default_factory=dict)


@dataclass
class Route:
    method: str
    pattern: re.Pattern
    part: str
    function: object
    right: str = ""


def route(part, method, pattern, right=""):
    """Register a function of (world, ...) for a path.

    :param str part: "api" (token checked, gets the account), "open", "page", "pay"
        (signature checked, gets the merchant) or "control"
    :param str right: permission the account needs
    """

    def register(function):
        compiled = re.compile(pattern)
        ROUTES.append(Route(method, compiled, part, function, right))
        return function

    return register


def api(method, path, right=""):
    return route("api", method, re.escape(path), right)


def find(method, path):
    """The (route, words of the path) that answers, or (None, ())."""
    for known in ROUTES:
        match = known.pattern.fullmatch(path)
        if match and known.method == method:
            return known, match.groups()
    return None, ()
