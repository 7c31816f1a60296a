"""A user's session with the running system, by the calls its own web client makes."""

import requests

from ..steps import Problem

TIMEOUT = 600
CONTEXT = {"lang": "zh_CN", "tz": "Asia/Shanghai"}


class Session:
    """One signed-in user."""

    def __init__(self, url, database, login):
        self.url, self.login = url, login
        self.http = requests.Session()
        answer = self._post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": login},
        )
        self.partner_id = answer["partner_id"]

    def call(self, model, method, *args, **kwargs):
        """Call a public method of a model; raises Problem with Odoo's own words."""
        kwargs.setdefault("context", CONTEXT)
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def read(self, model, domain, fields, **options):
        """Search and read."""
        return self.call(model, "search_read", domain, fields, **options)

    def page(self, path):
        """Get a page or a file; raises Problem if it is refused."""
        answer = self.http.get(f"{self.url}{path}", timeout=TIMEOUT)
        if answer.status_code != 200 or "/web/login" in answer.url:
            raise Problem(f"{self.login} may not open {path} ({answer.status_code})")
        return answer

    def _post(self, path, params):
        try:
            answer = self.http.post(
                f"{self.url}{path}",
                json={"jsonrpc": "2.0", "method": "call", "params": params},
                timeout=TIMEOUT,
            ).json()
        except (requests.RequestException, ValueError) as error:
            raise Problem(f"no answer from {self.url}{path}: {error}") from error
        if "error" in answer:
            data = answer["error"].get("data", {})
            words = data.get("message") or answer["error"].get("message")
            raise Problem(f"{self.login}, {path.split('call_kw/')[-1]}: {words}")
        # a method that returns nothing leaves it out
        return answer.get("result")
