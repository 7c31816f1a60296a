"""The way out: every request of a client goes to where its account lives."""

import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from requests import Session
from requests.adapters import HTTPAdapter

PLATFORM = "https://api.weixin.qq.com"
PAGES = "https://open.weixin.qq.com"
# seconds to connect, and seconds of silence
TIMEOUT = 10


class Line(Session):
    """Goes to ``base`` where one is given, follows nobody and never waits for ever.

    ``wechatpy`` has the platform's address in its methods; what sends its requests is
    the one place that all of them pass.
    """

    def __init__(self, base=""):
        super().__init__()
        self._base = urlsplit(base) if base else None
        # a way round by the machine's proxy is for the platform, not for this machine
        self.trust_env = not base
        self.adapters.clear()
        self.mount(f"{self._base.scheme if base else 'https'}://", get_adapter(base))

    def request(self, method, url, **kwargs):
        """Make a request; see ``requests``."""
        if self._base:
            url = urlunsplit((*self._base[:2], *urlsplit(url)[2:]))
        kwargs["timeout"] = kwargs.get("timeout") or TIMEOUT
        # an answer that points elsewhere is no answer
        kwargs["allow_redirects"] = False
        return super().request(method, url, **kwargs)


@lru_cache(maxsize=32)
def get_adapter(base):
    """Return the connections of this process to a base: kept open, for all threads."""
    return HTTPAdapter(pool_maxsize=8)


def is_loopback(address):
    """Return whether an address stays on this machine.

    >>> is_loopback("http://127.0.0.1:9001"), is_loopback("http://localhost:9001/")
    (True, True)
    >>> is_loopback("http://127.0.0.1.example.com"), is_loopback("http://a@10.0.0.1")
    (False, False)
    """
    try:
        parts = urlsplit(address or "")
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.username or parts.query:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
