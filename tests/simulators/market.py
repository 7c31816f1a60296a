"""A market outside that is told what became of its orders, over HTTP on this machine.

It shares no code with what it tests. It checks the signature, remembers events by their
number, and can be told to answer with an error, not at all, or with nonsense.
"""

import collections
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Whoever asked did not wait for the answer: nothing to tell."""


class Market:
    """The address is ``url`` while it is entered; ``events`` is what it was told.

    ``faults``: one for each message to come, "500", "silent" or "forget" (the answer is
    lost after the message was taken).
    """

    def __init__(self, secret="SECRET", silent=12):
        self.secret, self.silent = secret, silent
        self.events, self.messages = {}, 0
        self.faults = collections.deque()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}/orders"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._server.server_close()

    def take(self, body, signature):
        """Return the status for a message."""
        self.messages += 1
        fault = self.faults.popleft() if self.faults else ""
        if fault == "500":
            return 500
        if fault == "silent":
            time.sleep(self.silent)
            return 200
        right = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        if signature != right:
            return 403
        for event in json.loads(body)["events"]:
            self.events[event["event"]] = event
        return 502 if fault == "forget" else 200


def _handler(market):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = market.take(body, self.headers.get("X-Signature", ""))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words):
            """Nobody reads it."""

    return Handler
