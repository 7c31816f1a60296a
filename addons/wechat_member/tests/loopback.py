"""A platform of a few lines, for what one client does: it says what it is told to."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self._answer()

    def do_POST(self):
        self._answer()

    def _answer(self):
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        status, answer = self.server.loopback.hear(parts.path, query, body)
        if status is None:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        for name, value in self.server.loopback.headers(answer).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        """Nothing to be read in the log of the tests."""


class Loopback:
    """``say(path, answer, ...)`` puts answers in line; the last one stays.

    An answer is a dict, a text, a number (an HTTP status), a pair of number and dict,
    or None (the line breaks). A path that ends in a star stands for all that begin so.
    What was asked is in ``asked``: (path, query, body).
    """

    def __enter__(self):
        self.forget()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.loopback = self
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(self, *args):
        self._server.shutdown()
        self._server.server_close()

    def forget(self):
        """Start afresh."""
        self.asked, self._answers, self.tokens = [], {}, 0

    def say(self, path, *answers):
        """Answer this path in this order from now on."""
        self._answers[path] = list(answers)

    def count(self, path):
        """Return how often this path was asked for."""
        return sum(asked[0] == path for asked in self.asked)

    def hear(self, path, query, body):
        """Take a request and return (status, body); no status breaks the line."""
        try:
            data = json.loads(body) if body else None
        except ValueError:
            data = body
        self.asked.append((path, query, data))
        line = self._find_line(path)
        if not line:
            answer = self._lend(data) if path.endswith("stable_token") else {}
        else:
            answer = line.pop(0) if len(line) > 1 else line[0]
        if answer is None:
            return None, b""
        if isinstance(answer, int):
            return answer, b"<html>Bad Gateway</html>"
        status = 200
        if isinstance(answer, tuple):
            status, answer = answer
        if not isinstance(answer, str):
            answer = json.dumps(answer, ensure_ascii=False)
        return status, answer.encode()

    def _find_line(self, path):
        for known, line in self._answers.items():
            if path == known or known.endswith("*") and path.startswith(known[:-1]):
                return line
        return None

    def headers(self, _answer):
        """Return what else stands in the head of an answer."""
        return {}

    def _lend(self, data):
        if data.get("force_refresh") or not self.tokens:
            self.tokens += 1
        return {"access_token": f"TOKEN-{self.tokens}", "expires_in": 7200}
