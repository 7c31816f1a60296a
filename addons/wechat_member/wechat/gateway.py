"""One request to the platform, and what its answer means."""

from collections import namedtuple

import requests
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException, WeChatOAuthException
from wechatpy.oauth import WeChatOAuth
from wechatpy.session import SessionStorage

from .errors import BadRequest, InDoubt, Transient, error_for
from .transport import PAGES, PLATFORM, Line

Answer = namedtuple("Answer", "data date")
# Nothing was sent when one of these comes up, so nothing can have been done.
_UNSENT = (requests.ConnectTimeout, requests.exceptions.SSLError)


class _GivenToken(SessionStorage):
    """Hands out the token the caller brought; the client never fetches one."""

    def __init__(self, token):
        self._token = token

    def get(self, key, default=None):
        """Return the token, whatever it is asked by."""
        return self._token or default

    def set(self, key, value, ttl=None):
        """Keep nothing: tokens live in the database."""

    def delete(self, key):
        """Keep nothing: tokens live in the database."""


def build_client(app_id, token, base=""):
    """Return a client of ``wechatpy`` with this access token.

    It does not know the secret and repeats nothing by itself: renewing a token and
    trying again are decided where all processes can see it.
    """
    client = WeChatClient(app_id, "", session=_GivenToken(token), auto_retry=False)
    client._http = Line(base)
    return client


def build_oauth(app_id, secret, redirect_uri, base="", scope="snsapi_base", state=""):
    """Return the login of an account; made for one visit, as it holds its tokens."""
    oauth = WeChatOAuth(app_id, secret, redirect_uri, scope=scope, state=state)
    oauth.OAUTH_BASE_URL = f"{(base or PAGES).rstrip('/')}/connect/"
    oauth._http = Line(base)
    return oauth


def send(client, verb, path, payload=None, params=None, files=None):
    """Make one request and return its answer, a dict, with the platform's date.

    :param client: of ``build_client``
    :param str path: from the root, like "/cgi-bin/user/info"
    :param dict params: goes into the query; the access token is added unless it says
        ``{"access_token": None}``
    :raise WechatError: of the class that tells what to do next
    """
    given = {"params": dict(params or {})}
    if files:
        given["files"] = files
    elif payload is not None:
        given["data"] = clean(payload)
    dates = []
    given["hooks"] = {"response": lambda response, **_kw: dates.append(response)}
    url = f"{PLATFORM}/{path.lstrip('/')}"
    data = _translate(lambda: getattr(client, verb.lower())(url, **given))
    return Answer(data, dates and dates[-1].headers.get("Date") or "")


def send_oauth(act):
    """Run a call of a login and return its answer; see ``send``."""
    try:
        return Answer(_translate(act), "")
    except (KeyError, TypeError, ValueError) as error:
        # a login reads the answer itself, and knows nothing but what it expects
        raise InDoubt(None, f"no login: {type(error).__name__}") from error


def _translate(act):
    """Return the dict that ``act`` answers, or raise what went wrong in our words."""
    try:
        data = act()
    except (WeChatClientException, WeChatOAuthException) as error:
        raise _read_refusal(error) from error
    except requests.RequestException as error:
        raise _read_break(error) from error
    if not isinstance(data, dict):
        raise InDoubt(None, "no JSON came back, or no object")
    return data


def _read_refusal(error):
    if error.errcode is not None:
        return error_for(_read_code(error.errcode), str(error.errmsg or ""))
    status = error.response.status_code if error.response is not None else 0
    if status in (429, 503):
        return Transient(None, f"HTTP {status}")
    return InDoubt(None, f"HTTP {status}")


def _read_code(code):
    try:
        return int(code)
    except (TypeError, ValueError):
        return None


def _read_break(error):
    """Return whether the request may have arrived before the line broke."""
    name = type(error).__name__
    if isinstance(error, _UNSENT) or "NewConnectionError" in str(error):
        return Transient(None, name)
    return InDoubt(None, name)


def clean(payload):
    """Return a body the platform can read: whole numbers, whole characters.

    :raise BadRequest: a number that is not whole; the platform reads it wrongly
    """
    if isinstance(payload, dict):
        return {key: clean(value) for key, value in payload.items()}
    if isinstance(payload, list | tuple):
        return [clean(value) for value in payload]
    if isinstance(payload, str):
        whole = payload.encode("utf-8", "ignore").decode("utf-8")
        return "".join(s for s in whole if s >= " " or s in "\n\t")
    if payload is None or isinstance(payload, bool | int):
        return payload
    raise BadRequest(None, f"{type(payload).__name__} {payload} in a body")
