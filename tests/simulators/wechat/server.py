"""The platform as an HTTP server."""

import contextlib
import pathlib
import threading
import urllib.parse

from . import (  # noqa: F401 - they register what they answer
    busifavor,
    busifavor_use,
    card_acts,
    card_pages,
    chat_pages,
    codepay,
    control,
    faults,
    jssdk,
    members,
    menus,
    messages,
    oauth,
    offers,
    pages,
    passes,
    pay,
    people,
    product_coupon,
    product_use,
    tokens,
)
from .acts import ACTS
from .handler import Server
from .routes import Answer, find
from .world import World

TICK = 0.2


class Wechat(World):
    """The platform; the address is ``url`` while it is entered."""

    def __init__(self, port=0, state=None):
        super().__init__()
        self._server = Server(port, self)
        self._ended = threading.Event()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._saved = ""
        self._file = pathlib.Path(state) if state else None
        if self._file and self._file.exists():
            self.restore(self._file.read_text(errors="surrogatepass"))

    def __enter__(self):
        for function in (self._server.serve_forever, self._live):
            threading.Thread(target=function, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._save()

    def _live(self):
        """Time passes: cards are approved, codes expire, the file is written."""
        while not self._ended.wait(TICK):
            self.tick()
            self._save()

    def _save(self):
        if self._file is None:
            return
        text = self.export()
        if text != self._saved:
            self._saved = text
            part = self._file.with_suffix(".part")
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(text, errors="surrogatepass")
            part.replace(self._file)

    def tick(self):
        """Bring everything to what the clock says."""
        with self.lock:
            for app in self.apps.values():
                passes.tick(self, app)

    # --- what tests in this process use ----------------------------------------------

    def act(self, name, app, person, **values):
        """Have a person do something, see acts.py; return what came of it."""
        with self.lock:
            app = self.apps[app] if isinstance(app, str) else app
            return ACTS[name](self, app, person, **values)

    def new_merchant(self, mchid="", **values):
        """A merchant of WeChat Pay with his keys, see pay.py."""
        return pay.new_merchant(self, mchid, **values)

    def fail(self, kind, path="", times=1, **values):
        """Have something go wrong, see faults.py; ``times`` 0 is for ever."""
        fault = {"kind": kind, "path": path, "times": times, **values}
        with self.lock:
            self.faults.append(fault)
        return fault

    def flush(self, timeout=60):
        """Wait until every event is delivered."""
        return self.post.flush(timeout)

    def advance(self, seconds):
        """Let time pass at once."""
        with self.lock:
            self.data["skew"] += seconds
        self.tick()

    def authorize(self, url, person):
        """Open an OAuth address as a person who allows it; return where it leads."""
        return oauth.decide(self, urllib.parse.urlsplit(url).query, person)

    def answer(self, call):
        """The (answer, pay, fault) of a call; raises Refusal, PayRefusal or Reset."""
        route, words = find(call.method, call.path)
        fault = None
        if route is None:
            return Answer("not found", 404), None
        call.words = words
        if route.part != "control":
            self.log(call)
            fault = faults.take(self, call.path)
        if fault:
            instead = faults.before(fault)
            if instead:
                return instead, None
        answer, signer = self._do(route, call)
        if fault:
            answer = faults.after(fault, answer, self)
        if signer:
            signer.fault = fault
        return answer, signer

    def _do(self, route, call):
        # what waits for deliveries must not keep others from asking
        lock = contextlib.nullcontext() if route.part == "control" else self.lock
        with lock:
            if route.part == "api":
                app = tokens.enter(self, call, route)
                answer = route.function(self, app, call)
                return _good(answer), None
            if route.part == "pay":
                signer = pay.enter(self, call)
                return route.function(self, signer, call), signer
            answer = route.function(self, call)
            return answer, None


def _good(answer):
    if isinstance(answer, Answer):
        return answer
    return {"errcode": 0, "errmsg": "ok", **(answer or {})}
